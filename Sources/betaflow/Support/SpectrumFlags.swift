import ArgumentParser
import Foundation
import LinearVAE
import NumericKit
import Spectra
import Storage

/// Of what the spectrum of a table is taken.
struct SpectrumFlags: ParsableArguments {
  @Flag(help: "Divide each column by its standard deviation.")
  var standardize = false

  @Option(
    help: ArgumentHelp(
      "What each row counts: a file with one number ≥ 0 per row of the data.", valueName: "file"),
    completion: .file(extensions: ["csv", "npy", "gz"]))
  var weights: String?

  @Flag(help: "The table is a covariance, N × N, of --samples rows.")
  var covariance = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("P, the rows that a covariance is of.", valueName: "P"))
  var samples: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Search for the K largest eigenvalues alone, where there are too many for all.",
      valueName: "K"))
  var top: Int?

  func validate() throws {
    guard covariance == (samples != nil) else {
      throw ValidationError(
        covariance
          ? "--covariance needs the number of rows that it is of: give --samples."
          : "--samples is the number of rows of a covariance: give --covariance.")
    }
    if covariance && weights != nil {
      throw ValidationError("--weights counts rows, which a covariance no longer has.")
    }
    try check("--samples", samples, in: 2...)
    try check("--top", top, in: 1...)
  }

  /// What the plan wants of a spectrum with what the flags say; the seed is that of the search for the
  /// largest eigenvalues.
  func options(
    _ options: SpectrumOptions, seed: UInt64, for table: DataTable
  ) throws -> SpectrumOptions {
    var options = options
    (options.standardized, options.top, options.seed) = (standardize, top, seed)
    options.weights = try weights.map { try table.weights(contentsOf: $0) }
    return options
  }

  /// The spectrum of a table, samples or a covariance.
  func spectrum(
    of table: DataTable, _ options: SpectrumOptions, _ context: RunContext
  ) throws -> DataSpectrum {
    guard let samples else { return try DataSpectrum(of: table, options: options, context) }
    return try DataSpectrum(covariance: table, samples: samples, options: options, context)
  }
}
