/// A table of numbers that are made when they are read, whatever stands behind it: a file, a part of
/// another table, or several tables below each other.
///
/// Views hold no numbers of their own. They are laid over each other, and a block of rows and columns is
/// asked for from the top down: each layer passes on which block it needs, and where its elements go.
protocol NumberView: Sendable {
  var rows: Int { get }
  var columns: Int { get }
  /// Whether all numbers are known to be finite.
  var isFinite: Bool { get }
  /// The same elements with rows and columns exchanged.
  var transposed: any NumberView { get }

  /// Writes a block of elements.
  ///
  /// - Complexity: O(elements of the block), and none of their memory but `target`.
  func copy(_ rows: Range<Int>, _ columns: Range<Int>, to target: BlockTarget)

  /// Which element of which file an element is, should it have to be named.
  func origin(row: Int, column: Int) -> NumberOrigin

  /// Calls `body` with whole rows in row-major order: where they lie if they lie so, else in `scratch`,
  /// which is grown once and reused.
  func withRows(
    _ range: Range<Int>, scratch: inout [Double],
    _ body: (UnsafeBufferPointer<Double>) throws(DataFileError) -> Void
  ) throws(DataFileError)

  /// Gives back the memory that what was read so far has been mapped to.
  func releasePages()
}

/// An element of a file: which of the files, row and column, all counted from 0.
struct NumberOrigin: Hashable {
  var file = 0
  var row: Int
  var column: Int
}

/// Where the elements of a block go: element (i, j) to `start[i * rowStep + j * columnStep]`.
struct BlockTarget {
  let start: UnsafeMutablePointer<Double>
  let rowStep: Int
  let columnStep: Int

  /// The place of what begins so many rows and columns further on.
  func moved(rows: Int = 0, columns: Int = 0) -> BlockTarget {
    BlockTarget(
      start: start + rows * rowStep + columns * columnStep, rowStep: rowStep,
      columnStep: columnStep)
  }

  var transposed: BlockTarget {
    BlockTarget(start: start, rowStep: columnStep, columnStep: rowStep)
  }

  /// Replaces each element of a block, given its column in the block.
  @inline(__always)
  func update(rows: Int, columns: Int, _ change: (_ value: Double, _ column: Int) -> Double) {
    if columnStep == 1 {
      for i in 0..<rows {
        let row = start + i * rowStep
        for j in 0..<columns { row[j] = change(row[j], j) }
      }
    } else {
      for j in 0..<columns {
        let column = start + j * columnStep
        for i in 0..<rows { column[i * rowStep] = change(column[i * rowStep], j) }
      }
    }
  }
}

extension NumberView {
  var transposed: any NumberView { TransposedView(base: self) }

  func withRows(
    _ range: Range<Int>, scratch: inout [Double],
    _ body: (UnsafeBufferPointer<Double>) throws(DataFileError) -> Void
  ) throws(DataFileError) {
    try withCopiedRows(range, scratch: &scratch, body)
  }

  func withCopiedRows(
    _ range: Range<Int>, scratch: inout [Double],
    _ body: (UnsafeBufferPointer<Double>) throws(DataFileError) -> Void
  ) throws(DataFileError) {
    let count = range.count * columns
    if scratch.count < count { scratch = Array(repeating: 0, count: count) }
    try scratch.withUnsafeMutableBufferPointer { buffer throws(DataFileError) in
      guard let start = buffer.baseAddress else { return }
      let target = BlockTarget(start: start, rowStep: columns, columnStep: 1)
      copy(range, 0..<columns, to: target)
      try body(UnsafeBufferPointer(start: start, count: count))
    }
  }

  /// Hands out all rows, or those of a range, in order, at most `length` at a time, and gives the memory
  /// of mapped files back behind itself.
  ///
  /// - Parameters:
  ///   - length: At least 1.
  ///   - part: The rows to hand out, counted from 0; all unless given.
  ///   - body: Sees the first row of each block, counted from 0, and its elements, row after row.
  /// - Throws: What `body` throws.
  func forEachBlock(
    ofRows length: Int, in part: Range<Int>? = nil,
    _ body: (Int, UnsafeBufferPointer<Double>) throws(DataFileError) -> Void
  ) throws(DataFileError) {
    let part = part ?? 0..<rows
    var scratch: [Double] = []
    var unreleased = 0
    for first in stride(from: part.lowerBound, to: part.upperBound, by: length) {
      let range = first..<min(first + length, part.upperBound)
      try withRows(range, scratch: &scratch) { values throws(DataFileError) in
        try body(first, values)
      }
      unreleased += range.count * columns
      if unreleased >= releaseInterval {
        releasePages()
        unreleased = 0
      }
    }
  }
}

/// Elements of a mapped file after which its pages are given back: at most 32 MiB of `f8`.
private let releaseInterval = 1 << 22

/// A table with rows and columns exchanged.
struct TransposedView: NumberView {
  let base: any NumberView

  var rows: Int { base.columns }
  var columns: Int { base.rows }
  var isFinite: Bool { base.isFinite }
  var transposed: any NumberView { base }

  func copy(_ rows: Range<Int>, _ columns: Range<Int>, to target: BlockTarget) {
    base.copy(columns, rows, to: target.transposed)
  }

  func origin(row: Int, column: Int) -> NumberOrigin { base.origin(row: column, column: row) }

  func releasePages() { base.releasePages() }
}
