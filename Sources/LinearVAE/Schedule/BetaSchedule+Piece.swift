import RealModule

extension BetaSchedule {
  /// A smooth function of time: what a schedule follows between two break points.
  ///
  /// It is defined beyond the ends of its stretch, as the same formula, so that an integrator can
  /// evaluate it at a break point as the limit from either side.
  @frozen
  public enum Piece: Sendable, Hashable {
    /// The same value at all times.
    case constant(Double)
    /// `value + slope · (t − start)`.
    case line(start: Double, value: Double, slope: Double)
    /// `max · tanh(rate · t)`.
    case tanh(rate: Double, max: Double)
    /// `max / (1 + exp(−steepness · (t − midpoint)))`.
    case logistic(steepness: Double, midpoint: Double, max: Double)
    /// `max · (1 − exp(−decay · t))`.
    case saturating(decay: Double, max: Double)
    /// `value · exp(rate · t)`.
    case growing(value: Double, rate: Double)
    /// `min + rise · (1 − cos πv) / 2` with `v = (t − start) / duration`.
    case cosineRamp(start: Double, duration: Double, min: Double, rise: Double)
    /// `min + rise · (1 + tanh(6v − 3) / tanh 3) / 2` with `v = (t − start) / duration`: the
    /// logistic curve in `12v − 6`, shifted and scaled so that `v = 0` and `v = 1` are exact.
    case sigmoidRamp(start: Double, duration: Double, min: Double, rise: Double)

    /// The value if the function is constant.
    @inlinable
    public var constantValue: Double? {
      if case .constant(let value) = self { return value }
      return nil
    }

    /// The function at `time`.
    @inlinable
    public func value(at time: Double) -> Double {
      switch self {
      case .constant(let value):
        return value
      case .line(let start, let value, let slope):
        return value + slope * (time - start)
      case .tanh(let rate, let max):
        return max * Double.tanh(rate * time)
      case .logistic(let steepness, let midpoint, let max):
        return max / (1 + Double.exp(-steepness * (time - midpoint)))
      case .saturating(let decay, let max):
        return -max * Double.expMinusOne(-decay * time)
      case .growing(let value, let rate):
        // Halves, so that a range such as from 1e-300 to 1e300 does not overflow.
        let half = Double.exp(0.5 * rate * time)
        return value * half * half
      case .cosineRamp(let start, let duration, let min, let rise):
        let sine = Double.sin(0.5 * Double.pi * (time - start) / duration)
        return min + rise * sine * sine
      case .sigmoidRamp(let start, let duration, let min, let rise):
        let tanh3 = Double.tanh(3)
        let argument = 6 * ((time - start) / duration) - 3
        return min + rise * ((Double.tanh(argument) + tanh3) / (2 * tanh3))
      }
    }

    /// The derivative of the function with respect to time.
    @inlinable
    public func derivative(at time: Double) -> Double {
      switch self {
      case .constant:
        return 0
      case .line(_, _, let slope):
        return slope
      case .tanh(let rate, let max):
        return max * rate * Piece.squaredSech(rate * time)
      case .logistic(let steepness, let midpoint, let max):
        return 0.25 * max * steepness * Piece.squaredSech(0.5 * steepness * (time - midpoint))
      case .saturating(let decay, let max):
        return max * decay * Double.exp(-decay * time)
      case .growing(let value, let rate):
        let half = Double.exp(0.5 * rate * time)
        return value * half * rate * half
      case .cosineRamp(let start, let duration, _, let rise):
        let halfFrequency = 0.5 * Double.pi / duration
        return rise * halfFrequency * Double.sin(2 * halfFrequency * (time - start))
      case .sigmoidRamp(let start, let duration, _, let rise):
        let argument = 6 * ((time - start) / duration) - 3
        return rise * 3 / (duration * Double.tanh(3)) * Piece.squaredSech(argument)
      }
    }

    /// `1/cosh² x`, the derivative of `tanh`, without the cancellation of `1 − tanh² x`.
    @inlinable
    static func squaredSech(_ x: Double) -> Double {
      let cosh = Double.cosh(x)
      return 1 / (cosh * cosh)
    }
  }
}
