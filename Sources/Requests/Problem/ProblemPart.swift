import FiniteSize
import LinearVAE
import MessageText
import NumericKit
import ProblemFiles
import Spectra
import Storage

/// The problem of a request, with the seed of its random draws.
package struct ProblemPart: KeyGroup {
  package var problem: ProblemSource
  /// In place of that of the problem.
  package var seed: UInt64?

  package enum CodingKeys: String, CodingKey, CaseIterable { case problem, seed }

  package init(_ problem: ProblemSource, seed: UInt64? = nil) {
    (self.problem, self.seed) = (problem, seed)
  }

  package init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(partOf: decoder)
    problem = try section.value(.problem, ProblemSource.allowed)
    seed = try section.seed(.seed)
  }

  package func validate() throws(InvalidProblem) {}
}

extension ProblemPart {
  /// Reads and validates the problem, and remarks how its aliases were read.
  ///
  /// - Parameters:
  ///   - use: What it is for.
  ///   - dimension: `N`, which converts the steps of a schedule in place of the problem's.
  ///   - followsFeedback: Whether a `β` will do that follows from the state of training.
  ///   - searchesFromSeed: Whether random draws are made without a section simulation too.
  ///   - inputs: Who hears of remarks.
  ///   - change: Puts what the request says in the place of what the problem says.
  /// - Returns: The problem.
  /// - Throws: `ProblemFileError`.
  func read(
    for use: ProblemUse, dimension: Int? = nil, followsFeedback: Bool = false,
    searchesFromSeed: Bool = false, _ inputs: RequestInputs,
    changing change: (inout ProblemSpecification) -> Void = { _ in }
  ) throws -> ProblemSpecification {
    let file = try file(for: use, run: RunUnits(dimension: dimension)) {
      change(&$0)
      if let seed { $0.simulation?.seed = seed }
    }
    for line in file.notes { inputs.note("\(line)") }
    if !followsFeedback {
      try problem.blamed { try file.specification.problem.validateWithKnownBeta() }
    }
    if !searchesFromSeed { warnOfSeed(without: file.specification.simulation, inputs) }
    return file.specification
  }

  private func file(
    for use: ProblemUse, run: RunUnits, changing change: (inout ProblemSpecification) -> Void
  ) throws -> ProblemFile {
    switch problem {
    case .file(let path):
      try ProblemFile(contentsOf: path, run: run, for: use, changing: change)
    case .mapping(let tree):
      try ProblemFile(json: tree.json, name: problem.name, run: run, for: use, changing: change)
    }
  }

  /// Reads and validates a problem of factors or of a spectrum, and remarks how its aliases were read, and
  /// its data file.
  ///
  /// - Parameters:
  ///   - use: What it is for.
  ///   - dimension: `N`, which converts the steps of a schedule in place of the problem's.
  ///   - inputs: Who hears of remarks.
  ///   - change: Puts what the request says in the place of what the problem says.
  /// - Returns: The problem.
  /// - Throws: `ProblemFileError`, and `DataFileError` for a data file that it names.
  package func readDescribed(
    for use: ProblemUse, dimension: Int? = nil, _ inputs: RequestInputs,
    changing change: (inout SimulationSettings) -> Void = { _ in }
  ) throws -> DescribedProblem {
    let described = try described(for: use, run: RunUnits(dimension: dimension), inputs) {
      change(&$0)
      if let seed { $0.seed = seed }
    }
    let (notes, simulation) =
      switch described {
      case .factors(let file): (file.notes, file.specification.simulation)
      case .spectrum(let file): (file.notes, file.specification.simulation)
      }
    for line in notes { inputs.note("\(line)") }
    warnOfSeed(without: simulation, inputs)
    return described
  }

  private func described(
    for use: ProblemUse, run: RunUnits, _ inputs: RequestInputs,
    changing change: (inout SimulationSettings) -> Void
  ) throws -> DescribedProblem {
    switch problem {
    case .file(let path):
      try DescribedProblem(
        contentsOf: path, run: run, for: use, spectrum: inputs.spectrum, changing: change)
    case .mapping(let tree):
      try DescribedProblem(
        json: tree.json, name: problem.name, run: run, for: use, spectrum: inputs.spectrum,
        changing: change)
    }
  }

  private func warnOfSeed(without simulation: SimulationSettings?, _ inputs: RequestInputs) {
    guard seed != nil, simulation == nil else { return }
    inputs.warn(
      "\(problem.name.shownPath()) has no section simulation: \"seed\" has no effect")
  }
}

extension RequestInputs {
  /// The spectrum of the covariance of a data file, in groups.
  fileprivate func spectrum(of reference: SpectrumReference) throws -> SpectralData {
    let table = try DataTable(contentsOf: reference.path)
    let spectrum = try DataSpectrum(of: table)
    guard spectrum.totalVariance > 0 else {
      throw DataFileError(path: reference.path, problem: .nothingVaries(columns: table.columns))
    }
    let grouped = GroupedSpectrum(of: spectrum.eigenvalues, groups: reference.groups)
    let error = ShortNumber.text(100 * grouped.momentError, digits: 2)
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

/// What a study finds on data of either kind.
package enum Described<OfFactors: Sendable, OfSpectrum: Sendable>: Sendable {
  /// Factors in noise.
  case factors(OfFactors)
  /// Any spectrum.
  case spectrum(OfSpectrum)
}
