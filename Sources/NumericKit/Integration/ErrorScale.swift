/// The size to which the error of a component is compared: `slope · |y| + floor`.
///
/// The slope is 1, or, for a component that stays positive, 1 plus the floor of the tolerance, and its
/// own floor is then 0.
@usableFromInline
struct ErrorScale<Scalar: LaneScalar> {
  @usableFromInline let slope: Double
  @usableFromInline let floor: Scalar

  @inlinable
  init(_ tolerance: Tolerance, staysPositive: Bool) {
    slope = staysPositive ? 1 + tolerance.floor : 1
    floor = Scalar(constant: staysPositive ? 0 : tolerance.floor)
  }

  /// The scale of a component of the given magnitude.
  @inlinable
  func callAsFunction(_ magnitude: Scalar) -> Scalar { slope * magnitude + floor }
}
