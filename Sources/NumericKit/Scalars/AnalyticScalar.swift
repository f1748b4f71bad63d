import RealModule

/// A number with the elementary functions that feedback laws need: `Double` for values, ``Dual`` for
/// exact derivatives.
public protocol AnalyticScalar: FieldScalar {
  /// The natural logarithm.
  static func log(_ x: Self) -> Self
  /// The exponential function.
  static func exp(_ x: Self) -> Self
  /// The hyperbolic tangent.
  static func tanh(_ x: Self) -> Self
  /// The number itself inside of a range, the nearest bound, a constant, outside.
  ///
  /// - Parameter range: Its bounds may be infinite.
  /// - Returns: A number of the range; at a bound the derivative is that from outside.
  func clamped(to range: ClosedRange<Double>) -> Self
}

extension Double: AnalyticScalar {
  /// The number itself inside of a range, the nearest bound outside; not-a-number stays.
  @_transparent
  public func clamped(to range: ClosedRange<Double>) -> Double {
    if self <= range.lowerBound { return range.lowerBound }
    return self >= range.upperBound ? range.upperBound : self
  }
}

extension Dual: AnalyticScalar {
  /// `(ln a)' = a'/a`.
  @inlinable
  public static func log(_ x: Dual) -> Dual {
    Dual(Double.log(x.value), tangent: x.tangent / x.value)
  }

  /// `(eᵃ)' = eᵃ a'`.
  @inlinable
  public static func exp(_ x: Dual) -> Dual {
    let value = Double.exp(x.value)
    return Dual(value, tangent: value * x.tangent)
  }

  /// `(tanh a)' = a'/cosh² a`.
  @inlinable
  public static func tanh(_ x: Dual) -> Dual {
    // 1 − tanh² would cancel where the function saturates.
    let cosh = Double.cosh(x.value)
    return Dual(Double.tanh(x.value), tangent: x.tangent / (cosh * cosh))
  }

  /// The number itself inside of a range, a constant outside.
  @inlinable
  public func clamped(to range: ClosedRange<Double>) -> Dual {
    value > range.lowerBound && value < range.upperBound || value.isNaN
      ? self : Dual(constant: value.clamped(to: range))
  }
}
