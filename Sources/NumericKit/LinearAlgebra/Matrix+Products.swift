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
    product.elements.withUnsafeMutableBufferPointer { c in
      a.elements.withUnsafeBufferPointer { a_ in
        b.elements.withUnsafeBufferPointer { b_ in
          guard let c = c.baseAddress, let left = a_.baseAddress, let right = b_.baseAddress
          else { return }
          if volume <= OwnLoops.productVolume {
            accumulateProduct(left, right, into: c, a.rows, a.columns, b.columns)
          } else {
            cblas_dgemm(
              CblasRowMajor, CblasNoTrans, CblasNoTrans,
              blasint(a.rows), blasint(b.columns), blasint(a.columns),
              1, left, blasint(a.columns), right, blasint(b.columns), 0, c, blasint(b.columns))
          }
        }
      }
    }
    return product
  }

  /// The matrix–vector product `A x`.
  ///
  /// - Precondition: `x` has `a.columns` entries.
  /// - Complexity: O(rows · columns).
  public static func * (a: Matrix, x: [Double]) -> [Double] {
    precondition(
      a.columns == x.count, "cannot multiply \(a.rows) × \(a.columns) by \(x.count) entries")
    guard a.elements.count > OwnLoops.vectorVolume else {
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

  /// `XᵀX`, `columns × columns` and exactly symmetric; all zeros for a matrix without rows.
  ///
  /// - Complexity: O(rows · columns²) at half the price of a general product.
  public var transposedTimesSelf: Matrix {
    var gram = GramAccumulator(columns: columns)
    elements.withUnsafeBufferPointer { gram.add($0) }
    return gram.matrix
  }
}

/// `c += a b` for row-major `a` (`rows × inner`) and `b` (`inner × columns`).
private func accumulateProduct(
  _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, into c: UnsafeMutablePointer<Double>,
  _ rows: Int, _ inner: Int, _ columns: Int
) {
  for i in 0..<rows {
    let target = c + i * columns
    for k in 0..<inner {
      let factor = a[i * inner + k]
      let source = b + k * columns
      for j in 0..<columns { target[j] += factor * source[j] }
    }
  }
}
