/// A colour, chosen so that readers with any colour vision can tell curves apart.
///
/// The named colours are those of Okabe and Ito (2008, *Color universal design*); `sequential` is
/// viridis, monotone in lightness, so that it survives a black-and-white print.
public struct Color: Sendable, Hashable {
  let hex: UInt32

  /// A colour from `0xRRGGBB`.
  ///
  /// - Precondition: `hex ≤ 0xFFFFFF`.
  public init(hex: UInt32) {
    precondition(hex <= 0xFF_FFFF, "a colour has 24 bits, not \(hex)")
    self.hex = hex
  }

  /// A colour of Okabe and Ito; yellow is too pale for thin lines on white.
  public static let blue = Color(hex: 0x0072B2), vermillion = Color(hex: 0xD55E00),
    green = Color(hex: 0x009E73), purple = Color(hex: 0xCC79A7), orange = Color(hex: 0xE69F00),
    skyBlue = Color(hex: 0x56B4E9), yellow = Color(hex: 0xF0E442), black = Color(hex: 0),
    white = Color(hex: 0xFFFFFF)

  /// What a calculation predicts.
  public static let prediction = blue
  /// What was measured or simulated.
  public static let measurement = vermillion
  /// Reference lines, their labels, and all that should stay in the background.
  public static let reference = Color(hex: 0x666666)
  /// Areas behind the data.
  public static let shade = Color(hex: 0xE8E8E8)

  /// The order in which curves take their colours, from the most to the least legible.
  public static let palette: [Color] = [
    .blue, .vermillion, .green, .purple, .orange, .skyBlue, .black, .yellow,
  ]

  /// Colour number `index` of the palette, which repeats after eight.
  public static func palette(_ index: Int) -> Color {
    let count = palette.count
    return palette[((index % count) + count) % count]
  }

  /// The colour at `fraction` of viridis: dark violet at 0, yellow at 1; clamped outside.
  public static func sequential(_ fraction: Double) -> Color {
    let position = min(max(fraction.isNaN ? 0 : fraction, 0), 1) * Double(viridis.count - 1)
    let index = min(Int(position), viridis.count - 2)
    return viridis[index].mixed(with: viridis[index + 1], share: position - Double(index))
  }

  /// Colour number `index` of an ordered family of `count` curves; leaves out the palest yellows.
  public static func family(_ index: Int, of count: Int) -> Color {
    sequential(count > 1 ? 0.88 * Double(index) / Double(count - 1) : 0)
  }

  private func mixed(with other: Color, share: Double) -> Color {
    let mixed = [16, 8, 0].map { (shift: UInt32) -> UInt32 in
      let a = Double(hex >> shift & 0xFF)
      let b = Double(other.hex >> shift & 0xFF)
      return UInt32((a + share * (b - a)).rounded()) << shift
    }
    return Color(hex: mixed.reduce(0, |))
  }

  /// `rgb '#0072b2'`, the form of a gnuplot script.
  var script: String {
    let digits = String(hex, radix: 16)
    return "rgb '#" + String(repeating: "0", count: 6 - digits.count) + digits + "'"
  }
}

/// Nine equidistant colours of viridis (van der Walt and Smith 2015).
private let viridis: [Color] = [
  0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725,
].map(Color.init(hex:))
