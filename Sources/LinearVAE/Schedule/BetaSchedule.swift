/// The weight `β(t)` of the KL term as a function of time: constant, or annealed.
///
/// Times are `≥ 0` and in the units of the flow: steps divided by `N`, or `τt` in the small-rate
/// limit. A schedule is a chain of smooth stretches between break points, where `β` or its
/// derivative jumps. ``piece(around:)`` gives the smooth function of a stretch and
/// ``nextBreakPoint(after:)`` where it ends, so an integrator can step from break point to break
/// point and never differentiate across one.
///
/// The parameters are taken as they are; ``validate()`` tells whether they make sense.
public enum BetaSchedule: Sendable, Hashable {
  /// `value` at all times.
  case constant(Double)

  /// `max · tanh(rate · t)`.
  case tanh(rate: Double, max: Double = Default.max)

  /// `min + rate · t` until that reaches `max`, then `max`: always capped, since a `β` that grows
  /// without bound collapses every latent.
  case linear(rate: Double, min: Double = Default.min, max: Double = Default.max)

  /// In each period `min` during the fraction `delay` of it, `ramp` from `min` to `max` during the
  /// fraction `ratio`, then `max`.
  case cyclical(
    period: Double, ratio: Double = Default.ratio, min: Double = Default.min,
    max: Double = Default.max, ramp: Ramp = Default.ramp, delay: Double = Default.delay)

  /// The logistic curve `max / (1 + exp(−steepness · (t − midpoint)))`.
  case sigmoid(steepness: Double, midpoint: Double, max: Double = Default.max)

  /// Half a period of a cosine, from `min` at 0 to `max` at `duration`, then `max`.
  case cosine(duration: Double, min: Double = Default.min, max: Double = Default.max)

  /// `max · (1 − rate^t)`, with `0 < rate < 1`.
  case exponential(rate: Double, max: Double = Default.max)

  /// `min · (max/min)^(t/duration)`, with `min > 0`, then `max`.
  case geometric(duration: Double, min: Double, max: Double = Default.max)

  /// `min` until `start`, where it jumps up by `increment`, and again each time `every` has passed, until
  /// that reaches `max`.
  case staircase(
    increment: Double, every: Double, start: Double, min: Double = Default.min,
    max: Double = Default.max)

  /// Straight lines through the given points, constant before the first and after the last.
  ///
  /// Two consecutive points at one time are a jump. Every point counts as a break point.
  case points([Point])

  /// The values of parameters that are not given, in code and in problem files alike.
  public enum Default {
    /// Where a ramp starts.
    public static let min = 0.0
    /// Where a schedule ends or settles: the loss of a plain VAE.
    public static let max = 1.0
    /// The part of a period before `β` rises.
    public static let delay = 0.0
    /// The rising part of a period.
    public static let ratio = 0.5
    /// The shape of that part.
    public static let ramp = Ramp.linear
  }

  /// The shape of the rising part of a ``cyclical(period:ratio:min:max:ramp:delay:)`` schedule.
  ///
  /// With `v` from 0 to 1 along the ramp, every shape starts at `min` and ends at `max` exactly.
  public enum Ramp: String, Sendable, Hashable, Codable, CaseIterable {
    /// Proportional to `v`.
    case linear
    /// The logistic curve in `12 v − 6`, shifted and scaled to run from 0 to 1.
    case sigmoid
    /// `(1 − cos πv) / 2`.
    case cosine
  }

  /// More points than this are refused: each is a break point, where the integration starts anew.
  public static let pointLimit = 100_000

  /// A run of more periods or jumps than this is refused: β then acts like its mean, or like a ramp.
  public static let periodLimit = 1_000_000

  /// A time and the value of `β` there.
  public struct Point: Sendable, Hashable {
    /// Time, `≥ 0`.
    public let time: Double
    /// The value of `β` at `time`.
    public let beta: Double

    /// The point `(time, beta)`.
    public init(time: Double, beta: Double) {
      self.time = time
      self.beta = beta
    }
  }
}
