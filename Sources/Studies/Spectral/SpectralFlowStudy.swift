import LinearVAE
import MeanField
import NumericKit
import Storage

/// Follows the order parameters of a problem with any spectrum to the times asked for.
public struct SpectralFlowStudy: Sendable {
  /// What is learned, and how.
  public var problem: SpectralProblem
  /// The state at `t = 0`.
  public var initial: SpectralState
  /// Non-decreasing and `≥ 0`, in steps divided by `N`, or in `τt` in the small-rate limit.
  public var times: [Double]
  /// The relative error allowed in a step.
  public var tolerance: Double
  /// How many points the curve has at least; they change neither the steps nor the states at the times.
  public var curvePoints: Int

  /// A flow to be followed.
  public init(
    _ problem: SpectralProblem, from initial: SpectralState, at times: [Double],
    tolerance: Double = OrderParameterFlow.defaultTolerance, curvePoints: Int = 0
  ) {
    (self.problem, self.initial, self.times) = (problem, initial, times)
    (self.tolerance, self.curvePoints) = (tolerance, curvePoints)
  }

  /// Follows the flow.
  ///
  /// - Throws: `InvalidProblem`, `FlowError` or `RunCancelled`.
  public func run(_ context: RunContext = .current) throws -> SpectralFlowResult {
    try context.run { context in
      let moments = CurveMoments(times, curvePoints: curvePoints)
      let all = moments.times
      context.report(0, of: all.count, "times")
      let solution = try SpectralFlow(
        problem, integrator: Integrator(tolerance: SpectralFlow.tolerance(relative: tolerance))
      ).solution(from: initial, at: all) { context.report($0, of: all.count, "times") }
      context.report(all.count, of: all.count, "times")
      return SpectralFlowResult(
        problem: problem, times: times, chosen: moments.chosen,
        curve: .init(
          times: all, states: solution.states,
          beta: EffectiveBeta(solution.weights, under: problem.training.feedback)),
        statistics: solution.statistics)
    }
  }
}

/// The order parameters of a problem with any spectrum at the times asked for.
public struct SpectralFlowResult: Sendable {
  /// What was learned, and how.
  public let problem: SpectralProblem
  /// The times, in steps divided by `N`, or in `τt` in the small-rate limit.
  public let times: [Double]
  /// Where the times asked for are in the curve.
  let chosen: [Int]
  /// The states at the times, and at more between them if asked for: what is drawn.
  public let curve: Curve
  /// What the integration cost.
  public let statistics: IntegrationStatistics

  /// States close enough to each other to be drawn as a curve.
  public struct Curve: Sendable {
    /// The times asked for, and those between them.
    public let times: [Double]
    /// One state per time.
    public let states: [SpectralState]
    /// `β` at each time.
    public let beta: EffectiveBeta
  }

  /// One state per time.
  public var states: [SpectralState] { chosen.map { curve.states[$0] } }

  /// `β` at each time: the schedule, or what a feedback law made of the states.
  public var beta: EffectiveBeta { curve.beta.at(chosen) }
}

extension SpectralFlowResult {
  /// The states at the times asked for, and what the integration cost.
  package func dataset(of problem: SpectralSpecification) -> Dataset {
    let (states, spectrum) = (states, self.problem.data)
    let latents = self.problem.latents
    var data = Dataset(rows: "time")
    data.note("problem", problem, "The problem with all defaults.")
    data.add("times", .numbers(times), "Times in steps / N, or τt with rates: limit.", over: "time")
    data.add(beta)
    data.add(
      "kl", .numbers(states.flatMap { $0.klDivergences(data: spectrum) }),
      "KL divergence of each latent, in nats.", shape: [times.count, latents],
      over: "time", "latent")
    data.add(
      "distortion_change", .numbers(states.map { $0.relativeDistortion(data: spectrum) }),
      "Squared error of reconstruction less that of reconstructing zero.", over: "time")
    data.add(spectrum: spectrum)
    data.add(records: states.map(SpectralRecord.init), at: "states[]", over: "time")
    data.add(solver: statistics)
    return data
  }
}
