/// One pair of axes with what is drawn in them.
public struct Panel: Sendable, Hashable {
  /// Where the labels of the series stand.
  public enum Key: Sendable, Hashable {
    /// In the first corner of the panel that holds no data, else below it.
    case automatic
    /// In a corner of the caller's choice, whatever lies there.
    case inside(Corner)
    /// Below the axes.
    case below
    /// Nowhere.
    case none
  }

  /// A corner of a panel.
  public enum Corner: Sendable, Hashable, CaseIterable {
    /// Two edges that meet.
    case topRight, topLeft, bottomRight, bottomLeft
  }

  /// What is written above the axes; empty for nothing.
  package var title: Label
  package var x, y: Axis
  /// The data, drawn in this order.
  package var series: [Series]
  /// What is drawn besides: regions behind the data, lines and texts in front.
  package var annotations: [Annotation]
  package let key: Key

  /// A panel.
  public init(
    title: Label = "", x: Axis, y: Axis, series: [Series], annotations: [Annotation] = [],
    key: Key = .automatic
  ) {
    (self.title, self.x, self.y, self.key) = (title, x, y, key)
    (self.series, self.annotations) = (series, annotations)
  }
}
