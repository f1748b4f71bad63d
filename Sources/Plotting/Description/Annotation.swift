/// Something drawn in a panel that is not data.
///
/// The labels of lines and regions stand outside the axes, where they cannot cover data: right of
/// horizontal ones, above vertical ones.
public struct Annotation: Sendable, Hashable {
  /// The direction of a reference line, and of the lines that bound a region.
  public enum Orientation: Sendable, Hashable {
    /// At a fixed ordinate.
    case horizontal
    /// At a fixed abscissa.
    case vertical
  }

  enum Kind: Sendable, Hashable {
    /// A line across the panel at one value of one axis.
    case line(Orientation, at: Double, Series.Dash)
    /// A shaded region across the panel between two values of one axis.
    case span(Orientation, from: Double, to: Double)
    /// Text around a point of the data.
    case text(x: Double, y: Double)
  }

  let kind: Kind
  package var label: Label?
  let color: Color

  /// A horizontal line at the ordinate `y`.
  public static func horizontal(
    at y: Double, label: Label? = nil, color: Color = .reference, dash: Series.Dash = .dashed
  ) -> Annotation {
    Annotation(kind: .line(.horizontal, at: y, dash), label: label, color: color)
  }

  /// A vertical line at the abscissa `x`.
  public static func vertical(
    at x: Double, label: Label? = nil, color: Color = .reference, dash: Series.Dash = .dashed
  ) -> Annotation {
    Annotation(kind: .line(.vertical, at: x, dash), label: label, color: color)
  }

  /// A shaded region between two values of the axis that `orientation` is perpendicular to.
  public static func span(
    _ orientation: Orientation = .vertical, from lower: Double, to upper: Double,
    label: Label? = nil, color: Color = .shade
  ) -> Annotation {
    Annotation(kind: .span(orientation, from: lower, to: upper), label: label, color: color)
  }

  /// Text around a point of the data.
  public static func text(
    _ label: Label, x: Double, y: Double, color: Color = .reference
  ) -> Annotation {
    Annotation(kind: .text(x: x, y: y), label: label, color: color)
  }
}
