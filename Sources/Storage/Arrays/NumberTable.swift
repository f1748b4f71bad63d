/// Numbers of a file, or in memory, as a table that is converted to `Double` when it is read: what lies
/// below all other views.
struct NumberTable: NumberView {
  private(set) var rows: Int
  private(set) var columns: Int
  /// Elements from one row to the next, and from one column to the next; in a file one of them is 1.
  private var rowStep: Int
  private var columnStep: Int
  private var isTransposed = false
  let isFinite: Bool
  let element: ElementType
  private let source: Source
  private let isByteSwapped: Bool
  private let offset: Int

  private enum Source: Sendable {
    case file(FileBytes)
    case memory([Double])
    case borrowed(BorrowedArray.Memory)
  }

  /// The first dimension of an array as rows, all others as columns in the order of the file: of an array
  /// in Fortran order that of its columns is to be changed, if it has more than two dimensions. An array
  /// of one dimension is a column. Whether all elements are finite is what their type says, unless it is known.
  init(_ file: FileBytes, _ layout: ArrayLayout, isFinite: Bool? = nil) {
    rows = layout.shape.first ?? 1
    columns = layout.shape.dropFirst().reduce(1, *)
    (rowStep, columnStep) = layout.isFortranOrder ? (1, rows) : (columns, 1)
    (source, element, offset) = (.file(file), layout.element, layout.offset)
    isByteSwapped = layout.isByteSwapped
    self.isFinite = isFinite ?? layout.element.isAlwaysFinite
  }

  /// Numbers in memory, row after row.
  init(_ values: [Double], columns: Int, isFinite: Bool) {
    (rows, self.columns, source) = (values.count / columns, columns, .memory(values))
    (rowStep, columnStep, offset) = (columns, 1, 0)
    (element, isByteSwapped, self.isFinite) = (.float64, false, isFinite)
  }

  /// An array in memory that belongs to somebody else; one of one dimension is a column.
  init(_ array: BorrowedArray) {
    (rows, columns) = (array.shape[0], array.shape.dropFirst().first ?? 1)
    (rowStep, columnStep) = (array.steps[0], array.steps.dropFirst().first ?? 1)
    (source, element, offset) = (.borrowed(array.memory), array.element, 0)
    (isByteSwapped, isFinite) = (array.isByteSwapped, array.element.isAlwaysFinite)
  }

  /// All elements of an array of any shape, last index varying fastest.
  static func elements(of file: FileBytes, _ header: NPYHeader) throws(DataFileError.Problem)
    -> [Double]
  {
    let layout = try ArrayLayout(header, of: file)
    let count = header.shape.reduce(1, *)
    // As they are stored, in one column.
    let table = NumberTable(
      file,
      ArrayLayout(
        element: layout.element, isByteSwapped: layout.isByteSwapped, shape: [count],
        offset: layout.offset))
    let stored = [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let start = buffer.baseAddress {
        table.copy(0..<count, 0..<1, to: BlockTarget(start: start, rowStep: 1, columnStep: 1))
      }
      initialized = count
    }
    return header.inRowOrder(stored)
  }

  var transposed: any NumberView {
    var table = self
    (table.rows, table.columns) = (columns, rows)
    (table.rowStep, table.columnStep) = (columnStep, rowStep)
    table.isTransposed.toggle()
    return table
  }

  func origin(row: Int, column: Int) -> NumberOrigin {
    isTransposed
      ? NumberOrigin(row: column, column: row) : NumberOrigin(row: row, column: column)
  }

  func releasePages() { if case .file(let file) = source { file.releasePages() } }

  func withRows(
    _ range: Range<Int>, scratch: inout [Double],
    _ body: (UnsafeBufferPointer<Double>) throws(DataFileError) -> Void
  ) throws(DataFileError) {
    var isDone = false
    try withBytes { bytes throws(DataFileError) in
      guard let values = valuesInPlace(range, of: bytes) else { return }
      isDone = true
      try body(values)
    }
    if !isDone { try withCopiedRows(range, scratch: &scratch, body) }
  }

  func copy(_ rows: Range<Int>, _ columns: Range<Int>, to target: BlockTarget) {
    withBytes { bytes in
      guard let start = bytes.baseAddress, !rows.isEmpty, !columns.isEmpty else { return }
      let first = rows.lowerBound * rowStep + columns.lowerBound * columnStep
      let block = ElementBlock(
        source: start + (offset + first * element.size), isByteSwapped: isByteSwapped,
        rows: rows.count, columns: columns.count, rowStep: rowStep, columnStep: columnStep,
        target: target)
      block.convert(element)
    }
  }

  private func withBytes<Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    switch source {
    case .file(let file):
      try withExtendedLifetime(file) { file throws(Failure) in try body(file.bytes) }
    case .memory(let values):
      try values.withUnsafeBufferPointer { values throws(Failure) in
        try body(UnsafeRawBufferPointer(values))
      }
    case .borrowed(let memory):
      // How far it extends, to which side, the steps say.
      try withExtendedLifetime(memory.owner) { _ throws(Failure) in
        try body(UnsafeRawBufferPointer(start: memory.start, count: 1))
      }
    }
  }

  private func valuesInPlace(
    _ range: Range<Int>, of bytes: UnsafeRawBufferPointer
  ) -> UnsafeBufferPointer<Double>? {
    let isContiguous = columns == 1 ? rowStep == 1 : columnStep == 1 && rowStep == columns
    guard element == .float64, !isByteSwapped, isContiguous || rows == 1 && columnStep == 1,
      let start = bytes.baseAddress,
      (Int(bitPattern: start) + offset) % MemoryLayout<Double>.alignment == 0
    else { return nil }
    let first = (start + (offset + range.lowerBound * rowStep * element.size))
      .assumingMemoryBound(to: Double.self)
    return UnsafeBufferPointer(start: first, count: range.count * columns)
  }
}
