import LinearVAE
import NumericKit
import RealModule

/// Times of convergence over a range of annealing rates, with the best rate.
public struct AnnealingScan: Sendable {
  /// A rate with its time.
  public struct Best: Sendable, Hashable {
    /// `γ`, per unit of the flow's time.
    public let rate: Double
    /// The time of convergence.
    public let time: Double
  }

  /// The shape of the schedules.
  public let family: AnnealingFamily
  /// `β_max`.
  public let maximum: Double
  /// Constant `β = β_max`, for comparison.
  public let constant: Convergence
  /// The rates, as asked for.
  public let rates: [Double]
  /// One per rate.
  public let convergences: [Convergence]
  /// The rate of shortest time, refined between its neighbours; `nil` if no rate converges.
  public let best: Best?
  /// The rate below which the schedule's own approach to `β_max` is slower than the spectral gap, so
  /// that annealing slows convergence, (slow-bound); `nil` for ramps that end.
  public let slowBelow: Double?
  /// The largest rate below the best one, between two of the list, at which annealing takes as long as
  /// constant `β`; `nil` if there is none in the range.
  public let breakEven: Double?

  /// The schedule with the rate of ``best``.
  public var bestSchedule: BetaSchedule? {
    best.map { family.schedule(rate: $0.rate, maximum: maximum) }
  }

  /// Computes the times for rates `γ > 0`, ascending, and `β_max > 0`.
  ///
  /// - Throws: What ``ConvergenceProblem/convergence(under:to:)`` throws.
  public init(
    _ problem: ConvergenceProblem, family: AnnealingFamily, rates: [Double], maximum: Double
  ) throws {
    let targets = try problem.targets(beta: maximum)
    func schedule(_ rate: Double) -> BetaSchedule { family.schedule(rate: rate, maximum: maximum) }
    func time(_ rate: Double) throws -> Double {
      try problem.convergence(under: schedule(rate), to: targets).time ?? .infinity
    }
    self.family = family
    self.maximum = maximum
    self.rates = rates
    constant = try problem.convergence(under: .constant(maximum), to: targets)
    convergences = try problem.convergences(under: rates.map(schedule), to: targets)
    let times = convergences.map { $0.time ?? .infinity }
    slowBelow = family.decay.map { targets.spectralGap / $0 }
    guard let index = times.indices.min(by: { times[$0] < times[$1] }), times[index].isFinite else {
      (best, breakEven) = (nil, nil)
      return
    }
    best = try Self.refined(rates, times, around: index, time)
    breakEven = try Self.crossing(
      rates, times, below: index, level: constant.time ?? .infinity, time)
  }

  /// The minimum between the neighbours of the best rate of the list, by golden sections in `ln γ`.
  ///
  /// Times of convergence can jump where a bump of the error passes the target; the search then ends
  /// beside the jump, on its lower side.
  private static func refined(
    _ rates: [Double], _ times: [Double], around index: Int, _ time: (Double) throws -> Double
  ) throws -> Best {
    var best = Best(rate: rates[index], time: times[index])
    var low = Double.log(rates[max(0, index - 1)])
    var high = Double.log(rates[min(rates.count - 1, index + 1)])
    let ratio = 0.5 * (5.0.squareRoot() - 1)
    func probe(_ position: Double) throws -> Double {
      let rate = Double.exp(position)
      let value = try time(rate)
      if value < best.time { best = Best(rate: rate, time: value) }
      return value
    }
    guard high > low else { return best }
    var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
    var (atLeft, atRight) = (try probe(left), try probe(right))
    for _ in 0..<40 where high - low > 1e-6 {
      if atLeft < atRight {
        (high, right, atRight) = (right, left, atLeft)
        left = high - ratio * (high - low)
        atLeft = try probe(left)
      } else {
        (low, left, atLeft) = (left, right, atRight)
        right = low + ratio * (high - low)
        atRight = try probe(right)
      }
    }
    return best
  }

  /// Where the times first exceed a level on the way down from the best rate.
  private static func crossing(
    _ rates: [Double], _ times: [Double], below index: Int, level: Double,
    _ time: (Double) throws -> Double
  ) throws -> Double? {
    guard level.isFinite, times[index] < level,
      let slow = (0..<index).last(where: { times[$0] >= level })
    else { return nil }
    // Where nothing converges, or the time jumps, there still is a change of sign.
    func excess(_ logarithm: Double) throws -> Double {
      min(try time(Double.exp(logarithm)) - level, level)
    }
    let root = try Brent.root(
      of: excess, between: Double.log(rates[slow]), and: Double.log(rates[slow + 1]),
      tolerance: 1e-9)
    return Double.exp(root.bracket.upperBound)
  }
}
