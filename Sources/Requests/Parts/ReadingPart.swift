import LinearVAE
import Storage

/// The data of a request, and how their files are read.
package struct ReadingPart: KeyGroup {
  package var data: DataSource?
  /// The array of an archive that has several.
  package var key: String?
  package var window: Int?
  package var stride: Int?
  package var transpose = false
  package var columns: String?
  package var drop: String?
  /// `FIRST:LAST`, counted from 1.
  package var rows: String?
  package var delimiter: String?
  package var decimal: ReadingOptions.DecimalMark?
  package var missing: ReadingOptions.MissingCells?
  package var scale: Double?

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case data, key, window, stride, transpose, columns, drop, rows, delimiter, decimal, missing
    case scale
  }

  package static let ownArrays = ["data"]

  package init() {}

  package init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(partOf: decoder)
    data = try section.source(.data, in: decoder, severalFiles: true)
    key = try section.text(.key)
    window = try section.whole(.window)
    stride = try section.whole(.stride)
    transpose = try section.flag(.transpose)
    columns = try section.text(.columns)
    drop = try section.text(.drop)
    rows = try section.text(.rows)
    delimiter = try section.text(.delimiter)
    decimal = try section.choice(.decimal)
    missing = try section.choice(.missing)
    scale = try section.real(.scale)
  }

  package func validate() throws(InvalidProblem) {
    let options = try options()
    do throws(DataFileError.Problem) {
      try options.check()
    } catch {
      guard case .unsuitedOption(let setting, let reason) = error else {
        throw InvalidProblem("data", found: "\(error)", allowed: "data")
      }
      throw InvalidProblem(
        setting.name.rawValue, found: setting.value ?? "it", allowed: "another value",
        advice: "it \(reason)")
    }
    try Self.checkOnce(data?.paths ?? [])
  }

  /// Refuses to read standard input more than once.
  static func checkOnce(_ files: [String]) throws(InvalidProblem) {
    if files.count(where: { InputFile.isStandardInput($0) }) > 1 {
      throw InvalidProblem(
        "data", found: "standard input twice", allowed: "- once",
        advice: "standard input can be read once")
    }
  }
}

extension ReadingPart {
  /// The data as one table.
  ///
  /// - Throws: `DataFileError`, and `InvalidProblem` where there are none.
  func table(_ inputs: RequestInputs) throws -> DataTable {
    guard let data else {
      throw InvalidProblem("data", found: "nothing", allowed: "a path, or a list of paths")
    }
    return try data.table("data", inputs, reading: options())
  }

  private func options() throws(InvalidProblem) -> ReadingOptions {
    ReadingOptions(
      key: key, window: window, stride: stride, isTransposed: transpose,
      columns: columns.map { ColumnList($0) }, drop: drop.map { ColumnList($0) },
      rows: try range(), delimiter: try cellDelimiter(), decimal: decimal, missing: missing,
      scale: scale)
  }

  private func range() throws(InvalidProblem) -> ClosedRange<Int>? {
    guard let rows else { return nil }
    let ends = rows.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], first >= 1, first <= last else {
      throw InvalidProblem(
        "rows", found: rows, allowed: "FIRST:LAST, two row numbers, counted from 1, as 1:1000")
    }
    return first...last
  }

  private func cellDelimiter() throws(InvalidProblem) -> CellDelimiter? {
    guard let delimiter else { return nil }
    guard let cell = CellDelimiter(delimiter) else {
      throw InvalidProblem("delimiter", found: delimiter, allowed: CellDelimiter.allowed)
    }
    return cell
  }
}
