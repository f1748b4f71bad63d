import MessageText

/// A column as messages name it: by its number and, if it has one, its name.
public struct ColumnTitle: Sendable, Hashable {
  /// The number in the file, counted from 1.
  public let number: Int
  /// What the header calls it; `nil` if there is no header or nothing in it.
  public let name: String?

  package init(_ number: Int, _ name: String? = nil) {
    self.number = number
    self.name = name?.isEmpty == false ? name : nil
  }

  /// The option that leaves the column out: by name, if a list can hold the name.
  var dropping: ReadingSetting { Self.dropping([self]) }

  /// The option that leaves out some columns: by their names, or, where there are many, by numbers.
  package static func dropping(_ columns: [ColumnTitle]) -> ReadingSetting {
    let names = columns.map { column in
      column.name.flatMap { $0.isPlain ? $0 : nil } ?? "\(column.number)"
    }
    let items = columns.count <= 8 ? names : Self.ranges(columns.map(\.number))
    return ReadingSetting(.drop, items.joined(separator: ","))
  }

  /// Columns in words, of which there may be many: `column 3 (age)`, `columns 1, 2, 3 and 9 more`.
  package static func list(_ columns: [ColumnTitle]) -> String {
    let shown = columns.prefix(6).map(\.shown).joined(separator: ", ")
    let more = columns.count > 6 ? " and \(columns.count - 6) more" : ""
    return "column\(columns.count == 1 ? "" : "s") \(shown)\(more)"
  }

  /// `3`, or `3 ('age')`.
  var shown: String { name.map { "\(number) ('\($0.shown(upTo: 30))')" } ?? "\(number)" }

  private static func ranges(_ numbers: [Int]) -> [String] {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = ranges.last, last.upperBound == number - 1 {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound):\($0.upperBound)" }
  }
}

extension String {
  /// Whether the text, as an item of a list of columns, stands for the column of this name alone.
  fileprivate var isPlain: Bool {
    count <= 40 && Int(self) == nil && !contains { ",: \n\r\t\"".contains($0) }
  }
}
