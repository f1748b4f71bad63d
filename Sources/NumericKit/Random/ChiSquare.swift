import RealModule

/// The chi-square distribution with any number of degrees of freedom, drawn exactly.
///
/// Twice a gamma number of half as many degrees, by the squeeze of Marsaglia and Tsang (2000); the
/// constants are worked out once, so that a draw costs little more than one normal number.
@frozen @usableFromInline package struct ChiSquare: Sendable {
  /// The degrees of freedom, `≥ 0`; none give the number 0.
  @usableFromInline let degreesOfFreedom: Double
  /// `a − 1/3` for the shape `a`, raised by 1 where the shape is below 1.
  @usableFromInline let center: Double
  @usableFromInline let slope: Double
  /// `1/a` for a shape below 1, else 0.
  @usableFromInline let boost: Double

  package init(degreesOfFreedom: Double) {
    precondition(
      degreesOfFreedom >= 0 && degreesOfFreedom.isFinite,
      "chi-square with \(degreesOfFreedom) degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
    let shape = 0.5 * degreesOfFreedom
    boost = shape > 0 && shape < 1 ? 1 / shape : 0
    center = (boost > 0 ? shape + 1 : max(shape, 1)) - 1.0 / 3
    slope = 1 / (9 * center).squareRoot()
  }

  @inlinable @inline(__always) package func draw(from stream: inout RandomStream) -> Double {
    guard boost == 0 else { return drawBoosted(&stream) }
    guard degreesOfFreedom > 0 else { return 0 }
    return 2 * gamma(&stream)
  }

  /// A gamma number of shape `center + 1/3`.
  @inlinable @inline(__always) func gamma(_ stream: inout RandomStream) -> Double {
    while true {
      let x = stream.normal()
      let root = 1 + slope * x
      guard root > 0 else { continue }
      let cube = root * root * root
      let u = stream.uniform()
      let square = x * x
      if u < 1 - 0.0331 * square * square { return center * cube }
      if Double.log(u) < 0.5 * square + center * (1 - cube + Double.log(cube)) {
        return center * cube
      }
    }
  }

  /// For a shape `a < 1`: a gamma number of shape `a + 1`, times `u^(1/a)`.
  @usableFromInline @inline(never) func drawBoosted(_ stream: inout RandomStream) -> Double {
    let value = gamma(&stream)
    return 2 * value * Double.pow(stream.uniform(), boost)
  }
}
