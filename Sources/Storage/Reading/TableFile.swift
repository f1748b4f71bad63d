import MessageText

/// A data file that was opened: its numbers, one sample a row as they stand in it, and what it says of
/// its columns.
struct TableFile: Sendable {
  let path: String
  var numbers: any NumberView
  /// The columns of `numbers`, as the file numbers and calls them.
  private(set) var titles: Titles
  /// The header of the file, if it has one.
  private(set) var columnNames: [String]?
  /// What reading it brought up.
  private(set) var remarks: [TableRemark] = []
  /// Whether the elements are integers of one byte.
  private(set) var holdsBytes = false
  /// Whether it is text, of which columns and rows are chosen when it is parsed.
  private(set) var isText = false
  /// The first of the rows that were read, counted from 0.
  private(set) var firstRow = 0

  /// How columns are numbered and called.
  struct Titles: Sendable {
    /// The number of each column in the file, counted from 0; `nil` if no column was left out.
    var numbers: [Int]?
    /// The names of all columns in the file.
    var names: [String]?

    func number(_ column: Int) -> Int { numbers?[column] ?? column }

    func title(_ column: Int) -> ColumnTitle {
      let number = number(column)
      return ColumnTitle(number + 1, names.flatMap { number < $0.count ? $0[number] : nil })
    }
  }

  /// Opens a file and, of a text file, parses the columns and rows that the options ask for.
  ///
  /// - Parameters:
  ///   - path: The file, or `-` for standard input.
  ///   - options: How to read it.
  ///   - first: A file of the same table that was read before, whose columns are meant.
  ///   - rows: The rows of a text file to parse, counted from 0; all unless given.
  ///   - limit: The most bytes that what is compressed may become.
  /// - Throws: `DataFileError`.
  init(
    _ path: String, _ options: ReadingOptions, like first: TableFile? = nil,
    rows: ClosedRange<Int>? = nil, unpackingAtMost limit: Int?
  ) throws(DataFileError) {
    let file: FileBytes
    do throws(DataFileError.Problem) {
      file = try FileBytes.contents(of: path, unpackingAtMost: limit)
    } catch { throw DataFileError(path: path, problem: error) }
    if file.bytes.starts(with: ZIPMark.start) {
      try self.init(archive: file, path, options, limit)
      return
    }
    do throws(DataFileError.Problem) {
      if file.bytes.starts(with: NPYHeader.magic) {
        try Self.refuse([.key, .delimiter, .decimal], of: options, "an NPY file is one array")
        try self.init(path, file, ArrayLayout(NPYHeader(file.bytes), of: file), options)
      } else if IDXHeader.begins(file.bytes) {
        try Self.refuse([.key, .delimiter, .decimal], of: options, "an IDX file is one array")
        try self.init(path, file, IDXHeader.layout(of: file), options)
      } else {
        try Self.refuse([.key], of: options, "text has no keys, which name the arrays of NPZ files")
        try self.init(text: file, path, options, like: first, rows: rows)
      }
    } catch { throw DataFileError(path: path, problem: error) }
  }

  /// The array of an archive with the key that is asked for, or the only one.
  private init(
    archive file: FileBytes, _ path: String, _ options: ReadingOptions, _ limit: Int?
  ) throws(DataFileError) {
    let zip: ZIPFile
    do throws(DataFileError.Problem) {
      try Self.refuse([.delimiter, .decimal], of: options, "a ZIP archive is no text")
      zip = try ZIPFile(file)
      guard zip.members.contains(where: { $0.name.hasSuffix(".npy") }) else {
        throw .unsupportedFormat(found: ForeignFormat.ofArchive(zip.members.map(\.name)).name)
      }
    } catch { throw DataFileError(path: path, problem: error) }
    let arrays = try NPZFile(zip, path: path, unpackingAtMost: limit)
    if options.key == nil, arrays.arrays.count != 1 {
      throw DataFileError(path: path, problem: .severalArrays(arrays.arrays))
    }
    let key = options.key ?? arrays.arrays[0].name
    let (contents, layout) = try arrays.contents(of: key)
    do throws(DataFileError.Problem) {
      try self.init(path, contents, layout, options)
    } catch { throw DataFileError(path: NPZFile.title(key, in: path), problem: error) }
  }

  private init(
    _ path: String, _ file: FileBytes, _ layout: ArrayLayout, _ options: ReadingOptions
  ) throws(DataFileError.Problem) {
    guard layout.shape.count != 1 || options.window != nil || layout.shape == [0] else {
      throw .wrongDimensions(shape: layout.shape)
    }
    (self.path, numbers, titles) = (path, try layout.table(of: file), Titles())
    holdsBytes = layout.element.isByte
    if layout.shape.count > 2 { remarks.append(.flattened(shape: layout.shape)) }
  }

