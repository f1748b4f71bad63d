import MessageText

/// Columns of a table, by name, by number from 1, or from one to another: `"label"`, `"1,4:6,time"`.
///
/// A range without a first or a last column, as `4:`, goes from the first, or to the last. A whole number
/// is a number even where columns are named by numbers.
public struct ColumnList: Sendable, Hashable, Codable {
  /// What stands between the commas.
  public var items: [String]

  /// The columns that a list with commas names.
  public init(_ text: String) {
    items = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { String($0.drop { $0 == " " }) }
  }

  /// Which of the columns of a table are in the list.
  ///
  /// - Parameters:
  ///   - count: The number of columns.
  ///   - names: Their names, if they have some.
  ///   - option: What the list is given as, for messages.
  /// - Returns: For each column whether it is.
  /// - Throws: `.unsuitedOption` for a column that is not there.
  func marks(
    among count: Int, named names: [String]?, as option: ReadingSetting.Name
  ) throws(DataFileError.Problem) -> [Bool] {
    var marks = [Bool](repeating: false, count: count)
    for item in items {
      let range = try columns(item, count, names) { (reason) -> DataFileError.Problem in
        .unsuitedOption(ReadingSetting(option, item), reason: reason)
      }
      for column in range { marks[column - 1] = true }
    }
    return marks
  }

  /// The columns that an item stands for, counted from 1.
  private func columns(
    _ item: String, _ count: Int, _ names: [String]?, _ problem: (String) -> DataFileError.Problem
  ) throws(DataFileError.Problem) -> ClosedRange<Int> {
    func place(_ text: String) throws(DataFileError.Problem) -> Int? {
      if let number = Int(text) {
        guard (1...count).contains(number) else {
          throw problem("is no column: there are \(count), counted from 1")
        }
        return number
      }
      guard let names else { return nil }
      let places = names.indices.filter { names[$0] == text }
      guard places.count < 2 else {
        let numbers = places.map { "\($0 + 1)" }.joined(separator: ", ")
        throw problem("is the name of columns \(numbers): give the number")
      }
      return places.first.map { $0 + 1 }
    }
    if let column = try place(item) { return column...column }
    if let colon = item.firstIndex(of: ":") {
      let (low, high) = (String(item[..<colon]), String(item[item.index(after: colon)...]))
      let first = low.isEmpty ? 1 : try place(low)
      let last = high.isEmpty ? count : try place(high)
      if let first, let last {
        guard first <= last else { throw problem("ends before it begins") }
        return first...last
      }
    }
    guard let names else {
      throw problem("is no number, and the columns have no names")
    }
    let shown = names.prefix(12).map { $0.shown(upTo: 30) }.joined(separator: ", ")
    throw problem("is no column: they are \(shown)\(names.count > 12 ? ", …" : "")")
  }
}

extension ColumnList: ExpressibleByStringLiteral {
  /// The columns that a list with commas names.
  public init(stringLiteral value: String) { self.init(value) }
}

extension ReadingOptions {
  /// Which columns of a table are wanted; `nil` if all are.
  ///
  /// - Throws: `.unsuitedOption` for a column that is not there, and if none is left.
  func wantedColumns(
    among count: Int, named names: [String]?
  ) throws(DataFileError.Problem) -> [Bool]? {
    guard columns != nil || drop != nil else { return nil }
    var marks =
      try columns?.marks(among: count, named: names, as: .columns)
      ?? Array(repeating: true, count: count)
    if let drop {
      for (column, isDropped) in try drop.marks(among: count, named: names, as: .drop).enumerated()
      where isDropped {
        marks[column] = false
      }
    }
    guard marks.contains(true) else {
      throw .unsuitedOption(
        ReadingSetting(.drop, drop?.items.joined(separator: ",") ?? ""),
        reason: "leaves no column of the \(count)")
    }
    return marks
  }
}
