/// Something drawn in a panel that is not data.
public enum Annotation: Sendable, Hashable {
  /// A line across the panel.
  case line(ReferenceLine)
  /// A shaded region across the panel.
  case span(Span)
  /// Text at a point.
  case text(TextMark)

  /// The direction of a reference line.
  public enum Orientation: Sendable, Hashable {
    /// At a fixed ordinate.
    case horizontal
    /// At a fixed abscissa.
    case vertical
  }

  /// A straight line at one value of one axis, with an optional label.
  public struct ReferenceLine: Sendable, Hashable {
    /// Where the label stands.
    public enum LabelPlace: Sendable, Hashable {
      /// Outside the axes, where it cannot cover data: right of a horizontal line, above a vertical
      /// one.
      case outside
      /// On the line at the start of the other axis.
      case start
      /// On the line at the end of the other axis.
      case end
    }

    /// The direction.
    public var orientation: Orientation
    /// The value at which it stands.
    public var position: Double
    /// What is written at it.
    public var label: Label?
    /// Where the label stands.
    public var place: LabelPlace
    /// The colour of the line and its label.
    public var color: Color
    /// How the line is interrupted.
    public var dash: Series.Dash
  }

  /// A shaded region between two values of one axis.
  public struct Span: Sendable, Hashable {
    /// `vertical` for a region between two abscissas, `horizontal` between two ordinates.
    public var orientation: Orientation
    /// Where it begins.
    public var lower: Double
    /// Where it ends.
    public var upper: Double
    /// What is written at it, outside the axes.
    public var label: Label?
    /// The colour of the region.
    public var color: Color
  }

  /// Text at a point of the data.
  public struct TextMark: Sendable, Hashable {
    /// Which part of the text is at the point.
    public enum Anchor: Sendable, Hashable {
      /// Its left end.
      case left
      /// Its middle.
      case center
      /// Its right end.
      case right
    }

    /// What is written.
    public var label: Label
    /// The abscissa.
    public var x: Double
    /// The ordinate of the middle of the text.
    public var y: Double
    /// Which part of the text is at `x`.
    public var anchor: Anchor
    /// The colour.
    public var color: Color
  }
}

extension Annotation {
  /// A horizontal line at the ordinate `y`.
  public static func horizontal(
    at y: Double, label: Label? = nil, place: ReferenceLine.LabelPlace = .outside,
    color: Color = .reference, dash: Series.Dash = .dashed
  ) -> Annotation {
    .line(
      ReferenceLine(
        orientation: .horizontal, position: y, label: label, place: place, color: color, dash: dash)
    )
  }

  /// A vertical line at the abscissa `x`.
  public static func vertical(
    at x: Double, label: Label? = nil, place: ReferenceLine.LabelPlace = .outside,
    color: Color = .reference, dash: Series.Dash = .dashed
  ) -> Annotation {
    .line(
      ReferenceLine(
        orientation: .vertical, position: x, label: label, place: place, color: color, dash: dash))
  }

  /// A shaded region between two values of the axis that `orientation` is perpendicular to.
  public static func span(
    _ orientation: Orientation = .vertical, from lower: Double, to upper: Double,
    label: Label? = nil, color: Color = .shade
  ) -> Annotation {
    .span(
      Span(orientation: orientation, lower: lower, upper: upper, label: label, color: color))
  }

  /// Text at a point of the data.
  public static func text(
    _ label: Label, x: Double, y: Double, anchor: TextMark.Anchor = .left,
    color: Color = .reference
  ) -> Annotation {
    .text(TextMark(label: label, x: x, y: y, anchor: anchor, color: color))
  }
}
