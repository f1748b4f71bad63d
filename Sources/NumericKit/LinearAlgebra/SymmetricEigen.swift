import COpenBLAS

/// Eigenvalues and orthonormal eigenvectors of a symmetric matrix: `A V = V diag(λ)`, `VᵀV = I`.
package struct SymmetricEigen: Sendable {
  /// The `n` eigenvalues, ascending.
  package let values: [Double]
  /// The eigenvectors as columns, `n × n`, in the order of ``values``; each sign is arbitrary.
  package let vectors: Matrix

  /// The spectrum of a symmetric matrix, of which only the upper triangle (`i ≤ j`) is read.
  ///
  /// An empty matrix has an empty spectrum.
  /// - Throws: `LinearAlgebraError` for a matrix that is not square or not finite, or when LAPACK's
  ///   `dsyevd` does not converge.
  /// - Complexity: O(n³).
  package init(of matrix: Matrix) throws(LinearAlgebraError) {
    let n = try matrix.validatedOrder()
    var a = matrix.elements
    self.values = try divideAndConquer(&a, order: n, job: LAPACKFlag.vectors)
    // LAPACK leaves the vectors in its columns, which are our rows.
    self.vectors = Matrix(rows: n, columns: n, elements: a).transposed
  }
}

extension Matrix {
  /// The eigenvalues of a symmetric matrix, ascending, without its eigenvectors.
  ///
  /// Only the upper triangle (`i ≤ j`) is read; an empty matrix has none.
  /// - Throws: `LinearAlgebraError` for a matrix that is not square or not finite, or when LAPACK's
  ///   `dsyevd` does not converge.
  /// - Complexity: O(n³), several times less than with vectors; no memory for a copy of a matrix that is
  ///   given away (`consume`).
  package consuming func symmetricEigenvalues() throws(LinearAlgebraError) -> [Double] {
    let n = try validatedOrder()
    return try divideAndConquer(&elements, order: n, job: LAPACKFlag.no)
  }
}

/// LAPACK's `dsyevd` with the workspace it asks for; `a` is overwritten.
///
/// Our upper triangle is the lower one in LAPACK's column-major order.
private func divideAndConquer(
  _ a: inout [Double], order n: Int, job: CChar
) throws(LinearAlgebraError) -> [Double] {
  guard n > 0 else { return [] }
  // Large matrices leave the cache at each column; a detour over a band matrix, without vectors only,
  // works on blocks: it takes as long at order 1500 and half as long at 3000.
  let isLong = n >= 2000 && job == LAPACKFlag.no
  let routine = isLong ? dsyevd_2stage_ : dsyevd_
  var (job, uplo, order, info) = (job, LAPACKFlag.lower, CInt(n), CInt(0))
  var values = [Double](repeating: 0, count: n)
  var (workCount, integerCount) = (CInt(-1), CInt(-1))
  var (work, integers) = ([0.0], [CInt(0)])
  for _ in 0..<2 {  // the first call only asks for the sizes
    routine(
      &job, &uplo, &order, &a, &order, &values, &work, &workCount, &integers, &integerCount,
      &info, 1, 1)
    guard info == 0 else { throw .notConverged(routine: "dsyevd", info: Int(info)) }
    guard workCount < 0 else { break }
    workCount = CInt(work[0])
    integerCount = integers[0]
    work = Array(repeating: 0, count: Int(workCount))
    integers = Array(repeating: 0, count: Int(integerCount))
  }
  return values
}
