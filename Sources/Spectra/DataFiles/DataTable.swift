import NumericKit

/// A table of finite numbers: one sample a row, one variable a column.
///
/// ```swift
/// let table = try DataTable(contentsOf: "digits.csv")
/// let covariance = try SampleCovariance(of: table)
/// ```
/// An NPY file stays on disk, mapped into memory, and is converted block by block; a CSV file is
/// parsed when it is opened.
public struct DataTable: Sendable {
  /// Where the table came from, for messages.
  public let path: String
  /// `P`, the number of samples, at least 1.
  public let rows: Int
  /// `N`, the number of variables, at least 1.
  public let columns: Int
  /// The header of a CSV file, if it has one.
  public let columnNames: [String]?
  private let storage: Storage

  private enum Storage: Sendable {
    case values([Double])
    case array(NPYArray)
  }

  /// Opens an NPY array or a CSV file; which of the two, the content decides, not the name.
  ///
  /// - NPY versions 1 to 3: two-dimensional arrays of `f4`, `f8`, `b1`, or integers of 1 to 8 bytes,
  ///   either byte order, C or Fortran order. Whether all values are finite is checked when they
  ///   are read.
  /// - CSV: comma, semicolon or tab; a first line without any number is a header.
  /// - Throws: `DataFileError`; ``DataFileError/concernsOpening`` tells a file that cannot be opened
  ///   from one that cannot be used.
  /// - Complexity: O(1) for NPY, O(bytes) for CSV.
  public init(contentsOf path: String) throws(DataFileError) {
    let file = try FileBytes(contentsOf: path)
    if NPYHeader.isPresent(in: file.bytes) {
      let array = try NPYArray(file, path: path)
      self.init(
        path: path, rows: array.rows, columns: array.columns, columnNames: nil,
        storage: .array(array))
    } else {
      let content = try withExtendedLifetime(file) { file throws(DataFileError) in
        try CSVContent(parsing: file.bytes, path: path)
      }
      self.init(
        path: path, rows: content.values.count / content.columns, columns: content.columns,
        columnNames: content.columnNames, storage: .values(content.values))
    }
  }

  /// The rows of a matrix as a table.
  ///
  /// - Throws: `DataFileError.Problem.empty` for a matrix without elements, `.notFinite` with the
  ///   first offending element; both name `path`.
  public init(_ matrix: Matrix, named path: String = "matrix") throws(DataFileError) {
    guard !matrix.elements.isEmpty else { throw DataFileError(path: path, problem: .empty) }
    self.init(
      path: path, rows: matrix.rows, columns: matrix.columns, columnNames: nil,
      storage: .values(matrix.elements))
    try matrix.elements.withUnsafeBufferPointer { values throws(DataFileError) in
      try checkFinite(values, firstRow: 0)
    }
  }

  private init(
    path: String, rows: Int, columns: Int, columnNames: [String]?, storage: Storage
  ) {
    self.path = path
    self.rows = rows
    self.columns = columns
    self.columnNames = columnNames
    self.storage = storage
  }

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
    let starts = stride(from: part.lowerBound, to: part.upperBound, by: rowsPerBlock)
    switch storage {
    case .values(let values):
      values.withUnsafeBufferPointer { all in
        for first in starts {
          let end = min(first + rowsPerBlock, part.upperBound)
          let range = (first * columns)..<(end * columns)
          body(Block(firstRow: first, values: UnsafeBufferPointer(rebasing: all[range])))
        }
      }
    case .array(let array):
      var scratch: [Double] = []
      var unreleased = 0
      for first in starts {
        let range = first..<min(first + rowsPerBlock, part.upperBound)
        try array.withRows(range, scratch: &scratch) { values throws(DataFileError) in
          try checkFinite(values, firstRow: first)
          body(Block(firstRow: first, values: values))
        }
        unreleased += range.count * columns
        if unreleased >= Self.releaseInterval {
          array.releasePages()
          unreleased = 0
        }
      }
    }
  }

  /// Elements of a mapped file after which its pages are given back: at most 32 MiB of `f8`.
  private static let releaseInterval = 1 << 22

  /// The whole table in memory.
  ///
  /// - Throws: `DataFileError` with row and column of the first value that is not finite.
  public func matrix() throws(DataFileError) -> Matrix {
    if case .values(let values) = storage {
      return Matrix(rows: rows, columns: columns, elements: values)
    }
    var elements: [Double] = []
    elements.reserveCapacity(rows * columns)
    try forEachBlock(ofRows: 1024) { elements.append(contentsOf: $0.values) }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }

  private func checkFinite(
    _ values: UnsafeBufferPointer<Double>, firstRow: Int
  ) throws(DataFileError) {
    guard containsNonFinite(values) else { return }
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return }
    let cell = DataFileError.Cell(
      row: firstRow + index / columns + 1, column: index % columns + 1)
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
