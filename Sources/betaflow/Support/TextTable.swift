import Storage
import Studies

/// Columns of text for a terminal, numbers flush right.
struct TextTable {
  private var rows: [[String]]

  init(header: [String]) { rows = [header] }

  mutating func add(_ cells: [String]) { rows.append(cells) }

  /// The table with a rule below the header; every line ends with a line break.
  var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      zip(cells, widths).map { cell, width in
        String(repeating: " ", count: width - cell.count) + cell
      }.joined(separator: "  ") + "\n"
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ") + "\n"
    return line(rows[0]) + rule + rows.dropFirst().map(line).joined()
  }

  /// A number in a few significant digits; a dash where there is none.
  static func number(_ value: Double, digits: Int = 5) -> String {
    ShortNumber.text(value, digits: digits)
  }
}
