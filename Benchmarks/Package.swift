// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that what only benchmarks need stays out of the product.
let package = Package(
  name: "betaflow-benchmarks",
  dependencies: [
    .package(name: "betaflow", path: ".."),
    .package(url: "https://github.com/google/swift-benchmark", from: "0.1.2"),
  ],
  targets: [
    .executableTarget(
      name: "betaflow-benchmarks",
      dependencies: [
        .product(name: "NumericKit", package: "betaflow"),
        .product(name: "LinearVAE", package: "betaflow"),
        .product(name: "MeanField", package: "betaflow"),
        .product(name: "FiniteSize", package: "betaflow"),
        .product(name: "Spectra", package: "betaflow"),
        .product(name: "Storage", package: "betaflow"),
        .product(name: "Benchmark", package: "swift-benchmark"),
      ])
  ],
  swiftLanguageModes: [.v5]
)
