/// A picture at its final printed size: panels in a grid, marked **a**, **b**, **c** … if there are several.
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

    /// The width of one column of a journal, 86 mm.
    public static let singleColumn = millimetres(86)

    /// The width of a page of a journal, 178 mm.
    public static let doubleColumn = millimetres(178)
  }

  package var title: String
  package var panels: [Panel]
  let columns: Int
  let emptyCells: Set<Int>
  package let width: Length
  let height: Length?
  let sharesX: Bool
  let sharesKey: Bool

  /// A figure.
  ///
  /// - Parameters:
  ///   - title: Not drawn; for the script and for screen readers.
  ///   - panels: The panels, row by row; the last row may be incomplete.
  ///   - columns: The number of panels in a row; by default all are in one.
  ///   - emptyCells: Cells of the grid without a panel, counted row by row from 0.
  ///   - width: By default one column for a single column of panels, else two.
  ///   - height: By default one that gives the panels pleasant proportions.
  ///   - sharesX: Whether the panels of a column have one horizontal range.
  ///   - sharesKey: Whether one key, in the first empty cell or else above the panels, lists the
  ///     series of all panels; their own choices of a key then have no effect.
  /// - Precondition: there is a panel, and `columns ≥ 1`.
  public init(
    title: String = "", panels: [Panel], columns: Int? = nil, emptyCells: Set<Int> = [],
    width: Length? = nil, height: Length? = nil, sharesX: Bool = false, sharesKey: Bool = false
  ) {
    precondition(!panels.isEmpty, "a figure needs a panel")
    let columns = min(columns ?? panels.count, panels.count)
    precondition(columns >= 1, "a grid cannot have \(columns) columns")
    (self.title, self.panels, self.columns, self.emptyCells) = (title, panels, columns, emptyCells)
    self.width = width ?? (columns == 1 ? .singleColumn : .doubleColumn)
    (self.height, self.sharesX, self.sharesKey) = (height, sharesX, sharesKey)
  }

  var rows: Int { max(cells.last ?? 0, emptyCells.max() ?? 0) / columns + 1 }

  /// The cell of the grid in which each panel stands, counted row by row from 0.
  var cells: [Int] {
    Array(
      (0..<(panels.count + emptyCells.count)).filter { !emptyCells.contains($0) }
        .prefix(panels.count))
  }
}
