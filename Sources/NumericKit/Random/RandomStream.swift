import RealModule

/// Independent draws from the usual distributions, one stream per seed and number.
///
/// ```swift
/// var stream = RandomStream(seed: 7, stream: replica)
/// let x = stream.normal()
/// ```
///
/// Equal seeds and stream numbers give equal draws, whatever other streams exist and whichever
/// thread draws.
@frozen public struct RandomStream: Sendable {
  /// The source of all bits; its state is the stream's whole state.
  public var generator: Xoshiro256PlusPlus
  @usableFromInline let ziggurat: Ziggurat

  /// A stream of a seed.
  public init(seed: UInt64, stream: UInt64) {
    self.init(Xoshiro256PlusPlus(seed: seed, stream: stream))
  }

  /// The stream that a generator feeds from now on.
  public init(_ generator: Xoshiro256PlusPlus) {
    self.generator = generator
    ziggurat = Ziggurat.tables
  }

  /// 64 independent fair bits.
  @inlinable @inline(__always) public mutating func bits() -> UInt64 { generator.next() }

  /// A number in the open interval from 0 to 1, uniform over odd multiples of `2⁻⁵³`.
  @inlinable @inline(__always) public mutating func uniform() -> Double {
    Double(Int64(bitPattern: (generator.next() >> 11) | 1)) * 0x1p-53
  }

  /// A standard normal number.
  @inlinable @inline(__always) public mutating func normal() -> Double {
    let word = generator.next()
    // Bits 0–7 choose the layer, bits 11–63 are a signed odd number below 2⁵³: no zero, no bias.
    let layer = ziggurat.layers[Int(truncatingIfNeeded: word & 0xFF)]
    let signed = (Int64(bitPattern: word) >> 10) | 1
    let x = Double(signed) * layer.width
    if abs(signed) < layer.inside { return x }
    return edgeNormal(layer: Int(truncatingIfNeeded: word & 0xFF), x)
  }

  /// A normal number whose first draw fell outside the inner part of its layer.
  @usableFromInline @inline(never) mutating func edgeNormal(layer: Int, _ x: Double) -> Double {
    if layer == 0 {
      return x < 0 ? -normalTail() : normalTail()
    }
    let (low, high) = (ziggurat.heights[layer], ziggurat.heights[layer + 1])
    if low + uniform() * (high - low) < Double.exp(-0.5 * x * x) { return x }
    return normal()
  }

  /// A normal number given that it exceeds the last edge of the ziggurat (Marsaglia 1964).
  private mutating func normalTail() -> Double {
    while true {
      let x = -Double.log(uniform()) / Ziggurat.tail
      let y = -Double.log(uniform())
      if y + y > x * x { return Ziggurat.tail + x }
    }
  }

  /// Fills memory with independent standard normal numbers, in order.
  @inlinable public mutating func fillNormals(_ target: UnsafeMutablePointer<Double>, count: Int) {
    // A local copy stays in registers.
    var stream = self
    for i in 0..<count { target[i] = stream.normal() }
    self = stream
  }

  /// Independent standard normal numbers.
  public mutating func normals(_ count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let target = buffer.baseAddress { fillNormals(target, count: count) }
      initialized = count
    }
  }
}
