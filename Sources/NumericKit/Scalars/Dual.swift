import RealModule

/// A value with its derivatives in eight directions at once: forward differentiation without
/// truncation error.
///
/// Seeding direction `j` of variable `j` and evaluating a right-hand side once gives eight columns
/// of its Jacobian. Arithmetic follows the rules of calculus; constants have zero tangents.
@frozen @usableFromInline package struct Dual: AnalyticScalar, Hashable {
  @usableFromInline package var value: Double
  /// The derivative of the value in each direction.
  @usableFromInline package var tangent: SIMD8<Double>

  /// Directions that one number carries.
  @inlinable package static var directions: Int { 8 }

  @usableFromInline @_transparent package init(_ value: Double, tangent: SIMD8<Double>) {
    self.value = value
    self.tangent = tangent
  }

  @usableFromInline @_transparent package init(constant value: Double) {
    self.init(value, tangent: .zero)
  }

  /// The variable itself: derivative 1 in one direction, 0 in all others.
  @inlinable package static func variable(_ value: Double, direction: Int) -> Dual {
    var tangent = SIMD8<Double>.zero
    tangent[direction] = 1
    return Dual(value, tangent: tangent)
  }

  @usableFromInline @_transparent package static func + (a: Dual, b: Dual) -> Dual {
    Dual(a.value + b.value, tangent: a.tangent + b.tangent)
  }

  @usableFromInline @_transparent package static func - (a: Dual, b: Dual) -> Dual {
    Dual(a.value - b.value, tangent: a.tangent - b.tangent)
  }

  /// `(ab)' = ab' + ba'`.
  @usableFromInline @_transparent package static func * (a: Dual, b: Dual) -> Dual {
    Dual(a.value * b.value, tangent: a.value * b.tangent + b.value * a.tangent)
  }

  /// `(a/b)' = (a' − (a/b) b')/b`.
  @usableFromInline @_transparent package static func / (a: Dual, b: Dual) -> Dual {
    let quotient = a.value / b.value
    return Dual(quotient, tangent: (a.tangent - quotient * b.tangent) / b.value)
  }

  @usableFromInline @_transparent
  package static func * (a: Double, b: Dual) -> Dual { Dual(a * b.value, tangent: a * b.tangent) }

  @usableFromInline @_transparent
  package static prefix func - (a: Dual) -> Dual { Dual(-a.value, tangent: -a.tangent) }

  @usableFromInline @_transparent package static func += (a: inout Dual, b: Dual) { a = a + b }

  @inlinable package static func log(_ x: Dual) -> Dual {
    Dual(Double.log(x.value), tangent: x.tangent / x.value)
  }

  @inlinable package static func exp(_ x: Dual) -> Dual {
    let value = Double.exp(x.value)
    return Dual(value, tangent: value * x.tangent)
  }

  /// `(tanh a)' = a'/cosh² a`, since `1 − tanh²` would cancel where the function saturates.
  @inlinable package static func tanh(_ x: Dual) -> Dual {
    let cosh = Double.cosh(x.value)
    return Dual(Double.tanh(x.value), tangent: x.tangent / (cosh * cosh))
  }

  @inlinable package func clamped(to range: ClosedRange<Double>) -> Dual {
    value > range.lowerBound && value < range.upperBound || value.isNaN
      ? self : Dual(constant: value.clamped(to: range))
  }
}
