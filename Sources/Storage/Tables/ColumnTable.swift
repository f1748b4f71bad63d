/// Named columns of one length: what is written as CSV.
public struct ColumnTable: Sendable, Hashable {
  /// What stands in the cells of a column.
  public enum Cells: Sendable, Hashable {
    /// One number per row; a missing number is an empty cell.
    case numbers([Double?])
    /// One text per row.
    case texts([String])

    /// The number of rows.
    public var count: Int {
      switch self {
      case .numbers(let values): values.count
      case .texts(let values): values.count
      }
    }
  }

  /// A column with its name.
  public struct Column: Sendable, Hashable {
    /// The name in the header.
    public let name: String
    /// One cell per row.
    public let cells: Cells
  }

  /// The columns from left to right.
  public private(set) var columns: [Column] = []

  /// A table without columns.
  public init() {}

  /// Adds a column on the right.
  ///
  /// - Parameters:
  ///   - name: The name in the header.
  ///   - values: As many as in the other columns.
  public mutating func add(_ name: String, _ values: [Double?]) {
    append(Column(name: name, cells: .numbers(values)))
  }

  /// Adds a column of texts on the right.
  ///
  /// - Parameters:
  ///   - name: The name in the header.
  ///   - texts: As many as there are cells in the other columns.
  public mutating func add(_ name: String, texts: [String]) {
    append(Column(name: name, cells: .texts(texts)))
  }

  /// Adds a column of another table on the right, under a new name.
  ///
  /// - Parameters:
  ///   - column: Of as many rows.
  ///   - name: The name in the header.
  public mutating func add(_ column: Column, named name: String) {
    append(Column(name: name, cells: column.cells))
  }

  private mutating func append(_ column: Column) {
    if let first = columns.first {
      precondition(
        first.cells.count == column.cells.count,
        "column \(column.name) has \(column.cells.count) rows, not \(first.cells.count)")
    }
    columns.append(column)
  }

  /// The table as comma-separated text with a header. Numbers read back to the same `Double`; a
  /// number that is missing or not finite is an empty cell.
  public var csv: String {
    var text = columns.map { Self.quoted($0.name) }.joined(separator: ",") + "\n"
    for row in 0..<(columns.first?.cells.count ?? 0) {
      for (index, column) in columns.enumerated() {
        if index > 0 { text += "," }
        switch column.cells {
        case .numbers(let values):
          if let value = values[row], value.isFinite { text += Self.shortest(value) }
        case .texts(let values): text += Self.quoted(values[row])
        }
      }
      text += "\n"
    }
    return text
  }

  /// The text as a cell, in quotation marks where a comma, a quotation mark or a line break would end
  /// it (RFC 4180).
  private static func quoted(_ text: String) -> String {
    let special = text.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    guard special else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// The shortest decimal that reads back to the same number, integers without a point.
  public static func shortest(_ value: Double) -> String {
    // Tables hold many zeros and small whole numbers. The sign of zero is kept.
    if let whole = Int32(exactly: value), whole != 0 || value.sign == .plus { return "\(whole)" }
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
