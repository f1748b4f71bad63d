import COpenBLAS

extension Matrix {
  /// The matrix product `A B`.
  ///
  /// - Precondition: `a.columns == b.rows`.
  /// - Complexity: O(rows · inner · columns); loops of our own up to `8³` multiplications,
  ///   OpenBLAS above.
  public static func * (a: Matrix, b: Matrix) -> Matrix {
    precondition(
      a.columns == b.rows,
      "cannot multiply \(a.rows) × \(a.columns) by \(b.rows) × \(b.columns)")
    var product = Matrix(rows: a.rows, columns: b.columns)
    let volume = a.rows * a.columns * b.columns
    guard volume > 0 else { return product }
    if volume <= 8 * 8 * 8 {
      accumulateProduct(a.elements, b.elements, into: &product.elements, a, b.columns)
    } else {
      cblas_dgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(a.rows), blasint(b.columns),
        blasint(a.columns), 1, a.elements, blasint(a.columns), b.elements, blasint(b.columns), 0,
        &product.elements, blasint(b.columns))
    }
    return product
  }

  /// The matrix product `A Bᵀ`.
  ///
  /// - Precondition: Rows of `b` are as long as those of this matrix.
  package func times(transposed b: Matrix) -> Matrix {
    precondition(columns == b.columns, "rows of \(columns) and \(b.columns) numbers")
    var product = Matrix(rows: rows, columns: b.rows)
    guard !product.elements.isEmpty, columns > 0 else { return product }
    DenseProduct.multiply(
      elements, b.elements, transposed: true, rows: rows, inner: columns, columns: b.rows,
      into: &product.elements)
    return product
  }

  /// The matrix–vector product `A x`.
  ///
  /// - Precondition: `x` has `a.columns` entries.
  /// - Complexity: O(rows · columns).
  public static func * (a: Matrix, x: [Double]) -> [Double] {
    precondition(
      a.columns == x.count, "cannot multiply \(a.rows) × \(a.columns) by \(x.count) entries")
    // Up to this size plain loops beat a call into OpenBLAS.
    guard a.elements.count > 16 * 16 else {
      return (0..<a.rows).map { i in
        var sum = 0.0
        for j in 0..<a.columns { sum += a[i, j] * x[j] }
        return sum
      }
    }
    var result = [Double](repeating: 0, count: a.rows)
    cblas_dgemv(
      CblasRowMajor, CblasNoTrans, blasint(a.rows), blasint(a.columns),
      1, a.elements, blasint(a.columns), x, 1, 0, &result, 1)
    return result
  }
}

/// `c += a b` for the elements of a matrix and of one with the given number of columns.
private func accumulateProduct(
  _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, into c: UnsafeMutablePointer<Double>,
  _ shape: Matrix, _ columns: Int
) {
  for i in 0..<shape.rows {
    let target = c + i * columns
    for k in 0..<shape.columns {
      let factor = a[i * shape.columns + k]
      let source = b + k * columns
      for j in 0..<columns { target[j] += factor * source[j] }
    }
  }
}
