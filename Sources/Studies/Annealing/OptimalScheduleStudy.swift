import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import RealModule

/// Looks for the best `β(t)` for a problem, and asks what it gains, and how much it depends on what it
/// was made for.
public struct OptimalScheduleStudy: Sendable {
  /// What is learned, from where, and how near counts.
  public var convergence: ConvergenceProblem
  /// `β_max > 0`.
  public var maximum: Double
  /// What is minimised, and how.
  public var options: OptimalScheduleOptions
  /// How to simulate the schedule at finite `N`, if at all; with rates that are finite.
  public var simulation: SimulationSettings?
  /// What is kept of those runs, and where.
  public var ensemble: EnsembleOptions

  /// Factors of the perturbations.
  public static let factors = [0.8, 1.2]
  /// Rates in the scan of each family.
  public static let rateCount = 40

  /// A schedule to be looked for.
  public init(
    _ convergence: ConvergenceProblem, maximum: Double, options: OptimalScheduleOptions,
    simulation: SimulationSettings? = nil, ensemble: EnsembleOptions = EnsembleOptions()
  ) {
    (self.convergence, self.maximum, self.options) = (convergence, maximum, options)
    (self.simulation, self.ensemble) = (simulation, ensemble)
  }

  /// Searches, and looks at what was found.
  ///
  /// - Throws: `InvalidProblem` for a horizon that is not positive, the error of a flow, what
  ///   `Ensemble.run(_:_:)` throws, or `RunCancelled`.
  public func run(_ context: RunContext = .current) throws -> OptimalScheduleResult {
    try context.run { context in
      var search = try OptimalScheduleSearch(convergence, maximum: maximum, options: options)
      let optimum = try search.result()
      let score = ScheduleScore(convergence, objective: options.objective)
      let constant = try score.value(.constant(maximum))
      let rates = try Self.rates(for: convergence, maximum: maximum)
      let shapes = AnnealingFamily.allCases
      let families = try context.map(shapes.count, "shapes") { index in
        try best(of: shapes[index], rates: rates, score)
      }
      return OptimalScheduleResult(
        convergence: convergence, maximum: maximum, optimum: optimum, objective: options.objective,
        constant: constant, families: families,
        perturbations: try optimum.map(perturbations) ?? [],
        finiteSize: try optimum.flatMap { try check($0, context) })
    }
  }

  /// Rates from far below to far above the spectral gap.
  public static func rates(
    for convergence: ConvergenceProblem, maximum: Double, count: Int = rateCount
  ) throws -> [Double] {
    let gap = try convergence.targets(beta: maximum).spectralGap
    guard gap > 0 else { return [] }
    return (0..<count).map { index in
      gap * Double.exp(Double.log(0.05) + Double(index) / Double(count - 1) * Double.log(400))
    }
  }

  private func best(
    of family: AnnealingFamily, rates: [Double], _ score: ScheduleScore
  ) throws -> OptimalScheduleResult.FamilyBest {
    guard score.objective != .time else {
      let scan = try AnnealingScan(convergence, family: family, rates: rates, maximum: maximum)
      return .init(family: family, rate: scan.best?.rate, value: scan.best?.time)
    }
    let values = try rates.map { rate in
      (rate, try score.value(family.schedule(rate: rate, maximum: maximum)) ?? .infinity)
    }
    let best = values.min { $0.1 < $1.1 }
    return .init(family: family, rate: best?.0, value: best?.1)
  }

  /// What the schedule is worth on other data.
  private func perturbations(
    _ optimum: OptimalSchedule
  ) throws -> [OptimalScheduleResult.Perturbation] {
    try OptimalScheduleResult.Perturbation.Quantity.allCases.flatMap { quantity in
      try Self.factors.map { factor in
        let score = ScheduleScore(
          try convergence.scaling(quantity, by: factor), objective: options.objective)
        return .init(
          quantity: quantity, factor: factor, value: try score.value(optimum.schedule),
          constant: try score.value(.constant(maximum)))
      }
    }
  }

  /// Simulates; `nil` for the small-rate limit, which has no steps, or without a time.
  private func check(
    _ optimum: OptimalSchedule, _ context: RunContext
  ) throws -> FiniteSizeCheck? {
    let problem = convergence.annealed(by: optimum.schedule)
    guard let settings = simulation, problem.training.rates != .limit,
      let end = optimum.objective.horizon ?? optimum.time
    else { return nil }
    let count = 200
    let times = (1...count).map { 2 * end * Double($0) / Double(count) }
    let state = try OrderParameterFlow(problem).trajectory(from: convergence.initial, at: [end])[0]
    let level = state.generalizationError(data: problem.data)
    let runs = Ensemble(
      try Simulation(
        problem, dimension: settings.dimension, method: settings.method, seed: settings.seed),
      from: convergence.initial, at: times, replicas: settings.replicas)
    let result = try runs.run(context, ensemble)
    guard let errors = result.generalizationErrors[.aligned] else { return nil }
    let middle = count / 2 - 1
    let last = errors.mean.lastIndex { $0 > level }
    return FiniteSizeCheck(
      dimension: settings.dimension, replicas: settings.replicas, steps: result.totalSteps,
      time: end, mean: errors.mean[middle], standardError: errors.standardError?[middle],
      flow: level, crossing: last == count - 1 ? nil : last.map { times[$0] } ?? 0)
  }
}

