import ArgumentParser
import Requests

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

  /// What these flags say.
  var part: SpectrumPart {
    var part = SpectrumPart()
    part.standardize = standardize
    part.weights = weights.map { .files([$0]) }
    (part.covariance, part.samples, part.top) = (covariance, samples, top)
    return part
  }
}
