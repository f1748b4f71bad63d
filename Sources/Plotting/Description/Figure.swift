/// A picture at its final printed size: panels in a grid.
///
/// ```swift
/// let figure = Figure(
///   panels: [
///     Panel(
///       x: .logarithmic("time \(.symbol("t"))"), y: Axis("\(.symbol("ε", sub: "g"))"),
///       series: [.line(x: times, y: errors, label: "\(.beta) = 1")])
///   ])
/// try figure.write(to: ["learning.svg", "learning.pdf", "learning.gp"])
/// ```
public struct Figure: Sendable, Hashable {
  /// A length on paper.
  public struct Length: Sendable, Hashable {
    /// The length in millimetres.
    public let millimetres: Double

    /// A length in millimetres.
    public static func millimetres(_ value: Double) -> Length { Length(millimetres: value) }

    /// A length in inches.
    public static func inches(_ value: Double) -> Length { Length(millimetres: 25.4 * value) }

    /// The width of one column of a journal, 86 mm.
    public static let singleColumn = millimetres(86)

    /// The width of a page of a journal, 178 mm.
    public static let doubleColumn = millimetres(178)
  }

  /// The name of the picture in the script and, for screen readers, in the SVG; not drawn.
  public var title: String
  /// The panels, row by row.
  public var panels: [Panel]
  /// The number of panels in a row.
  public var columns: Int
  /// The width on paper.
  public var width: Length
  /// The height on paper; `nil` for one that gives the panels pleasant proportions.
  public var height: Length?
  /// Whether the panels of a column have one horizontal range, labelled below the last only.
  public var sharesX: Bool
  /// Whether panels are marked **a**, **b**, **c** …; `nil` marks them when there are several.
  public var lettersPanels: Bool?

  /// A figure.
  ///
  /// - Parameters:
  ///   - title: Not drawn; for the script and for screen readers.
  ///   - panels: The panels, row by row; the last row may be incomplete.
  ///   - columns: The number of panels in a row; by default all are in one.
  ///   - width: By default one column for a single column of panels, else two.
  ///   - height: By default one that gives the panels pleasant proportions.
  ///   - sharesX: Whether the panels of a column have one horizontal range.
  ///   - lettersPanels: Whether panels are marked with letters; by default when there are several.
  /// - Precondition: there is a panel, and `columns ≥ 1`.
  public init(
    title: String = "", panels: [Panel], columns: Int? = nil, width: Length? = nil,
    height: Length? = nil, sharesX: Bool = false, lettersPanels: Bool? = nil
  ) {
    precondition(!panels.isEmpty, "a figure needs a panel")
    let columns = min(columns ?? panels.count, panels.count)
    precondition(columns >= 1, "a grid cannot have \(columns) columns")
    self.title = title
    self.panels = panels
    self.columns = columns
    self.width = width ?? (columns == 1 ? .singleColumn : .doubleColumn)
    self.height = height
    self.sharesX = sharesX
    self.lettersPanels = lettersPanels
  }

  /// The number of rows.
  public var rows: Int { (panels.count + columns - 1) / columns }
}
