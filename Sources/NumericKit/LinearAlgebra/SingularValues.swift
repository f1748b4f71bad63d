extension Matrix {
  /// The `min(rows, columns)` singular values, descending, by one-sided Jacobi rotations.
  ///
  /// The rotations act on the matrix itself. Eigenvalues of `XᵀX` would cost half of the digits of
  /// every singular value that is small against the largest one. Not-a-number elements give
  /// not-a-number results.
  ///
  /// - Complexity: O(rows · columns · min(rows, columns)) per sweep, about 5 to 10 sweeps.
  public func singularValues() -> [Double] {
    let largest = elements.reduce(0) { Swift.max($0, abs($1)) }
    guard largest > 0, largest.isFinite else {
      let value = elements.reduce(0) { $0 + abs($1) }  // 0, ∞ or not a number
      return Array(repeating: value, count: min(rows, columns))
    }
    // Elements near 1 keep squares clear of overflow and underflow.
    var jacobi = OneSidedJacobi((1 / largest) * (rows <= columns ? self : transposed))
    while jacobi.sweepRotatedSomething() {}
    return jacobi.rowNorms.map { largest * $0 }.sorted(by: >)
  }

  /// The sum of the singular values, `‖X‖_*`: the largest `tr(XᵀO)` over orthogonal `O` when the
  /// matrix is square.
  public var nuclearNorm: Double { singularValues().reduce(0, +) }
}

/// Makes the rows of a matrix orthogonal by plane rotations; their lengths become its singular
/// values.
private struct OneSidedJacobi {
  private var matrix: Matrix
  private var sweeps = 0

  init(_ matrix: Matrix) { self.matrix = matrix }

  /// The Euclidean length of each row.
  var rowNorms: [Double] { (0..<matrix.rows).map { product($0, $0).squareRoot() } }

  /// Visits every pair of rows once.
  ///
  /// Convergence is quadratic; the limit of sweeps only guards against rounding that never settles.
  mutating func sweepRotatedSomething() -> Bool {
    sweeps += 1
    var rotated = false
    for i in 0..<matrix.rows {
      for j in 0..<i where orthogonalise(i, j) { rotated = true }
    }
    return rotated && sweeps < 40
  }

  /// Rotates rows `i` and `j` onto orthogonal ones, unless they are so already.
  private mutating func orthogonalise(_ i: Int, _ j: Int) -> Bool {
    let (ii, jj, ij) = (product(i, i), product(j, j), product(i, j))
    guard abs(ij) > Double.ulpOfOne * (ii * jj).squareRoot(), ij != 0 else { return false }
    let cotangent = (jj - ii) / (2 * ij)  // of twice the angle
    let magnitude = 1 / (abs(cotangent) + (1 + cotangent * cotangent).squareRoot())
    let tangent = cotangent < 0 ? -magnitude : magnitude
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = cosine * tangent
    for k in 0..<matrix.columns {
      let (a, b) = (matrix[i, k], matrix[j, k])
      matrix[i, k] = cosine * a - sine * b
      matrix[j, k] = sine * a + cosine * b
    }
    return true
  }

  private func product(_ i: Int, _ j: Int) -> Double {
    var sum = 0.0
    for k in 0..<matrix.columns { sum += matrix[i, k] * matrix[j, k] }
    return sum
  }
}
