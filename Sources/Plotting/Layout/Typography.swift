/// The sizes of everything that does not depend on the data, in printer's points and millimetres.
///
/// Type is 7 to 9 points at the printed size, as journals ask for.
enum Typography {
  /// The typeface; Debian's package `fonts-dejavu-core`.
  static let font = "DejaVu Sans"
  /// Tick marks, keys and annotations, in points.
  static let tickSize = 7.0
  static let labelSize = 8.0
  static let letterSize = 9.0
  static let spineWidth = 0.6
  static let referenceWidth = 0.8
  /// The border of filled areas, in printer's points.
  static let seamWidth = 0.2
  static let errorBarWidth = 0.7
  /// How much of what lies below a band it hides.
  static let bandOpacity = 0.2

  /// One printer's point in millimetres.
  static let point = 25.4 / 72

  /// The width in millimetres of a label at a size in points.
  static func width(of label: Label, size: Double) -> Double { label.width * size * point }

  /// The height in millimetres of a line of text at a size in points.
  static func lineHeight(_ size: Double) -> Double { 1.25 * size * point }

  /// The length of a tick mark in millimetres.
  static let tickLength = 1.0
  /// From a vertical axis's tick marks to their labels in millimetres.
  static let tickGap = 1.1
  /// The length of a tick mark in units of gnuplot's terminals.
  static let tickScale = 0.8
  /// The diameter in millimetres of a symbol of gnuplot's size 1.
  static let pointDiameter = 1.65
  /// The distance between parts that should not touch, in millimetres.
  static let gap = 0.8
  /// The margin of the picture in millimetres.
  static let margin = 0.8
  /// The distance between the cells of two panels in millimetres.
  static let gutter = 2.5
  /// From the sample of an entry of a key to its text, in millimetres.
  static let keyGap = 1.3
  /// The line or symbol in an entry of a key, in millimetres.
  static let keySample = 5.0
}

/// A rectangle in millimetres from the bottom left corner of the picture.
struct Rect: Hashable {
  var left = 0.0
  var bottom = 0.0
  var width = 0.0
  var height = 0.0

  var right: Double { left + width }
  var middle: Double { left + width / 2 }
  var top: Double { bottom + height }

  func expanded(by margin: Double) -> Rect {
    Rect(
      left: left - margin, bottom: bottom - margin, width: width + 2 * margin,
      height: height + 2 * margin)
  }

  func overlaps(_ other: Rect) -> Bool {
    left < other.right && other.left < right && bottom < other.top && other.bottom < top
  }

  /// Whether the segment between two points has a point in the rectangle (Liang and Barsky 1984).
  func meetsSegment(from a: (x: Double, y: Double), to b: (x: Double, y: Double)) -> Bool {
    var (enter, leave) = (0.0, 1.0)
    for (delta, low, high) in [
      (b.x - a.x, left - a.x, right - a.x), (b.y - a.y, bottom - a.y, top - a.y),
    ] {
      if delta == 0 {
        if low > 0 || high < 0 { return false }
      } else {
        enter = max(enter, min(low / delta, high / delta))
        leave = min(leave, max(low / delta, high / delta))
      }
    }
    return enter <= leave
  }
}

struct Insets: Hashable {
  var left = 0.0
  var right = 0.0
  var top = 0.0
  var bottom = 0.0
}
