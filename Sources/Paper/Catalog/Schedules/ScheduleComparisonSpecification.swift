import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import RealModule

/// Which schedules are compared with the best there is.
package struct ScheduleComparisonSpecification: Sendable, Hashable, Codable {
  /// `ρ`.
  package var signal = 1.0
  /// `η`.
  package var noise = 1.0
  /// The value of `β` on which every schedule settles, and the largest.
  package var maximum = 1.0
  /// `m = d` at the start.
  package var overlap = 0.1
  /// `Q = E` there.
  package var norm = 1.0
  /// How near to the error of the fixed point counts as converged.
  package var tolerance = 1e-3
  /// The shapes, each at its best rate.
  package var families: [AnnealingFamily] = [.linear, .tanh]
  /// The annealing rates `γ` tried.
  package var annealingRates: [Double]
  /// Pieces of the optimal schedule.
  package var knots: Int
  /// The times of the curves.
  package var samples = 601
  /// Seeds the starts of the search.
  package var seed: UInt64

  /// The figure's own choices.
  package init(_ options: CatalogOptions = CatalogOptions()) {
    seed = options.seed
    knots = options.choose(OptimalScheduleOptions.defaultKnots, quick: 12)
    let count = options.choose(60, quick: 20)
    annealingRates = (0..<count).map { 0.05 * Double.pow(40, Double($0) / Double(count - 1)) }
  }

  /// The state at `t = 0`.
  var start: OrderParameters {
    OrderParameters(
      m: [[overlap]], d: [[overlap]], Q: [[norm]], E: [[norm]], R: [[0]], D: [1])
  }

  /// The problem under a schedule.
  func problem(_ schedule: BetaSchedule) -> LearningProblem {
    LearningProblem(
      data: SpikedData(signals: [signal], noise: noise), latents: 1,
      training: Training(rates: .limit, beta: schedule))
  }
}
