import LinearVAE
import RealModule

/// Schedules of one shape that differ in how fast they rise.
///
/// The rate `γ` is the largest slope of `β(t)/β_max`, at the start of the ramp but for the cosine and
/// the sigmoid, which are steepest in their middle.
public enum AnnealingFamily: String, Sendable, Hashable, Codable, CaseIterable {
  /// `β_max tanh(γt)`.
  case tanh
  /// `min(β_max, γ β_max t)`.
  case linear
  /// Cycles of a linear ramp of slope `γβ_max` and a pause as long as the ramp, then `β_max` for
  /// good (Fu et al. 2019).
  case cyclical
  /// `β_max/(1 + e^{−4γ(t − t₀)})`, with `t₀ = 1/γ`, where it starts below 2 % of `β_max`.
  case sigmoid
  /// Half a period of a cosine.
  case cosine
  /// `β_max (1 − e^{−γt})`.
  case exponential

  /// Cycles of the cyclical schedule before it stays at its maximum.
  public static let cycles = 4

  /// The schedule of rate `γ > 0`, per unit of the flow's time, that starts at 0 and settles on
  /// `β_max > 0`.
  public func schedule(rate: Double, maximum: Double) -> BetaSchedule {
    switch self {
    case .tanh: return .tanh(rate: rate, max: maximum)
    case .linear: return .linear(rate: rate * maximum, min: 0, max: maximum)
    case .cyclical:
      let ramp = 1 / rate
      let points = (0..<Self.cycles).flatMap { cycle -> [BetaSchedule.Point] in
        let start = 2 * ramp * Double(cycle)
        let up = [
          BetaSchedule.Point(time: start, beta: 0), .init(time: start + ramp, beta: maximum),
        ]
        let isLast = cycle == Self.cycles - 1
        return isLast ? up : up + [.init(time: start + 2 * ramp, beta: maximum)]
      }
      return .points(points)
    case .sigmoid: return .sigmoid(steepness: 4 * rate, midpoint: 1 / rate, max: maximum)
    case .cosine: return .cosine(duration: .pi / (2 * rate), min: 0, max: maximum)
    case .exponential:
      return .exponential(rate: Double.exp(-rate), max: maximum)
    }
  }

  /// The rate at which `β_max − β(t)` dies out in the end, in units of `γ`; `nil` for a ramp that ends.
  ///
  /// Annealing slows convergence down iff this rate is smaller than the spectral gap, (slow-bound).
  public var decay: Double? {
    switch self {
    case .tanh: 2
    case .sigmoid: 4
    case .exponential: 1
    case .linear, .cyclical, .cosine: nil
    }
  }
}
