import COpenBLAS

/// `Γ = L Lᵀ` for a symmetric positive *semi*definite matrix of order `n`.
///
/// The rows of `L` are in the order of the rows of `Γ`. Elimination pivots on the largest remaining
/// diagonal element, so `L` is triangular only up to an exchange of rows; that is all that drawing
/// `L g` with covariance `Γ` needs, and it is safe when `Γ` is singular.
public struct CholeskyFactorization: Sendable, Hashable {
  /// `L`, `n × rank`.
  public let lower: Matrix
  /// The numerical rank of the matrix: pivots above the tolerance.
  public let rank: Int

  /// Factorises a symmetric matrix, of which only the upper triangle (`i ≤ j`) is read.
  ///
  /// - Parameters:
  ///   - matrix: `n × n`; the empty matrix and the zero matrix have rank 0.
  ///   - tolerance: Pivots and negative eigenvalues up to this fraction of the largest diagonal
  ///     element count as rounding. The default is `8 n` ulps of 1.
  /// - Throws: `LinearAlgebraError.notSquare`, `.notFinite`, or `.indefinite` with the smallest
  ///   eigenvalue when the matrix is not positive semidefinite within the tolerance.
  /// - Complexity: O(n² · rank); O(n³) more to name the eigenvalue of an indefinite matrix.
  public init(_ matrix: Matrix, tolerance: Double? = nil) throws(LinearAlgebraError) {
    let n = try matrix.validatedOrder()
    let scale = matrix.diagonal.lazy.map { abs($0) }.max() ?? 0
    let threshold = (tolerance ?? 8 * Double(n) * .ulpOfOne) * scale
    let pivoted = pivotedCholesky(matrix, threshold: threshold)
    let lower = Matrix(unpermuting: pivoted, order: n)
    // What elimination left over: at most rounding when the matrix is semidefinite.
    let remainder = largestUpperElement(of: matrix - lower * lower.transposed)
    guard remainder <= 2 * threshold else {
      let smallest = try matrix.symmetricEigenvalues().first ?? 0
      throw .indefinite(smallestEigenvalue: smallest)
    }
    self.lower = lower
    self.rank = pivoted.rank
  }
}

/// The state `dpstrf` leaves: our row `j` is column `j` of the permuted factor.
private struct PivotedCholesky {
  var columnMajor: [Double]
  var pivots: [CInt]
  var rank: Int
}

private func pivotedCholesky(_ matrix: Matrix, threshold: Double) -> PivotedCholesky {
  let n = matrix.rows
  guard n > 0 else { return PivotedCholesky(columnMajor: [], pivots: [], rank: 0) }
  var result = PivotedCholesky(
    columnMajor: matrix.elements, pivots: Array(repeating: 0, count: n), rank: 0)
  // Our upper triangle is the lower one in LAPACK's column-major order.
  var uplo = LAPACKFlag.lower
  var order = CInt(n)
  var rank: CInt = 0
  var tolerance = threshold
  var work = [Double](repeating: 0, count: 2 * n)
  var info: CInt = 0
  dpstrf_(
    &uplo, &order, &result.columnMajor, &order, &result.pivots, &rank, &tolerance, &work, &info, 1)
  result.rank = Int(rank)
  return result
}

extension Matrix {
  /// The first `rank` columns of the factor with its rows put back in the order of the matrix.
  fileprivate init(unpermuting factor: PivotedCholesky, order n: Int) {
    self.init(rows: n, columns: factor.rank)
    for j in 0..<factor.rank {
      for i in j..<n { self[Int(factor.pivots[i]) - 1, j] = factor.columnMajor[j * n + i] }
    }
  }
}

private func largestUpperElement(of matrix: Matrix) -> Double {
  var largest = 0.0
  for i in 0..<matrix.rows {
    for j in i..<matrix.columns { largest = max(largest, abs(matrix[i, j])) }
  }
  return largest
}
