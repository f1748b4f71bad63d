extension Matrix {
  /// The `min(rows, columns)` singular values, descending, by one-sided Jacobi rotations.
  ///
  /// The rotations act on the matrix itself. Eigenvalues of `XᵀX` would cost half of the digits of
  /// every singular value that is small against the largest one. Not-a-number elements give
  /// not-a-number results.
  ///
  /// - Complexity: O(rows · columns · min(rows, columns)) per sweep, about 5 to 10 sweeps.
  package func singularValues() -> [Double] {
    let largest = elements.reduce(0) { Swift.max($0, abs($1)) }
    guard largest > 0, largest.isFinite else {
      let value = elements.reduce(0) { $0 + abs($1) }  // 0, ∞ or not a number
      return Array(repeating: value, count: min(rows, columns))
    }
    // Elements near 1 keep squares clear of overflow and underflow.
    var rotated = (1 / largest) * (rows <= columns ? self : transposed)
    // Convergence is quadratic; the limit of sweeps only guards against rounding that never settles.
    for _ in 0..<40 {
      var isOrthogonal = true
      for i in 0..<rotated.rows {
        for j in 0..<i where rotated.rotateRows(i, j) { isOrthogonal = false }
      }
      if isOrthogonal { break }
    }
    let lengths = (0..<rotated.rows).map { rotated.productOfRows($0, $0).squareRoot() }
    return lengths.map { largest * $0 }.sorted(by: >)
  }

  /// The sum of the singular values, `‖X‖_*`: the largest `tr(XᵀO)` over orthogonal `O` when the
  /// matrix is square.
  package var nuclearNorm: Double { singularValues().reduce(0, +) }

  /// Rotates two rows onto orthogonal ones, unless they are so already.
  private mutating func rotateRows(_ i: Int, _ j: Int) -> Bool {
    let (ii, jj, ij) = (productOfRows(i, i), productOfRows(j, j), productOfRows(i, j))
    guard abs(ij) > Double.ulpOfOne * (ii * jj).squareRoot(), ij != 0 else { return false }
    let cotangent = (jj - ii) / (2 * ij)  // of twice the angle
    let magnitude = 1 / (abs(cotangent) + (1 + cotangent * cotangent).squareRoot())
    let tangent = cotangent < 0 ? -magnitude : magnitude
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = cosine * tangent
    for k in 0..<columns {
      let (a, b) = (self[i, k], self[j, k])
      self[i, k] = cosine * a - sine * b
      self[j, k] = sine * a + cosine * b
    }
    return true
  }

  private func productOfRows(_ i: Int, _ j: Int) -> Double {
    (0..<columns).reduce(0) { $0 + self[i, $1] * self[j, $1] }
  }
}
