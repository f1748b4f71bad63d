extension DataTable {
  /// Consecutive rows, valid only during the call that hands them out.
  public struct Block {
    /// The first row of the block, counted from 0.
    public let firstRow: Int
    /// The elements, row after row; a whole number of rows, all finite.
    public let values: UnsafeBufferPointer<Double>
  }

  /// Hands out all rows, or those of a range, in order, at most `rowsPerBlock` at a time.
  ///
  /// - Parameters:
  ///   - rowsPerBlock: At least 1.
  ///   - part: The rows to hand out, counted from 0; all unless given.
  ///   - body: Sees each block in turn.
  /// - Throws: `DataFileError` with row and column of the first value that is not finite.
  /// - Complexity: O(rows · columns) time, O(`rowsPerBlock` · columns) memory, however many rows there
  ///   are; an aligned NPY array of native `f8` in C order is handed out where it lies.
  public func forEachBlock(
    ofRows rowsPerBlock: Int, in part: Range<Int>? = nil, _ body: (Block) -> Void
  ) throws(DataFileError) {
    precondition(rowsPerBlock > 0, "blocks of \(rowsPerBlock) rows")
    let isFinite = numbers.isFinite
    try numbers.forEachBlock(ofRows: rowsPerBlock, in: part) {
      first, values throws(DataFileError) in
      if !isFinite { try checkFinite(values, firstRow: first) }
      body(Block(firstRow: first, values: values))
    }
  }

  func checkFinite(
    _ values: UnsafeBufferPointer<Double>, firstRow: Int
  ) throws(DataFileError) {
    guard containsNonFinite(values) else { return }
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return }
    let place = place(row: firstRow + index / columns, column: index % columns)
    throw DataFileError(
      path: place.path, problem: .notFinite(at: place.cell, found: "\(values[index])"))
  }

  /// Where an element, given by its row and column from 0, stands in which of the files.
  package func place(row: Int, column: Int) -> (path: String, cell: DataFileError.Cell) {
    let origin = numbers.origin(row: row, column: column)
    guard let assembly else {
      return (path, DataFileError.Cell(row: origin.row + 1, column: origin.column + 1))
    }
    let file = assembly.files[origin.file]
    let title = file.titles.title(origin.column)
    return (
      file.path,
      DataFileError.Cell(
        row: file.firstRow + origin.row + 1, column: title.number, name: title.name)
    )
  }
}

/// Whether any exponent is all ones, by integer arithmetic that the compiler can vectorise.
private func containsNonFinite(_ values: UnsafeBufferPointer<Double>) -> Bool {
  let exponent = Double.infinity.bitPattern
  let lowestExponentBit: UInt64 = 1 << 52
  var carry: UInt64 = 0
  for value in values { carry |= (value.bitPattern & exponent) &+ lowestExponentBit }
  return carry >> 63 == 1
}
