/// A value with its derivatives in eight directions at once: forward differentiation without
/// truncation error.
///
/// Seeding direction `j` of variable `j` and evaluating a right-hand side once gives eight columns
/// of its Jacobian. Arithmetic follows the rules of calculus; constants have zero tangents.
@frozen
public struct Dual: FieldScalar, Hashable {
  /// The value.
  public var value: Double
  /// The derivative of the value in each direction.
  public var tangent: SIMD8<Double>

  /// Directions that one number carries.
  public static let directions = 8

  /// A value with the given tangent.
  @_transparent
  public init(_ value: Double, tangent: SIMD8<Double>) {
    self.value = value
    self.tangent = tangent
  }

  /// A number that depends on no variable.
  @_transparent
  public init(constant value: Double) { self.init(value, tangent: .zero) }

  /// The variable itself: derivative 1 in one direction, 0 in all others.
  @inlinable
  public static func variable(_ value: Double, direction: Int) -> Dual {
    var tangent = SIMD8<Double>.zero
    tangent[direction] = 1
    return Dual(value, tangent: tangent)
  }

  /// `(a + b)' = a' + b'`.
  @_transparent
  public static func + (a: Dual, b: Dual) -> Dual {
    Dual(a.value + b.value, tangent: a.tangent + b.tangent)
  }

  /// `(a − b)' = a' − b'`.
  @_transparent
  public static func - (a: Dual, b: Dual) -> Dual {
    Dual(a.value - b.value, tangent: a.tangent - b.tangent)
  }

  /// `(ab)' = ab' + ba'`.
  @_transparent
  public static func * (a: Dual, b: Dual) -> Dual {
    Dual(a.value * b.value, tangent: a.value * b.tangent + b.value * a.tangent)
  }

  /// `(a/b)' = (a' − (a/b) b')/b`.
  @_transparent
  public static func / (a: Dual, b: Dual) -> Dual {
    let quotient = a.value / b.value
    return Dual(quotient, tangent: (a.tangent - quotient * b.tangent) / b.value)
  }

  /// The multiple by a plain number.
  @_transparent
  public static func * (a: Double, b: Dual) -> Dual { Dual(a * b.value, tangent: a * b.tangent) }

  /// The negative.
  @_transparent
  public static prefix func - (a: Dual) -> Dual { Dual(-a.value, tangent: -a.tangent) }

  /// Adds in place.
  @_transparent
  public static func += (a: inout Dual, b: Dual) { a = a + b }
}
