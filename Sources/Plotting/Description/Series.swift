/// One data set of a panel and how it is drawn.
///
/// A point with a coordinate that is not finite, or not positive on a logarithmic axis, is a gap: a
/// line is interrupted there. It is never drawn as a zero.
public struct Series: Sendable, Hashable {
  /// How the data are drawn.
  public enum Mark: Sendable, Hashable {
    /// Straight segments from point to point.
    case line(Dash)
    /// One symbol a point, with error bars where the series has bounds.
    case points(Marker)
    /// Horizontal from each point to the next abscissa, then vertical.
    case steps
    /// Vertical lines from zero, or from the bottom of a logarithmic axis.
    case impulses
    /// Filled bars from zero, of the given width in units of `x`; linear axes only.
    case bars(width: Double)
    /// The region between the bounds.
    case band
    /// One filled rectangle a point, between its bounds in both directions.
    case rectangles
  }

  /// How a line is interrupted.
  public enum Dash: Sendable, Hashable, CaseIterable {
    /// Not at all.
    case solid
    /// Long strokes.
    case dashed
    /// Dots.
    case dotted
    /// Strokes and dots in turn.
    case dashDotted
  }

  /// The symbol of a point.
  public enum Marker: Sendable, Hashable, CaseIterable {
    /// A disc.
    case disc
    /// A circle.
    case circle
    /// A filled square.
    case square
    /// A filled triangle.
    case triangle
    /// A filled diamond.
    case diamond
    /// A cross ×.
    case cross
  }

  /// The interval that belongs to each point: the ends of its error bar, or the edges of a band.
  public struct Bounds: Sendable, Hashable {
    /// The lower ends.
    public var lower: [Double]
    /// The upper ends.
    public var upper: [Double]

    /// Intervals from their ends.
    public init(lower: [Double], upper: [Double]) {
      self.lower = lower
      self.upper = upper
    }
  }

  /// The abscissas.
  public let x: [Double]
  /// The ordinates, one for each abscissa.
  public let y: [Double]
  /// The interval of each point, if it has one.
  public let bounds: Bounds?
  /// The horizontal interval of each point, which only rectangles have.
  public let xBounds: Bounds?
  /// How the data are drawn.
  public var mark: Mark
  /// The colour; `nil` takes the next of the palette.
  public var color: Color?
  /// The entry in the key, or the text at the end of the line; `nil` for none.
  public var label: Label?
  /// The thickness of lines in printer's points.
  public var lineWidth = 1.1
  /// The diameter of symbols in millimetres.
  public var markerSize = 1.2
  /// Whether the series stands in the key only, as a sample for others that have no label.
  public private(set) var isSample = false

  /// A series; the factories below read better.
  ///
  /// - Precondition: `y` and the bounds have as many entries as `x`; a band has bounds, rectangles
  ///   have them in both directions.
  public init(
    x: [Double], y: [Double], bounds: Bounds? = nil, xBounds: Bounds? = nil, mark: Mark,
    label: Label? = nil, color: Color? = nil
  ) {
    precondition(x.count == y.count, "\(x.count) abscissas but \(y.count) ordinates")
    if let bounds {
      precondition(
        bounds.lower.count == x.count && bounds.upper.count == x.count,
        "\(x.count) abscissas but \(bounds.lower.count) and \(bounds.upper.count) bounds")
    }
    precondition(mark != .band || bounds != nil, "a band needs bounds")
    if mark == .rectangles {
      precondition(
        bounds != nil && xBounds?.lower.count == x.count && xBounds?.upper.count == x.count,
        "rectangles need bounds in both directions")
    }
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

  /// An entry of the key without data: a sample of how series without labels look.
  ///
  /// - Parameters:
  ///   - label: What they have in common.
  ///   - mark: How they are drawn; a line or points.
  ///   - color: The colour of the sample, that of the text by default.
  ///   - hasErrors: Whether points have error bars.
  /// - Returns: A series that no axes show.
  public static func sample(
    _ label: Label, mark: Mark, color: Color = .black, hasErrors: Bool = false
  ) -> Series {
    let bounds = hasErrors || mark == .band ? Bounds(lower: [], upper: []) : nil
    var series = Series(x: [], y: [], bounds: bounds, mark: mark, label: label, color: color)
    series.isSample = true
    return series
  }

  /// A staircase that keeps each ordinate until the next abscissa.
  public static func steps(
    x: [Double], y: [Double], label: Label? = nil, color: Color? = nil
  ) -> Series {
    Series(x: x, y: y, mark: .steps, label: label, color: color)
  }

  /// Vertical lines from zero.
  public static func impulses(
    x: [Double], y: [Double], label: Label? = nil, color: Color? = nil
  ) -> Series {
    Series(x: x, y: y, mark: .impulses, label: label, color: color)
  }

  /// Bars from zero, centred on the abscissas.
  public static func bars(
    x: [Double], y: [Double], width: Double = 0.8, label: Label? = nil, color: Color? = nil
  ) -> Series {
    Series(x: x, y: y, mark: .bars(width: width), label: label, color: color)
  }

  /// The shaded region between two curves; put it before the line it surrounds.
  ///
  /// - Precondition: `lower` and `upper` have as many entries as `x`.
  public static func band(
    x: [Double], lower: [Double], upper: [Double], label: Label? = nil, color: Color? = nil
  ) -> Series {
    let bounds = Bounds(lower: lower, upper: upper)
    return Series(x: x, y: lower, bounds: bounds, mark: .band, label: label, color: color)
  }
}
