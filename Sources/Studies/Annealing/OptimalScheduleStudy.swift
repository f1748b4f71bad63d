import FiniteSize
import LinearVAE
import MeanField
import RealModule

/// The best `β(t)` found for a problem, what it gains, and how much it depends on what it was made for.
public struct OptimalScheduleStudy: Sendable {
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

  /// Factors of the perturbations.
  public static let factors = [0.8, 1.2]
  /// Rates in the scan of each family.
  public static let rateCount = 40

  /// Searches, and looks at what was found.
  ///
  /// - Parameters:
  ///   - convergence: What is learned, from where, and how near counts.
  ///   - maximum: `β_max > 0`.
  ///   - options: What is minimised, and how.
  ///   - simulation: How to simulate, if at all; with rates that are finite.
  ///   - ensembleOptions: How to run it.
  /// - Throws: `InvalidProblem` for a horizon that is not positive, or the error of a flow.
  public init(
    _ convergence: ConvergenceProblem, maximum: Double, options: OptimalScheduleOptions,
    simulation: SimulationSettings? = nil,
    ensembleOptions: (Ensemble) -> EnsembleOptions = { _ in EnsembleOptions() }
  ) throws {
    self.convergence = convergence
    self.maximum = maximum
    objective = options.objective
    var search = try OptimalScheduleSearch(convergence, maximum: maximum, options: options)
    optimum = try search.result()
    let score = ScheduleScore(convergence, objective: objective)
    constant = try score.value(.constant(maximum))
    let rates = try Self.rates(for: convergence, maximum: maximum)
    families = try AnnealingFamily.allCases.map { family in
      try Self.best(of: family, rates: rates, convergence, score, maximum)
    }
    guard let optimum else {
      (perturbations, finiteSize) = ([], nil)
      return
    }
    perturbations = try Perturbation.Quantity.allCases.flatMap { quantity in
      try Self.factors.map { factor in
        let score = ScheduleScore(
          try convergence.scaling(quantity, by: factor), objective: options.objective)
        return Perturbation(
          quantity: quantity, factor: factor, value: try score.value(optimum.schedule),
          constant: try score.value(.constant(maximum)))
      }
    }
    finiteSize = try simulation.flatMap { settings in
      try FiniteSizeCheck(convergence, optimum, settings, options: ensembleOptions)
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

  private static func best(
    of family: AnnealingFamily, rates: [Double], _ convergence: ConvergenceProblem,
    _ score: ScheduleScore, _ maximum: Double
  ) throws -> FamilyBest {
    guard score.objective != .time else {
      let scan = try AnnealingScan(convergence, family: family, rates: rates, maximum: maximum)
      return FamilyBest(family: family, rate: scan.best?.rate, value: scan.best?.time)
    }
    let values = try rates.map { rate in
      (rate, try score.value(family.schedule(rate: rate, maximum: maximum)) ?? .infinity)
    }
    let best = values.min { $0.1 < $1.1 }
    return FamilyBest(family: family, rate: best?.0, value: best?.1)
  }

  /// The objective under constant `β_max` over that under the schedule; for times, how often the
  /// training fits.
  public var gain: Double? {
    guard let constant, let value = optimum?.value, value > 0 else { return nil }
    return constant / value
  }
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
    _ quantity: OptimalScheduleStudy.Perturbation.Quantity, by factor: Double
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
