import FiniteSize
import LinearVAE
import ProblemFiles

/// How SGD is simulated; what is given takes the place of the problem's.
package struct SimulationPart: KeyGroup {
  package var method: SimulationMethod?
  package var replicas: Int?
  /// `N`.
  package var dimension: Int?
  /// Whether the states of every run are part of the result.
  package var keepReplicas = false
  /// A file that the state of the runs goes to now and then, and comes from.
  package var checkpoint: String?

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case method, replicas, dimension
    case keepReplicas = "keep_replicas"
    case checkpoint
  }

  package init() {}

  package init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(partOf: decoder)
    method = try section.choice(.method)
    replicas = try section.whole(.replicas)
    dimension = try section.whole(.dimension)
    keepReplicas = try section.flag(.keepReplicas)
    checkpoint = try section.text(.checkpoint)
  }

  package func validate() throws(InvalidProblem) {
    try InvalidProblem.require(replicas, in: 1..., "replicas")
    try InvalidProblem.require(dimension, in: 1..., "dimension")
  }

  /// Reads the problem, with what is given here in place of what it says.
  func read(_ source: ProblemPart, _ inputs: RequestInputs) throws -> DescribedProblem {
    try source.readDescribed(for: .everything, dimension: dimension, inputs) { settings in
      settings.method = method ?? settings.method
      settings.replicas = replicas ?? settings.replicas
      settings.dimension = dimension ?? settings.dimension
    }
  }

  /// Runs a study that simulates, and saves its state when it is stopped.
  ///
  /// - Parameters:
  ///   - problem: Blamed for a problem out of range.
  ///   - inputs: Where the state goes.
  ///   - study: Given what is kept of the runs.
  /// - Returns: The result of the study.
  /// - Throws: What the study throws.
  func run<Result>(
    of problem: ProblemSource, _ inputs: RequestInputs,
    _ study: (EnsembleOptions) throws -> Result
  ) throws -> Result {
    let options = EnsembleOptions(
      keepsRuns: keepReplicas, checkpoint: checkpoint, rescue: inputs.rescue)
    return try problem.blamed { try inputs.savingWork { try study(options) } }
  }
}
