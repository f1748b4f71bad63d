/// One data set of a panel and how it is drawn.
///
/// A point with a coordinate that is not finite, or not positive on a logarithmic axis, is a gap: a
/// line is interrupted there. It is never drawn as a zero.
public struct Series: Sendable, Hashable {
  package enum Mark: Sendable, Hashable {
    /// Straight segments from point to point.
    case line(Dash)
    /// One symbol a point, with error bars where the series has bounds.
    case points(Marker)
    /// One filled rectangle a point, between its bounds in both directions.
    case rectangles
    /// The area between lower and upper bounds, in a light tint that lets lines through.
    case band
  }

  /// How a line is interrupted.
  public enum Dash: Sendable, Hashable {
    /// Not at all, by long strokes, dots, or both in turn.
    case solid, dashed, dotted, dashDotted
  }

  /// The symbol of a point.
  public enum Marker: Sendable, Hashable {
    /// Filled, but for the circle.
    case disc, circle, square, triangle, diamond
  }

  /// The ends of an interval that belongs to each point.
  package struct Bounds: Sendable, Hashable {
    package var lower: [Double] = []
    package var upper: [Double] = []
  }

  package let x: [Double]
  package let y: [Double]
  /// The vertical intervals: error bars, or the edges of rectangles and bands.
  package let bounds: Bounds?
  /// The horizontal interval of each point, which only rectangles have.
  package let xBounds: Bounds?
  package var mark: Mark
  /// The colour; `nil` takes the next of the palette.
  package var color: Color?
  /// The entry in the key; `nil` for none.
  package var label: Label?
  /// The thickness of lines in printer's points.
  public var lineWidth = 1.1
  /// The diameter of symbols in millimetres.
  public var markerSize = 1.2
  /// Whether the series stands in the key only, as a sample for others that have no label.
  package private(set) var isSample = false

  init(
    x: [Double], y: [Double], bounds: Bounds? = nil, xBounds: Bounds? = nil, mark: Mark,
    label: Label? = nil, color: Color? = nil
  ) {
    precondition(x.count == y.count, "\(x.count) abscissas but \(y.count) ordinates")
    (self.x, self.y, self.bounds, self.xBounds) = (x, y, bounds, xBounds)
    (self.mark, self.label, self.color) = (mark, label, color)
  }
}

extension Series {
  /// A line through the points.
  public static func line(
    x: [Double], y: [Double], label: Label? = nil, color: Color? = nil, dash: Dash = .solid
  ) -> Series {
    Series(x: x, y: y, mark: .line(dash), label: label, color: color)
  }

  /// Symbols, with symmetric error bars where `errors` (half their lengths) are given.
  ///
  /// - Precondition: `errors`, when given, has as many entries as `x`.
  public static func points(
    x: [Double], y: [Double], errors: [Double]? = nil, label: Label? = nil, color: Color? = nil,
    marker: Marker = .disc
  ) -> Series {
    let bounds = errors.map { errors in
      precondition(errors.count == y.count, "\(y.count) points but \(errors.count) errors")
      return Bounds(
        lower: zip(y, errors).map { $0 - $1 }, upper: zip(y, errors).map { $0 + $1 })
    }
    return Series(
      x: x, y: y, bounds: bounds, mark: .points(marker), label: label, color: color)
  }

  /// The area within some distance of a line, in a light tint of its colour.
  ///
  /// - Precondition: `width` has as many entries as `x`.
  public static func band(
    x: [Double], y: [Double], width: [Double], label: Label? = nil, color: Color? = nil
  ) -> Series {
    precondition(width.count == y.count, "\(y.count) points but \(width.count) widths")
    return band(
      x: x, lower: zip(y, width).map { $0 - $1 }, upper: zip(y, width).map { $0 + $1 },
      label: label, color: color)
  }

  /// The area between two lines, in a light tint of a colour.
  ///
  /// - Precondition: `lower` and `upper` have as many entries as `x`.
  public static func band(
    x: [Double], lower: [Double], upper: [Double], label: Label? = nil, color: Color? = nil
  ) -> Series {
    precondition(
      lower.count == x.count && upper.count == x.count,
      "\(x.count) points but \(lower.count) and \(upper.count) bounds")
    return Series(
      x: x, y: zip(lower, upper).map { ($0 + $1) / 2 },
      bounds: Bounds(lower: lower, upper: upper), mark: .band, label: label, color: color)
  }

  /// An entry of the key without data: a sample of how series without labels look.
  ///
  /// - Parameters:
  ///   - label: What they have in common.
  ///   - mark: How they are drawn; a line or points.
  ///   - color: The colour of the sample, that of the text by default.
  ///   - hasErrors: Whether points have error bars.
  /// - Returns: A series that no axes show.
  package static func sample(
    _ label: Label, mark: Mark, color: Color = .black, hasErrors: Bool = false
  ) -> Series {
    let bounds = hasErrors ? Bounds() : nil
    var series = Series(x: [], y: [], bounds: bounds, mark: mark, label: label, color: color)
    series.isSample = true
    return series
  }
}
