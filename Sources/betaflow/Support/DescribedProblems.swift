import LinearVAE
import MessageText
import ProblemFiles
import Spectra
import Storage

extension OutputOptions {
  /// Reads and validates a problem file of factors or of a spectrum, with the seed of the flags, and prints
  /// how its aliases were read, and its data file.
  func readDescribed(_ path: String, for use: ProblemUse) throws -> DescribedProblem {
    let problem = try DescribedProblem(contentsOf: path, for: use, spectrum: spectrum) {
      if let seed { $0.seed = seed }
    }
    let (notes, simulation) =
      switch problem {
      case .factors(let file): (file.notes, file.specification.simulation)
      case .spectrum(let file): (file.notes, file.specification.simulation)
      }
    for line in notes { note("\(line)") }
    warnOfSeed(without: simulation, path)
    return problem
  }

  /// The spectrum of the covariance of a data file, in groups.
  private func spectrum(of reference: SpectrumReference) throws -> SpectralData {
    let table = try DataTable(contentsOf: reference.path)
    let spectrum = try DataSpectrum(of: table)
    guard spectrum.totalVariance > 0 else {
      throw DataFileError(path: reference.path, problem: .nothingVaries(columns: table.columns))
    }
    let grouped = GroupedSpectrum(of: spectrum.eigenvalues, groups: reference.groups)
    let error = TextTable.number(100 * grouped.momentError, digits: 2)
    note(
      "\(reference.path.shownPath()): the covariance of \(table.columns) columns in "
        + "\(grouped.data.groups.count) groups of directions; its second moment is off by \(error) %"
    )
    return grouped.data
  }
}
