import FiniteSize
import LinearVAE
import MessageText
import NumericKit
import ProblemFiles
import Spectra
import Storage

extension OutputOptions {
  /// Reads and validates a problem file of factors or of a spectrum, with the seed of the flags, and prints
  /// how its aliases were read, and its data file.
  ///
  /// The `dimension` of the flags converts the steps of a schedule in place of the file's.
  func readDescribed(
    _ path: String, for use: ProblemUse, dimension: Int? = nil,
    changing change: (inout SimulationSettings) -> Void = { _ in }
  ) throws -> DescribedProblem {
    let problem = try DescribedProblem(
      contentsOf: path, run: RunUnits(dimension: dimension), for: use, spectrum: spectrum
    ) {
      change(&$0)
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

extension SpectralProblemFile {
  /// The rows that samples are drawn from, with `data.distribution: rows`.
  func rows(_ context: RunContext) throws -> SampleRows? {
    guard specification.problem.data.distribution == .rows, let table else { return nil }
    let data = try DataTable(contentsOf: table.path)
    return SampleRows(
      try data.principalComponents(limit: ProblemSpecification.memoryLimit, context),
      columns: data.columns)
  }
}
