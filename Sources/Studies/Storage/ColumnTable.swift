/// Named columns of one length: what is written as CSV.
public struct ColumnTable: Sendable, Hashable {
  /// A column; a missing number is an empty cell.
  public struct Column: Sendable, Hashable {
    /// The name in the header.
    public let name: String
    /// One number per row.
    public let values: [Double?]
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
    if let first = columns.first {
      precondition(
        first.values.count == values.count,
        "column \(name) has \(values.count) rows, not \(first.values.count)")
    }
    columns.append(Column(name: name, values: values))
  }

  /// The table as comma-separated text with a header. Numbers read back to the same `Double`; a
  /// number that is missing or not finite is an empty cell.
  public var csv: String {
    var text = columns.map(\.name).joined(separator: ",") + "\n"
    for row in 0..<(columns.first?.values.count ?? 0) {
      let cells = columns.map { column in
        column.values[row].flatMap { $0.isFinite ? Self.shortest($0) : nil } ?? ""
      }
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }

  /// The shortest decimal that reads back to the same number, integers without a point.
  public static func shortest(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
