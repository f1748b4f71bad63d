// swift-tools-version: 6.1
import PackageDescription

/// Strict settings shared by every Swift target.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "betaflow",
  products: [
    .library(name: "Betaflow", targets: ["Betaflow"]),
    .library(name: "NumericKit", targets: ["NumericKit"]),
    .library(name: "Storage", targets: ["Storage"]),
    .library(name: "LinearVAE", targets: ["LinearVAE"]),
    .library(name: "MeanField", targets: ["MeanField"]),
    .library(name: "FiniteSize", targets: ["FiniteSize"]),
    .library(name: "Spectra", targets: ["Spectra"]),
    .library(name: "Fitting", targets: ["Fitting"]),
    .library(name: "Plotting", targets: ["Plotting"]),
    .library(name: "ProblemFiles", targets: ["ProblemFiles"]),
    .library(name: "Studies", targets: ["Studies"]),
    .executable(name: "betaflow", targets: ["betaflow"]),
    // For other languages; `make library` links the Swift runtime into it.
    .library(name: "CBetaflow", type: .static, targets: ["CBetaflow"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CNLopt", pkgConfig: "nlopt", providers: [.apt(["libnlopt-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // Loops over long rows in C, the only language here that can be compiled for wider vectors than the
    // oldest processor has and yet run on it.
    .target(name: "CVectors"),
    .target(name: "MessageText", swiftSettings: strict),
    .target(
      name: "NumericKit",
      dependencies: [
        "COpenBLAS", "CNLopt", "CVectors", .product(name: "Numerics", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    .target(
      name: "Storage", dependencies: ["CZlib", "MessageText"], swiftSettings: strict),
    .target(
      name: "LinearVAE",
      dependencies: [
        "MessageText", "NumericKit", .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    .target(
      name: "MeanField",
      dependencies: [
        "NumericKit", "LinearVAE", .product(name: "Numerics", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    .target(
      name: "FiniteSize",
      dependencies: [
        "NumericKit", "LinearVAE", "Storage",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    .target(
      name: "Spectra",
      dependencies: [
        "MessageText", "NumericKit", "LinearVAE", "Storage",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    .target(
      name: "Fitting",
      dependencies: [
        "MessageText", "NumericKit", "LinearVAE", "Storage",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    .target(name: "Plotting", dependencies: ["Storage"], swiftSettings: strict),
    // Problem files and schedules as people write them: the only target that knows YAML.
    .target(
      name: "ProblemFiles",
      dependencies: ["MessageText", "Storage", "NumericKit", "LinearVAE", "Yams"],
      swiftSettings: strict
    ),
    .target(
      name: "Studies",
      dependencies: [
        "NumericKit", "Storage", "LinearVAE", "MeanField", "FiniteSize", "Spectra", "Fitting",
        "Plotting",
        .product(name: "Numerics", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    // Every question of the command line as a value: what its flags, a mapping from Python, a sweep or a page
    // ask is checked and answered here. Nothing of it is promised, so it is no product.
    .target(
      name: "Requests",
      dependencies: [
        "MessageText", "NumericKit", "Storage", "LinearVAE", "MeanField", "FiniteSize", "Spectra",
        "Fitting", "Plotting", "Studies", "ProblemFiles",
      ],
      swiftSettings: strict),
    // What a program needs, under one name.
    .target(
      name: "Betaflow",
      dependencies: [
        "NumericKit", "Storage", "LinearVAE", "MeanField", "FiniteSize", "Spectra", "Fitting",
      ],
      swiftSettings: strict),
    // The paper's figures and claims. Only the command needs it, so it is no product.
    .target(
      name: "Paper",
      dependencies: [
        "MessageText", "NumericKit", "LinearVAE", "MeanField", "FiniteSize", "Spectra", "Plotting",
        "ProblemFiles", "Storage", "Studies",
        .product(name: "Numerics", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    // The library for other languages: its header, and what it does.
    .target(name: "CBetaflowABI"),
    .target(
      name: "CBetaflow",
      dependencies: [
        "CBetaflowABI", "LinearVAE", "NumericKit", "Requests", "Storage",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "betaflow",
      dependencies: [
        "MessageText", "NumericKit", "Storage", "LinearVAE", "MeanField", "FiniteSize", "Spectra",
        "Fitting", "Plotting", "Studies", "Paper", "ProblemFiles", "Requests",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // Counts the allocations of a thread of the test program.
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    // Reference data that several test targets compare with.
    .target(
      name: "TestSupport",
      dependencies: [
        "NumericKit", "LinearVAE", "ProblemFiles", "Studies",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      path: "Tests/Support", resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(name: "BetaflowTests", dependencies: ["Betaflow"], swiftSettings: strict),
    .testTarget(
      name: "MessageTextTests", dependencies: ["MessageText"], swiftSettings: strict),
    .testTarget(
      name: "NumericKitTests",
      dependencies: [
        "NumericKit", "TestSupport", .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "StorageTests",
      dependencies: ["Storage", "CZlib", "NumericKit", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "LinearVAETests",
      dependencies: [
        "LinearVAE", "NumericKit", .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    // Theorem tests share the models of the paper's claims: explicit vectors, expected loss.
    .testTarget(
      name: "MeanFieldTests", dependencies: ["MeanField", "Paper", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "FiniteSizeTests",
      dependencies: [
        "FiniteSize", "MeanField", "Paper", "Storage", "TestSupport", "AllocationCounter",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "SpectraTests", dependencies: ["Spectra", "Storage", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "FittingTests",
      dependencies: [
        "Fitting", "NumericKit", "LinearVAE", "Storage", "TestSupport",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "PlottingTests", dependencies: ["Plotting", "Storage"], swiftSettings: strict),
    .testTarget(
      name: "ProblemFilesTests",
      dependencies: [
        "ProblemFiles", "Studies", "LinearVAE", "NumericKit", "Storage", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "StudiesTests",
      dependencies: [
        "Studies", "ProblemFiles", "FiniteSize", "Fitting", "LinearVAE", "MeanField", "NumericKit",
        "Storage", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "PaperTests",
      dependencies: [
        "Paper", "ProblemFiles", "Studies", "FiniteSize", "LinearVAE", "MeanField", "NumericKit",
        "Plotting", "Storage",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "RequestsTests",
      dependencies: [
        "Requests", "FiniteSize", "Fitting", "LinearVAE", "MeanField", "NumericKit", "ProblemFiles",
        "Spectra", "Storage", "Studies",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["betaflow", "Paper", "Requests", "Storage", "Studies"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
