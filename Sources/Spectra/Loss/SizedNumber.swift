import RealModule

/// The sizes that a loss is divided by or multiplied with: `N`, `M` and `B`.
public struct LossSizes: Sendable, Hashable {
  /// `N`, the number of coordinates of a sample.
  public var dimension: Int?
  /// `M`, the number of latents.
  public var latents: Int?
  /// `B`, the number of samples of a batch.
  public var batch: Int?

  /// These sizes, where they are known, in place of others.
  public func over(_ others: LossSizes) -> LossSizes {
    LossSizes(
      dimension: dimension ?? others.dimension, latents: latents ?? others.latents,
      batch: batch ?? others.batch)
  }

  /// `N = 784, M = 2`, those that are known.
  public var inWords: String {
    [("N", dimension), ("M", latents), ("B", batch)]
      .compactMap { name, size in size.map { "\(name) = \($0)" } }.joined(separator: ", ")
  }

  /// Sizes of which some may be unknown: where they cancel, none is needed.
  public init(dimension: Int? = nil, latents: Int? = nil, batch: Int? = nil) {
    (self.dimension, self.latents, self.batch) = (dimension, latents, batch)
  }
}

/// A number times powers of the sizes of a loss, which stay symbols, so that they may cancel.
struct SizedNumber: Sendable, Hashable {
  /// The symbols, in the order of ``powers``.
  static let symbols = ["N", "M", "B"]

  var value: Double
  /// The exponents of `N`, `M` and `B`.
  var powers = [0, 0, 0]

  init(_ value: Double) { self.value = value }

  init(symbol: Int) {
    value = 1
    powers[symbol] = 1
  }

  static func * (a: Self, b: Self) -> Self {
    var product = Self(a.value * b.value)
    product.powers = zip(a.powers, b.powers).map(+)
    return product
  }

  static func / (a: Self, b: Self) -> Self {
    var quotient = Self(a.value / b.value)
    quotient.powers = zip(a.powers, b.powers).map(-)
    return quotient
  }

  /// The number; `nil` if a size that it needs is unknown.
  func resolved(_ sizes: LossSizes) -> Double? {
    missing(sizes).isEmpty
      ? zip(powers, [sizes.dimension, sizes.latents, sizes.batch]).reduce(value) { value, factor in
        let (power, size) = (factor.0, Double(factor.1 ?? 1))
        return power < 0 ? value / .pow(size, -power) : value * .pow(size, power)
      } : nil
  }

  /// The symbols that are needed and unknown.
  func missing(_ sizes: LossSizes) -> [String] {
    zip(zip(powers, Self.symbols), [sizes.dimension, sizes.latents, sizes.batch])
      .filter { $0.0.0 != 0 && $0.1 == nil }.map(\.0.1)
  }
}
