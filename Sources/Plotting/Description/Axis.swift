/// One axis of a panel: what it shows, on which scale, over which range.
public struct Axis: Sendable, Hashable {
  /// The law by which a value becomes a position.
  public enum Scale: Sendable, Hashable {
    /// Proportional to the value.
    case linear
    /// Proportional to the logarithm; ticks at powers of ten.
    case logarithmic
  }

  /// A tick mark of the caller's.
  public struct Tick: Sendable, Hashable {
    /// Where it stands, in the units of the data.
    public var position: Double
    /// What is written beside it.
    public var label: Label

    /// A tick mark.
    public init(_ position: Double, _ label: Label) {
      self.position = position
      self.label = label
    }
  }

  /// What is written along the axis.
  public var label: Label
  /// Linear or logarithmic.
  public var scale: Scale
  /// The start of the axis; `nil` takes it from the data.
  public var lower: Double?
  /// The end of the axis; `nil` takes it from the data.
  public var upper: Double?
  /// Tick marks instead of the automatic ones.
  public var ticks: [Tick]?

  /// An axis; ends that are not given follow from the data, with some room around them.
  public init(
    _ label: Label, scale: Scale = .linear, from lower: Double? = nil, to upper: Double? = nil,
    ticks: [Tick]? = nil
  ) {
    self.label = label
    self.scale = scale
    self.lower = lower
    self.upper = upper
    self.ticks = ticks
  }

  /// A logarithmic axis.
  public static func logarithmic(
    _ label: Label, from lower: Double? = nil, to upper: Double? = nil
  ) -> Axis {
    Axis(label, scale: .logarithmic, from: lower, to: upper)
  }
}
