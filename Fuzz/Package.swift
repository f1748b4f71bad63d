// swift-tools-version: 6.1
import PackageDescription

// A package of its own: one with unsafe flags cannot be a dependency of others.
let package = Package(
  name: "betaflow-fuzzer",
  dependencies: [.package(name: "betaflow", path: "..")],
  targets: [
    .executableTarget(
      name: "ReaderFuzzer",
      dependencies: [
        .product(name: "LinearVAE", package: "betaflow"),
        .product(name: "ProblemFiles", package: "betaflow"),
        .product(name: "Spectra", package: "betaflow"),
        .product(name: "Storage", package: "betaflow"),
        .product(name: "Studies", package: "betaflow"),
      ],
      // libFuzzer brings the main function.
      swiftSettings: [.unsafeFlags(["-parse-as-library"])])
  ],
  swiftLanguageModes: [.v6]
)
