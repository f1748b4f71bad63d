import ArgumentParser
import Foundation
import LinearVAE
import MessageText
import NumericKit
import Spectra
import Storage

/// Of what the spectrum of a table is taken.
struct SpectrumFlags: ParsableArguments {
  @Flag(help: "Divide each column by its standard deviation.")
  var standardize = false

  @Option(
    help: ArgumentHelp(
      "What each row counts: a file with one number ≥ 0 per row.", valueName: "file"),
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

  /// The spectrum of a table, samples or a covariance, as the plan wants it and the flags say; the seed is
  /// that of the search for the largest eigenvalues.
  func spectrum(
    of table: DataTable, _ options: SpectrumOptions, seed: UInt64, _ context: RunContext
  ) throws -> DataSpectrum {
    var options = options
    (options.standardized, options.top, options.seed) = (standardize, top, seed)
    options.weights = try rowWeights(of: table)
    guard let samples else { return try DataSpectrum(of: table, options: options, context) }
    return try DataSpectrum(covariance: table, samples: samples, options: options, context)
  }

  /// The weights in their file.
  func rowWeights(of table: DataTable) throws -> [Double]? {
    guard let weights else { return nil }
    let file = try DataTable(contentsOf: weights)
    var values: [Double] = []
    try file.forEachBlock(ofRows: file.rows) { values += $0.values }
    guard min(file.rows, file.columns) == 1, values.count == table.rows else {
      throw ValidationError(
        "--weights \(weights.shownPath()): found \(file.rows) × \(file.columns) numbers, expected one for each "
          + "of the \(table.rows) rows of the data.")
    }
    return values
  }
}
