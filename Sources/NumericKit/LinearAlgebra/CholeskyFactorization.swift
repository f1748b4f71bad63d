import COpenBLAS

/// `Γ = L Lᵀ` for a symmetric positive *semi*definite matrix of order `n`.
///
/// The rows of `L` are in the order of the rows of `Γ`. Elimination pivots on the largest remaining
/// diagonal element, so `L` is triangular only up to an exchange of rows; that is all that drawing
/// `L g` with covariance `Γ` needs, and it is safe when `Γ` is singular.
package struct CholeskyFactorization: Sendable {
  /// `L`, `n × rank`, with the numerical rank: pivots above the tolerance.
  package let lower: Matrix

  /// Factorises a symmetric matrix, of which only the upper triangle (`i ≤ j`) is read.
  ///
  /// - Parameters:
  ///   - matrix: `n × n`; the empty matrix and the zero matrix have rank 0.
  ///   - tolerance: Pivots and negative eigenvalues up to this fraction of the largest diagonal
  ///     element count as rounding. The default is `8 n` ulps of 1.
  /// - Throws: `LinearAlgebraError.notSquare`, `.notFinite`, or `.indefinite` with the smallest
  ///   eigenvalue when the matrix is not positive semidefinite within the tolerance.
  /// - Complexity: O(n² · rank); O(n³) more to name the eigenvalue of an indefinite matrix.
  package init(_ matrix: Matrix, tolerance: Double? = nil) throws(LinearAlgebraError) {
    let n = try matrix.validatedOrder()
    let scale = matrix.diagonal.lazy.map { abs($0) }.max() ?? 0
    let threshold = (tolerance ?? 8 * Double(n) * .ulpOfOne) * scale
    let lower = Self.pivoted(matrix, threshold: threshold)
    // What elimination left over: at most rounding when the matrix is semidefinite.
    let remainder = matrix - lower * lower.transposed
    guard (0..<n).allSatisfy({ i in (i..<n).allSatisfy { abs(remainder[i, $0]) <= 2 * threshold } })
    else { throw .indefinite(smallestEigenvalue: try matrix.symmetricEigenvalues().first ?? 0) }
    self.lower = lower
  }

  /// LAPACK's `dpstrf`, with the rows put back in the order of the matrix.
  private static func pivoted(_ matrix: Matrix, threshold: Double) -> Matrix {
    let n = matrix.rows
    guard n > 0 else { return matrix }
    var columnMajor = matrix.elements
    var pivots = [CInt](repeating: 0, count: n)
    // Our upper triangle is the lower one in LAPACK's column-major order.
    var (uplo, order, rank, info) = (LAPACKFlag.lower, CInt(n), CInt(0), CInt(0))
    var tolerance = threshold
    var work = [Double](repeating: 0, count: 2 * n)
    dpstrf_(&uplo, &order, &columnMajor, &order, &pivots, &rank, &tolerance, &work, &info, 1)
    var lower = Matrix(rows: n, columns: Int(rank))
    for j in 0..<lower.columns {
      for i in j..<n { lower[Int(pivots[i]) - 1, j] = columnMajor[j * n + i] }
    }
    return lower
  }
}

extension Matrix {
  /// Whether a symmetric matrix is positive definite beyond rounding: whether elimination meets
  /// positive pivots only. Much cheaper than eigenvalues; says no for a singular matrix.
  ///
  /// Reads the lower triangle.
  /// - Complexity: O(n³), a sixth of the cost of a product.
  package var isPositiveDefinite: Bool {
    precondition(rows == columns, "definiteness of a \(rows) × \(columns) matrix")
    let n = rows
    var lower = elements
    return lower.withUnsafeMutableBufferPointer { a in
      for j in 0..<n {
        var pivot = a[j * n + j]
        for k in 0..<j { pivot -= a[j * n + k] * a[j * n + k] }
        guard pivot > 16 * Double(n) * .ulpOfOne * a[j * n + j] else { return false }
        let root = pivot.squareRoot()
        a[j * n + j] = root
        for i in (j + 1)..<max(n, j + 1) {
          var sum = a[i * n + j]
          for k in 0..<j { sum -= a[i * n + k] * a[j * n + k] }
          a[i * n + j] = sum / root
        }
      }
      return true
    }
  }
}
