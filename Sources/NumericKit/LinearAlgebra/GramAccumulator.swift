import COpenBLAS

/// Adds up `Σ XᵀX` over blocks of rows, so that data of any length fit in `columns²` numbers.
///
/// ```swift
/// var gram = GramAccumulator(columns: 2)
/// [1.0, 2.0, 3.0, 4.0].withUnsafeBufferPointer { gram.add($0) }  // two rows
/// print(gram.matrix)  // [[10, 14], [14, 20]]
/// ```
public struct GramAccumulator: Sendable {
  /// The length of a row.
  public let columns: Int
  private var upperTriangle: [Double]

  /// An empty sum for rows of the given length.
  public init(columns: Int) {
    self.columns = columns
    self.upperTriangle = Array(repeating: 0, count: columns * columns)
  }

  /// Adds the rows of a row-major block.
  ///
  /// - Precondition: `block.count` is a multiple of `columns`.
  /// - Complexity: O(`block.count · columns`).
  public mutating func add(_ block: UnsafeBufferPointer<Double>) {
    guard let start = block.baseAddress, columns > 0, !block.isEmpty else { return }
    precondition(
      block.count % columns == 0, "\(block.count) elements are no rows of \(columns) columns")
    cblas_dsyrk(
      CblasRowMajor, CblasUpper, CblasTrans, blasint(columns), blasint(block.count / columns),
      1, start, blasint(columns), 1, &upperTriangle, blasint(columns))
  }

  /// Adds the sum over other rows of the same length.
  ///
  /// - Precondition: `other.columns == columns`.
  public mutating func add(_ other: GramAccumulator) {
    precondition(other.columns == columns, "rows of \(columns) and \(other.columns) numbers")
    for i in upperTriangle.indices { upperTriangle[i] += other.upperTriangle[i] }
  }

  /// The sum so far: `columns × columns`, exactly symmetric.
  public var matrix: Matrix {
    var full = Matrix(rows: columns, columns: columns, elements: upperTriangle)
    for i in 0..<columns {
      for j in 0..<i { full[i, j] = full[j, i] }
    }
    return full
  }
}