  /// Takes an array in memory in the place of a file.
  ///
  /// - Throws: `DataFileError` for options that belong to files, and for a single series without a window.
  init(_ array: BorrowedArray, _ options: ReadingOptions) throws(DataFileError) {
    do throws(DataFileError.Problem) {
      try Self.refuse([.key, .delimiter, .decimal], of: options, "an array in memory is no file")
      guard array.shape.count != 1 || options.window != nil else {
        throw .wrongDimensions(shape: array.shape)
      }
    } catch { throw DataFileError(path: array.name, problem: error) }
    (path, numbers, titles) = (array.name, NumberTable(array), Titles())
    holdsBytes = array.element.isByte
  }

  private init(
    text file: FileBytes, _ path: String, _ options: ReadingOptions, like first: TableFile?,
    rows: ClosedRange<Int>?
  ) throws(DataFileError.Problem) {
    let content = try withExtendedLifetime(file) { file throws(DataFileError.Problem) in
      let layout = try CSVLayout(
        file.bytes, delimiter: options.delimiter, decimal: options.decimal ?? .point)
      return try CSVContent(
        parsing: file, layout, wanted: Self.wanted(layout, options, like: first),
        rows: rows, keepsGaps: options.missing != nil)
    }
    let layout = content.layout
    self.path = path
    numbers = content.numbers
    let isWhole = content.columns.count == layout.columns
    titles = Titles(numbers: isWhole ? nil : content.columns, names: layout.columnNames)
    columnNames = layout.columnNames
    isText = true
    firstRow = rows?.lowerBound ?? 0
    if let remark = layout.remark { remarks.append(remark) }
    let left = layout.textColumns.filter { !content.columns.contains($0) }
    if first == nil, !left.isEmpty { remarks.append(.textColumns(left.map { layout.title($0) })) }
    let passed = content.passed
    if passed.comments > 0 { remarks.append(.comments(passed.comments)) }
    if passed.blankLines > 0 { remarks.append(.blankLines(passed.blankLines)) }
  }

  /// Which columns of a text file to parse: those that the options ask for, but none of labels unless it
  /// is among those named; of a further file those of the first one.
  private static func wanted(
    _ layout: CSVLayout, _ options: ReadingOptions, like first: TableFile?
  ) throws(DataFileError.Problem) -> [Bool] {
    var wanted = [Bool](repeating: true, count: layout.columns)
    if let first {
      if let names = first.columnNames, let own = layout.columnNames, names != own {
        throw .unsuited(
          reason: "its columns have other names than those of '\(first.path.shownPath())'",
          remedy: "files of one table have the same columns in the same order")
      }
      if let numbers = first.titles.numbers {
        let kept = Set(numbers)
        wanted = wanted.indices.map(kept.contains)
      }
      return wanted
    }
    // Columns of what is transposed are rows of the file.
    if !options.isTransposed,
      let marks = try options.wantedColumns(among: layout.columns, named: layout.columnNames)
    {
      wanted = marks
    }
    let isChosen = options.columns != nil && !options.isTransposed
    let labels = isChosen ? [] : layout.textColumns.filter { wanted[$0] }
    for column in labels { wanted[column] = false }
    guard wanted.contains(true) else {
      let list = ColumnTitle.list(labels.map { layout.title($0) })
      throw .unsuited(
        reason: "holds no column of numbers: \(list) hold\(labels.count == 1 ? "s" : "") text",
        remedy: "a table of numbers is expected, one sample a row")
    }
    return wanted
  }
}

extension TableFile {
  /// Refuses options that mean nothing for the kind of file.
  private static func refuse(
    _ names: [ReadingSetting.Name], of options: ReadingOptions, _ reason: String
  ) throws(DataFileError.Problem) {
    for name in names {
      guard let setting = options.setting(name) else { continue }
      throw .unsuitedOption(setting, reason: "changes nothing: \(reason)")
    }
  }
}

extension ReadingOptions {
  /// One of the options that belong to a kind of file, if it is set.
  fileprivate func setting(_ name: ReadingSetting.Name) -> ReadingSetting? {
    let value: String? =
      switch name {
      case .key: key
      case .delimiter: delimiter?.name
      case .decimal: decimal?.rawValue
      default: nil
      }
    return value.map { ReadingSetting(name, $0) }
  }
}
