import RealModule

/// The tables of the ziggurat of Marsaglia and Tsang (2000) for the normal density, 256 layers.
///
/// Layer `i ≥ 1` is the rectangle `0 ≤ x < x_i` between `f(x_i)` and `f(x_{i+1})` with
/// `f(x) = exp(−x²/2)`; layer 0 is the strip below `f(x_1)` with the tail beyond `x_1`. All have the
/// same area `v`. Nearly every draw is one table entry, one comparison and one multiplication.
@usableFromInline struct Ziggurat: @unchecked Sendable {
  @frozen @usableFromInline struct Layer {
    /// `2⁵³ x_{i+1}/x_i`: below it the point is inside whatever its height.
    @usableFromInline let inside: Int64
    /// `x_i/2⁵³`.
    @usableFromInline let width: Double
  }

  /// The 256 layers, from the bottom up.
  @usableFromInline let layers: UnsafePointer<Layer>
  /// `f(x_i)` for `0 ≤ i ≤ 256`.
  @usableFromInline let heights: UnsafePointer<Double>

  /// `x_1`, where the tail begins.
  @usableFromInline static let tail = 3.654_152_885_361_008_8

  /// The tables, made at first use and never freed.
  @usableFromInline static let tables = Ziggurat()

  private init() {
    let density = { (x: Double) in Double.exp(-0.5 * x * x) }
    let r = Ziggurat.tail
    let beyond = (Double.pi / 2).squareRoot() * Double.erfc(r / Double.sqrt(2))
    let area = r * density(r) + beyond
    // x_0 is the width that gives the bottom strip and its tail the area of a rectangle.
    var edges = [area / density(r), r]
    while edges.count < 256 {
      let last = edges[edges.count - 1]
      edges.append((-2 * Double.log(area / last + density(last))).squareRoot())
    }
    edges.append(0)
    let layers = UnsafeMutablePointer<Layer>.allocate(capacity: 256)
    for i in 0..<256 {
      layers[i] = Layer(
        inside: Int64(edges[i + 1] / edges[i] * 0x1p53), width: edges[i] * 0x1p-53)
    }
    let heights = UnsafeMutablePointer<Double>.allocate(capacity: 257)
    for i in 0...256 { heights[i] = density(edges[i]) }
    self.layers = UnsafePointer(layers)
    self.heights = UnsafePointer(heights)
  }
}
