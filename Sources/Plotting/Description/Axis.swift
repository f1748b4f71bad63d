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
    package let position: Double
    package let label: Label

    /// A tick mark at a position in the units of the data.
    public init(_ position: Double, _ label: Label) {
      (self.position, self.label) = (position, label)
    }
  }

  package let label: Label
  package let scale: Scale
  /// The ends; `nil` takes them from the data.
  package let lower, upper: Double?
  package let ticks: [Tick]?

  /// An axis; ends that are not given follow from the data, with some room around them.
  public init(
    _ label: Label, scale: Scale = .linear, from lower: Double? = nil, to upper: Double? = nil,
    ticks: [Tick]? = nil
  ) {
    (self.label, self.scale, self.ticks) = (label, scale, ticks)
    (self.lower, self.upper) = (lower, upper)
  }

  /// A logarithmic axis.
  public static func logarithmic(
    _ label: Label, from lower: Double? = nil, to upper: Double? = nil
  ) -> Axis {
    Axis(label, scale: .logarithmic, from: lower, to: upper)
  }
}
