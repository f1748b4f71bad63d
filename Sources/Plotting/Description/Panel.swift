/// One pair of axes with what is drawn in them.
public struct Panel: Sendable, Hashable {
  /// Where the labels of the series stand.
  public enum Key: Sendable, Hashable {
    /// In the first corner of the panel that holds no data, else below it.
    case automatic
    /// In a corner of the caller's choice, whatever lies there.
    case inside(Corner)
    /// Outside, to the right of the axes.
    case right
    /// Outside, below the axes.
    case below
    /// Each label at the right end of its series, in its colour.
    case lineEnds
    /// Nowhere.
    case none
  }

  /// A corner of a panel.
  public enum Corner: Sendable, Hashable, CaseIterable {
    /// Top right.
    case topRight
    /// Top left.
    case topLeft
    /// Bottom right.
    case bottomRight
    /// Bottom left.
    case bottomLeft
  }

  /// What is written above the axes; empty for nothing.
  public var title: Label
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// The data, drawn in this order.
  public var series: [Series]
  /// What is drawn besides: regions behind the data, lines and texts in front.
  public var annotations: [Annotation]
  /// Where the labels of the series stand.
  public var key: Key

  /// A panel.
  public init(
    title: Label = "", x: Axis, y: Axis, series: [Series], annotations: [Annotation] = [],
    key: Key = .automatic
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.annotations = annotations
    self.key = key
  }
}
