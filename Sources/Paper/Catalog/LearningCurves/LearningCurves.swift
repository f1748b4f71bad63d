import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Studies

/// The course of learning under several `β`, with as many latents as factors and with one too many:
/// lines from the flow, points from runs of SGD.
package struct LearningCurves: CatalogStudy {
  /// What was asked for.
  package let specification: LearningCurvesSpecification
  /// One per number of latents and `β`, in this order.
  package let curves: [Curve]

  /// The course of learning under one `β`.
  package struct Curve: Sendable {
    /// The number of latents.
    package let latents: Int
    /// `β`.
    package let beta: Double
    /// The problem file.
    package let problem: ProblemSpecification
    /// The times of the flow.
    package let times: [Double]
    /// The flow.
    package let flow: [LearningStage]
    /// The times of the points.
    package let runTimes: [Double]
    /// The mean over the runs.
    package let runs: [LearningStage]
    /// The standard error of the mean.
    package let errors: [LearningStage]
  }

  /// Follows the flow and the runs.
  package init(
    _ specification: LearningCurvesSpecification, options: CatalogOptions
  ) throws {
    self.specification = specification
    // The longer runs first, so that no thread is left with one of them in the end.
    let cases = specification.latents.reversed().flatMap { latents in
      specification.betas.map { (latents: latents, beta: $0) }
    }
    let computed = try concurrentMap(cases.count, threads: options.threads) { index in
      try Self.curve(specification, cases[index].latents, cases[index].beta, options)
    }
    let order = specification.latents
    curves = order.flatMap { latents in computed.filter { $0.latents == latents } }
  }

  private static func curve(
    _ specification: LearningCurvesSpecification, _ latents: Int, _ beta: Double,
    _ options: CatalogOptions
  ) throws -> Curve {
    var problem = try specification.problem(latents: latents, beta: beta)
    let file = problem
    let data = problem.problem.data
    let times = try problem.requireTime().times
    let states = try OrderParameterFlow(problem.problem)
      .trajectory(from: try problem.initialState(), at: times)
    let runTimes = stride(from: 0, to: times.count, by: specification.pointStride).map { times[$0] }
    problem.time = .at(runTimes)
    let result = try problem.ensemble().run(
      EnsembleOptions(keepsRuns: true, shouldStop: options.shouldStop))
    let stages = (result.runs ?? []).map { run in run.map { LearningStage($0, data: data) } }
    let moments = runTimes.indices.map { time in LearningStage.moments(stages.map { $0[time] }) }
    return Curve(
      latents: latents, beta: beta, problem: file, times: times,
      flow: states.map { LearningStage($0, data: data) }, runTimes: runTimes,
      runs: moments.map(\.mean), errors: moments.map(\.standardError))
  }
}

/// What Fig. 1 shows of a state: numbers that no permutation and no sign of the latents changes.
package struct LearningStage: Sendable, Hashable {
  /// `ε_g`, aligned.
  package var error: Double
  /// The largest `|m_k|`.
  package var overlap: Double
  /// `Q_kk` of that latent.
  package var norm: Double
  /// `Q_kk` of the other latents together; 0 for a single one.
  package var otherNorm: Double
  /// The largest `|E_kl|` between two latents; 0 for a single one.
  package var entanglement: Double

  /// What is shown of a state with one factor.
  init(_ state: OrderParameters, data: SpikedData) {
    let latents = state.D.indices
    let leader = latents.max { abs(state.m[$0, 0]) < abs(state.m[$1, 0]) } ?? 0
    error = state.generalizationError(data: data)
    overlap = abs(state.m[leader, 0])
    norm = state.Q[leader, leader]
    otherNorm = state.Q.trace - norm
    entanglement = latents.flatMap { k in latents.prefix(k).map { abs(state.E[k, $0]) } }.max() ?? 0
  }

  private init(_ numbers: [Double]) {
    (error, overlap, norm) = (numbers[0], numbers[1], numbers[2])
    (otherNorm, entanglement) = (numbers[3], numbers[4])
  }

  /// The fields with their names in tables.
  static let fields: [(name: String, value: @Sendable (LearningStage) -> Double)] = [
    ("generalization_error", { $0.error }), ("m", { $0.overlap }), ("Q", { $0.norm }),
    ("Q_other", { $0.otherNorm }), ("E_12", { $0.entanglement }),
  ]

  /// The mean over runs and its standard error, which is not a number for a single run.
  static func moments(
    _ runs: [LearningStage]
  ) -> (mean: LearningStage, standardError: LearningStage) {
    let count = Double(runs.count)
    let columns = fields.map { field in runs.map(field.value) }
    let means = columns.map { $0.reduce(0, +) / count }
    let errors = zip(columns, means).map { values, mean in
      (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count * (count - 1))).squareRoot()
    }
    return (LearningStage(means), LearningStage(errors))
  }
}
