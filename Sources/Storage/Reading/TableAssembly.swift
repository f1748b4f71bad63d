import MessageText

/// Files that become one table, step by step in the order that ``ReadingOptions`` has.
struct TableAssembly {
  let files: [TableFile]
  /// What is handed out.
  private(set) var numbers: any NumberView
  /// What remarks are about: the chosen rows and columns as they stand in the files.
  let inspected: any NumberView
  /// The columns of that.
  private(set) var titles: TableFile.Titles
  /// The first row of that, counted from 0.
  let firstRow: Int
  private(set) var remarks: [TableRemark]
  let options: ReadingOptions
  /// All rows of the files; `nil` where the text behind the last one that is wanted was not read.
  private let rowsInFiles: Int?
  /// The samples before those with missing cells were left out, and which of them are left.
  private var samples = 0
  private var keptSamples: Runs?

  /// Lays views over the files.
  ///
  /// - Throws: `DataFileError` for files of different widths, for options that ask for what is not there,
  ///   and what looking for missing cells throws.
  init(_ files: [TableFile], _ options: ReadingOptions) throws(DataFileError) {
    (self.files, self.options) = (files, options)
    titles = files[0].titles
    remarks = files[0].remarks
    firstRow = options.rowIndices?.lowerBound ?? 0
    var parts = files.map { options.isTransposed ? $0.numbers.transposed : $0.numbers }
    if options.isTransposed { titles = TableFile.Titles() }
    try Self.checkWidths(parts, files)
    let isCut = files.count == 1 && files[0].isText && options.rows != nil && !options.isTransposed
    rowsInFiles = isCut ? nil : parts.reduce(0) { $0 + $1.rows }
    do throws(DataFileError.Problem) {
      try Self.chooseColumns(&parts, &titles, files, options)
      try Self.chooseRows(&parts, files, options)
    } catch { throw DataFileError(path: files[0].path, problem: error) }

    inspected = parts.count == 1 ? parts[0] : JoinedView(parts)
    numbers = inspected
    if options.missing == .mean {
      let gaps = MissingCells(inspected)
      remarks.append(.missingCells(gaps.count, rows: nil))
      if gaps.count > 0 {
        let means = try gaps.means(of: titles, path: files[0].path)
        parts = parts.map { FilledView(base: $0, fillings: means) }
        numbers = parts.count == 1 ? parts[0] : JoinedView(parts)
      }
    }
    if let window = options.window { try cut(parts, window) }
    samples = numbers.rows
    if options.missing == .drop { try leaveRowsOut() }
    if let scale = options.scale, scale != 1 {
      numbers = ScaledView(base: numbers, divisor: scale)
    }
  }

  /// The names of the columns that are handed out; windows have none.
  var columnNames: [String]? {
    guard options.window == nil, let names = titles.names else { return nil }
    return (0..<numbers.columns).map { names[titles.number($0)] }
  }

  /// Of numbers that stand elsewhere, one for each sample, those of the samples that are handed out.
  ///
  /// - Parameter all: One for each sample as it stands in the files, with or without missing cells; or, where
  ///   some rows were chosen, one for each row of the files.
  /// - Returns: `nil` if they are neither.
  func values(ofSamples all: [Double]) -> [Double]? {
    var values = all[...]
    if all.count != samples {
      guard options.window == nil, let chosen = options.rowIndices, chosen.upperBound < all.count,
        all.count == rowsInFiles ?? all.count
      else { return nil }
      values = all[chosen]
    }
    guard let keptSamples else { return Array(values) }
    let start = values.startIndex
    return (0..<keptSamples.count).map { values[start + keptSamples[$0]] }
  }

  /// How many samples there are, in words.
  var sampleCount: String {
    let dropped = samples - numbers.rows
    return "\(samples)" + (dropped > 0 ? ", of which \(dropped) have missing cells" : "")
      + (rowsInFiles.map { $0 > samples && options.window == nil ? ", chosen of \($0)" : "" } ?? "")
  }

  private static func checkWidths(
    _ parts: [any NumberView], _ files: [TableFile]
  ) throws(DataFileError) {
    for (part, file) in zip(parts, files) where part.columns != parts[0].columns {
      throw DataFileError(
        path: file.path,
        problem: .unsuited(
          reason: "has \(part.columns) columns, but '\(files[0].path.shownPath())' has "
            + "\(parts[0].columns)", remedy: "files of one table have the same columns"))
    }
  }

  /// Of text, columns were chosen when it was parsed.
  private static func chooseColumns(
    _ parts: inout [any NumberView], _ titles: inout TableFile.Titles, _ files: [TableFile],
    _ options: ReadingOptions
  ) throws(DataFileError.Problem) {
    guard options.isTransposed || !files[0].isText,
      let marks = try options.wantedColumns(among: parts[0].columns, named: nil)
    else { return }
    let kept = marks.indices.filter { marks[$0] }
    parts = parts.map { SelectedView($0, columns: Runs(kept)) }
    titles.numbers = kept
  }

  /// The rows that are asked for, of each file its share; of a single text they were chosen when it was
  /// parsed.
  private static func chooseRows(
    _ parts: inout [any NumberView], _ files: [TableFile], _ options: ReadingOptions
  ) throws(DataFileError.Problem) {
    guard let rows = options.rowIndices,
      options.isTransposed || files.count > 1 || !files[0].isText
    else { return }
    let count = parts.reduce(0) { $0 + $1.rows }
    guard rows.upperBound < count else { throw .noSuchRows(rows, among: count) }
    var start = 0
    parts = parts.map { part in
      defer { start += part.rows }
      let own = Range(rows).clamped(to: start..<(start + part.rows))
      return SelectedView(part, rows: Runs([(own.lowerBound - start)..<(own.upperBound - start)]))
    }
  }

  /// Cuts each file, which is a series of its own, into windows.
  private mutating func cut(_ parts: [any NumberView], _ window: Int) throws(DataFileError) {
    let stride = options.stride ?? 1
    let series = parts.map { $0.rows == 1 && $0.columns > 1 ? $0.transposed : $0 }
    let columns = series[0].columns
    guard columns.multipliedReportingOverflow(by: window).overflow == false,
      let longest = series.map(\.rows).max(), window <= longest
    else {
      throw DataFileError(
        path: files[0].path,
        problem: .unsuitedOption(
          ReadingSetting(.window, "\(window)"),
          reason: "is longer than the series of \(series.map(\.rows).max() ?? 0) rows"))
    }
    let windows = series.map { WindowView($0, length: window, stride: stride) }
    numbers = windows.count == 1 ? windows[0] : JoinedView(windows)
    if columns > 1 { remarks.append(.flattenedWindows(length: window, columns: columns)) }
    if stride < window, numbers.rows > 1 {
      let apart = series.reduce(0) { $0 + $1.rows / window }
      remarks.append(
        .overlappingWindows(length: window, stride: stride, samples: numbers.rows, apart: apart))
    }
  }

  private mutating func leaveRowsOut() throws(DataFileError) {
    let gaps = MissingCells(numbers)
    remarks.append(.missingCells(gaps.count, rows: numbers.rows - gaps.wholeRows.count))
    guard gaps.count > 0 else { return }
    guard gaps.wholeRows.count > 0 else {
      throw DataFileError(
        path: files[0].path,
        problem: .unsuited(
          reason: "every row has a missing cell", remedy: "leave out the columns that are empty"))
    }
    numbers = SelectedView(numbers, rows: gaps.wholeRows)
    keptSamples = gaps.wholeRows
  }
}
