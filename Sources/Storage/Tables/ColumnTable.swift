/// Named columns of one length: what is written as CSV.
package struct ColumnTable: Sendable, Hashable {
  package enum Cells: Sendable, Hashable {
    /// One number per row; a missing number is an empty cell.
    case numbers([Double?])
    case texts([String])

    package var count: Int {
      switch self {
      case .numbers(let values): values.count
      case .texts(let values): values.count
      }
    }
  }

  package struct Column: Sendable, Hashable {
    package let name: String
    package let cells: Cells
  }

  package private(set) var columns: [Column] = []

  package init() {}

  /// Adds a column on the right, of as many cells as there are in the others.
  package mutating func add(_ name: String, _ values: [Double?]) {
    append(Column(name: name, cells: .numbers(values)))
  }

  /// Adds a column of texts on the right, of as many cells as there are in the others.
  package mutating func add(_ name: String, texts: [String]) {
    append(Column(name: name, cells: .texts(texts)))
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
  package var csv: String {
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
    guard text.utf8.contains(where: ",\"\n\r".utf8.contains) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// The shortest decimal that reads back to the same number, integers without a point.
  package static func shortest(_ value: Double) -> String {
    // Tables hold many zeros and small whole numbers. The sign of zero is kept.
    if let whole = Int32(exactly: value), whole != 0 || value.sign == .plus { return "\(whole)" }
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