/// The best `β(t)` found for a problem, what it gains, and how much it depends on what it was made for.
public struct OptimalScheduleResult: Sendable {
  /// What is learned, from where, and how near counts.
  public let convergence: ConvergenceProblem
  /// `β_max`.
  public let maximum: Double
  /// The best schedule; `nil` where none was found.
  public let optimum: OptimalSchedule?
  /// What was minimised.
  public let objective: ScheduleObjective
  /// The objective under constant `β_max`; `nil` where that does not converge.
  public let constant: Double?
  /// The best schedule of each family.
  public let families: [FamilyBest]
  /// The objective when noise or signals are not what the schedule was made for.
  public let perturbations: [Perturbation]
  /// The schedule at finite `N`, if the problem says how to simulate.
  public let finiteSize: FiniteSizeCheck?

  /// The best rate of a family.
  public struct FamilyBest: Sendable, Hashable {
    /// The shape.
    public let family: AnnealingFamily
    /// `γ`; `nil` where no rate converges.
    public let rate: Double?
    /// The objective at that rate.
    public let value: Double?
  }

  /// The schedule on data other than those it was made for.
  public struct Perturbation: Sendable, Hashable {
    /// What is different.
    public enum Quantity: String, Sendable, Hashable, Codable, CaseIterable {
      /// `η`.
      case noise
      /// All `ρ_s`.
      case signals
    }

    /// What is different.
    public let quantity: Quantity
    /// By which factor.
    public let factor: Double
    /// The objective under the schedule; `nil` where that does not converge.
    public let value: Double?
    /// The objective under constant `β_max`.
    public let constant: Double?
  }

  /// The objective under constant `β_max` over that under the schedule; for times, how often the
  /// training fits.
  public var gain: Double? {
    guard let constant, let value = optimum?.value, value > 0 else { return nil }
    return constant / value
  }
}

/// A schedule made for `N → ∞` under the exact chain at finite `N`.
public struct FiniteSizeCheck: Sendable, Hashable {
  /// `N`.
  public let dimension: Int
  /// How many runs.
  public let replicas: Int
  /// Steps of all runs together.
  public let steps: Int
  /// When the flow converges under the schedule, or the horizon of the error.
  public let time: Double
  /// `ε_g` at that time, averaged over the runs.
  public let mean: Double
  /// Its standard error; `nil` for a single run.
  public let standardError: Double?
  /// `ε_g` of the flow at that time.
  public let flow: Double
  /// The last of 200 times up to twice ``time`` at which the mean is above the flow's value at ``time``;
  /// `nil` if it still is in the end.
  public let crossing: Double?
}

/// What a schedule is worth.
struct ScheduleScore {
  let convergence: ConvergenceProblem
  let objective: ScheduleObjective

  init(_ convergence: ConvergenceProblem, objective: ScheduleObjective) {
    self.convergence = convergence
    self.objective = objective
  }

  /// The time of convergence, or the error at the horizon; `nil` where the flow does not get there.
  func value(_ schedule: BetaSchedule) throws -> Double? {
    switch objective {
    case .time: return try convergence.convergence(under: schedule).time
    case .error(let time):
      let flow = try OrderParameterFlow(convergence.annealed(by: schedule))
      let state = try? flow.trajectory(from: convergence.initial, at: [time])[0]
      return state?.generalizationError(data: convergence.problem.data)
    }
  }
}

extension OptimalSchedule {
  /// What was minimised, at the optimum.
  public var value: Double? { objective == .time ? time : error }
}

extension ConvergenceProblem {
  /// The same start on data with another noise or other signals.
  fileprivate func scaling(
    _ quantity: OptimalScheduleResult.Perturbation.Quantity, by factor: Double
  ) throws -> ConvergenceProblem {
    let data = problem.data
    let scaled =
      switch quantity {
      case .noise:
        SpikedData(
          signals: data.signals, noise: factor * data.noise, overlap: data.overlap,
          distribution: data.distribution)
      case .signals:
        SpikedData(
          signals: data.signals.map { factor * $0 }, noise: data.noise, overlap: data.overlap,
          distribution: data.distribution)
      }
    return try ConvergenceProblem(
      LearningProblem(data: scaled, latents: problem.latents, training: problem.training),
      from: initial, tolerance: tolerance, integrationTolerance: integrationTolerance)
  }
}
