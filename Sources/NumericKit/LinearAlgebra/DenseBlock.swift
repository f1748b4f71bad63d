import COpenBLAS

/// A row-major block of numbers within memory that someone else owns.
package struct DenseBlock: @unchecked Sendable {
  package let start: UnsafeMutablePointer<Double>
  package let rows, columns: Int
  /// From the start of a row to that of the next.
  package let stride: Int

  package init(
    _ start: UnsafeMutablePointer<Double>, rows: Int, columns: Int, stride: Int? = nil
  ) {
    (self.start, self.rows, self.columns) = (start, rows, columns)
    self.stride = stride ?? columns
  }

  /// Some of the rows.
  package func rows(_ part: Range<Int>) -> DenseBlock {
    DenseBlock(
      start + part.lowerBound * stride, rows: part.count, columns: columns, stride: stride)
  }

  /// Some of the columns.
  package func columns(_ part: Range<Int>) -> DenseBlock {
    DenseBlock(start + part.lowerBound, rows: rows, columns: part.count, stride: stride)
  }

  /// The block as a factor that is to be transposed.
  package var transposed: Factor { Factor(block: self, isTransposed: true) }

  /// The block as a factor.
  package var plain: Factor { Factor(block: self, isTransposed: false) }

  /// A factor of a product.
  package struct Factor: Sendable {
    let block: DenseBlock
    let isTransposed: Bool

    var rows: Int { isTransposed ? block.columns : block.rows }
    var columns: Int { isTransposed ? block.rows : block.columns }
    var flag: CBLAS_TRANSPOSE { isTransposed ? CblasTrans : CblasNoTrans }
  }

  /// `c ← scale · a b + keeping · c` for this block `c`, by OpenBLAS.
  ///
  /// - Parameters:
  ///   - a: As many rows as the block.
  ///   - b: As many columns as the block.
  ///   - scale: What the product is multiplied by.
  ///   - keeping: The part of what was there that stays; with 0 it need not be a number.
  package func assign(_ a: Factor, _ b: Factor, scale: Double = 1, keeping: Double = 0) {
    precondition(
      a.rows == rows && b.columns == columns && a.columns == b.rows,
      "\(a.rows) × \(a.columns) by \(b.rows) × \(b.columns) into \(rows) × \(columns)")
    guard rows > 0, columns > 0 else { return }
    cblas_dgemm(
      CblasRowMajor, a.flag, b.flag, blasint(rows), blasint(columns), blasint(a.columns), scale,
      a.block.start, blasint(a.block.stride), b.block.start, blasint(b.block.stride), keeping,
      start, blasint(stride))
  }

  /// `y ← scale · cᵀ x + keeping · y` for this block `c`.
  ///
  /// - Parameters:
  ///   - vector: As many numbers as the block has rows.
  ///   - result: As many as it has columns.
  ///   - scale: What the product is multiplied by.
  ///   - keeping: The part of what was there that stays.
  package func multiplyTransposed(
    _ vector: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>, scale: Double = 1,
    keeping: Double = 0
  ) {
    guard rows > 0, columns > 0 else { return }
    cblas_dgemv(
      CblasRowMajor, CblasTrans, blasint(rows), blasint(columns), scale, start, blasint(stride),
      vector, 1, keeping, result, 1)
  }

  /// `y ← scale · c x + keeping · y` for this block `c`.
  ///
  /// - Parameters:
  ///   - vector: As many numbers as the block has columns.
  ///   - result: As many as it has rows.
  ///   - scale: What the product is multiplied by.
  ///   - keeping: The part of what was there that stays.
  package func multiply(
    _ vector: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>, scale: Double = 1,
    keeping: Double = 0
  ) {
    guard rows > 0, columns > 0 else { return }
    cblas_dgemv(
      CblasRowMajor, CblasNoTrans, blasint(rows), blasint(columns), scale, start,
      blasint(stride), vector, 1, keeping, result, 1)
  }
}

/// Zeros at an address that does not change, given back with the last reference.
@usableFromInline package final class NumberBuffer: @unchecked Sendable {
  @usableFromInline package let start: UnsafeMutablePointer<Double>
  package let count: Int

  package init(_ count: Int) {
    start = .allocate(capacity: max(count, 1))
    start.initialize(repeating: 0, count: max(count, 1))
    self.count = count
  }

  package convenience init(_ values: [Double]) {
    self.init(values.count)
    start.update(from: values, count: values.count)
  }

  deinit { start.deallocate() }

  @inlinable package subscript(index: Int) -> Double {
    get { start[index] }
    set { start[index] = newValue }
  }

  /// A copy of the numbers.
  package var values: [Double] { Array(UnsafeBufferPointer(start: start, count: count)) }

  /// Numbers from an index on as a matrix.
  package func block(from index: Int = 0, rows: Int, columns: Int, stride: Int? = nil) -> DenseBlock
  {
    DenseBlock(start + index, rows: rows, columns: columns, stride: stride)
  }
}
