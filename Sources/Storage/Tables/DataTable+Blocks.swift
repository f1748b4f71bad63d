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
    let part = part ?? 0..<rows
    var scratch: [Double] = []
    var unreleased = 0
    for first in stride(from: part.lowerBound, to: part.upperBound, by: rowsPerBlock) {
      let range = first..<min(first + rowsPerBlock, part.upperBound)
      try numbers.withRows(range, scratch: &scratch) { values throws(DataFileError) in
        if !isFinite { try checkFinite(values, firstRow: first) }
        body(Block(firstRow: first, values: values))
      }
      unreleased += range.count * columns
      if unreleased >= Self.releaseInterval {
        numbers.releasePages()
        unreleased = 0
      }
    }
  }

  /// Elements of a mapped file after which its pages are given back: at most 32 MiB of `f8`.
  private static let releaseInterval = 1 << 22

  func checkFinite(
    _ values: UnsafeBufferPointer<Double>, firstRow: Int
  ) throws(DataFileError) {
    guard containsNonFinite(values) else { return }
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return }
    let (row, column) = (firstRow + index / columns + 1, index % columns + 1)
    let cell =
      isTransposed
      ? DataFileError.Cell(row: column, column: row) : DataFileError.Cell(row: row, column: column)
    throw DataFileError(path: path, problem: .notFinite(at: cell, found: "\(values[index])"))
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
