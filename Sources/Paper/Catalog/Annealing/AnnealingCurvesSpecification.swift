import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import RealModule

/// Which schedules are compared, from which start, at which rates.
package struct AnnealingCurvesSpecification: Sendable, Hashable, Codable {
  /// `ρ`.
  package var signal = 1.0
  /// `η`.
  package var noise = 1.0
  /// `τ`; `nil` for the small-rate limit.
  package var rate: Double?
  /// The value of `β` on which every schedule settles.
  package var maximum = 1.0
  /// The shapes besides constant `β`.
  package var families: [AnnealingFamily]
  /// The annealing rates `γ` in units of `τ`.
  package var annealingRates: [Double]
  /// `m = d` at the start.
  package var overlap = 0.01
  /// `Q = E` there.
  package var norm = 0.01
  /// How near to the error of the fixed point counts as converged.
  package var tolerance = 1e-3
  /// The times of the curves.
  package var samples = 401

  /// Fig. 3: tanh in the small-rate limit.
  package static func smallRateLimit(
    _ options: CatalogOptions = CatalogOptions()
  ) -> AnnealingCurvesSpecification {
    AnnealingCurvesSpecification(
      rate: nil, families: [.tanh], annealingRates: rates(options.choose(120, quick: 30)))
  }

  /// Fig. 5: tanh and linear at `τ = 0.001`.
  package static func finiteRate(
    _ options: CatalogOptions = CatalogOptions()
  ) -> AnnealingCurvesSpecification {
    AnnealingCurvesSpecification(
      rate: 0.001, families: [.tanh, .linear],
      annealingRates: rates(options.choose(120, quick: 30)))
  }

  private static func rates(_ count: Int) -> [Double] {
    (0..<count).map { 0.05 * Double.pow(40, Double($0) / Double(count - 1)) }
  }

  /// The unit of the flow's time in `τt`.
  var unit: Double { rate ?? 1 }

  /// The state at `t = 0`.
  var start: OrderParameters {
    OrderParameters(
      m: [[overlap]], d: [[overlap]], Q: [[norm]], E: [[norm]], R: [[0]], D: [1])
  }

  /// The problem under a schedule.
  func problem(_ schedule: BetaSchedule) -> LearningProblem {
    LearningProblem(
      data: SpikedData(signals: [signal], noise: noise), latents: 1,
      training: Training(rates: rate.map { .uniform($0) } ?? .limit, beta: schedule))
  }
}
