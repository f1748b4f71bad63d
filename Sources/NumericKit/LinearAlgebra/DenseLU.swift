import COpenBLAS

/// LU factorisation with partial pivoting in place, on row-major memory, without allocating.
///
/// `P A = L U`: after ``factor(_:order:pivots:)`` the memory holds `U` on and above the diagonal
/// and `L` without its unit diagonal below. Up to order 32 everything runs in loops of our own;
/// larger matrices are split recursively so that nearly all work is OpenBLAS's `dgemm`.
package enum DenseLU {
  /// Columns eliminated by plain loops; the recursion splits anything wider.
  private static let panelWidth = 32

  /// Overwrites the `n × n` matrix `a` by its factors.
  ///
  /// - Parameters:
  ///   - a: `n²` finite numbers, row after row.
  ///   - n: The order; 0 is allowed.
  ///   - pivots: Room for `n` row numbers: `pivots[k] ≥ k` was exchanged with row `k` in step `k`.
  /// - Returns: 0, or the first column, counted from 1, that has no non-zero pivot (a matrix with
  ///   NaN ends here too); then the factors are incomplete and must not be used.
  /// - Complexity: O(n³) time, no allocation.
  package static func factor(
    _ a: UnsafeMutablePointer<Double>, order n: Int, pivots: UnsafeMutablePointer<Int32>
  ) -> Int {
    eliminate(a, order: n, columns: 0..<n, pivots: pivots)
  }

  /// Overwrites `b` by the solution `x` of `A x = b`, with the factors and exchanges left by
  /// ``factor(_:order:pivots:)``.
  ///
  /// - Complexity: O(n²) time, no allocation.
  package static func solve(
    _ lu: UnsafePointer<Double>, order n: Int, pivots: UnsafePointer<Int32>,
    _ b: UnsafeMutablePointer<Double>
  ) {
    for k in 0..<n { (b[k], b[Int(pivots[k])]) = (b[Int(pivots[k])], b[k]) }
    guard n <= panelWidth else {
      let order = blasint(n)
      cblas_dtrsv(CblasRowMajor, CblasLower, CblasNoTrans, CblasUnit, order, lu, order, b, 1)
      cblas_dtrsv(CblasRowMajor, CblasUpper, CblasNoTrans, CblasNonUnit, order, lu, order, b, 1)
      return
    }
    substitute(lu, order: n, b)
  }

  /// `L y = b`, then `U x = y`, by loops.
  private static func substitute(
    _ lu: UnsafePointer<Double>, order n: Int, _ b: UnsafeMutablePointer<Double>
  ) {
    var row = lu
    for i in 0..<n {
      var value = b[i]
      for j in 0..<i { value -= row[j] * b[j] }
      b[i] = value
      row += n
    }
    for i in stride(from: n - 1, through: 0, by: -1) {
      row -= n
      var value = b[i]
      // Downwards, so that the entry that was computed last is needed last.
      for j in stride(from: n - 1, to: i, by: -1) { value -= row[j] * b[j] }
      b[i] = value / row[i]
    }
  }

  /// Eliminates the given columns below row `columns.lowerBound`; whole rows are exchanged, so that
  /// factors to the left and columns still to come stay in step.
  private static func eliminate(
    _ a: UnsafeMutablePointer<Double>, order n: Int, columns: Range<Int>,
    pivots: UnsafeMutablePointer<Int32>
  ) -> Int {
    let (start, end) = (columns.lowerBound, columns.upperBound)
    guard columns.count > panelWidth else {
      return eliminatePanel(a, order: n, columns: columns, pivots: pivots)
    }
    let middle = start + (columns.count / 2 + 7) / 8 * 8
    let failure = eliminate(a, order: n, columns: start..<middle, pivots: pivots)
    guard failure == 0 else { return failure }
    let (width, rest, below) = (blasint(middle - start), blasint(end - middle), blasint(n - middle))
    let order = blasint(n)
    let topRight = a + (start * n + middle)
    cblas_dtrsm(
      CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasUnit, width, rest,
      1, a + (start * n + start), order, topRight, order)
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, below, rest, width,
      -1, a + (middle * n + start), order, topRight, order, 1, a + (middle * n + middle), order)
    return eliminate(a, order: n, columns: middle..<end, pivots: pivots)
  }

  private static func eliminatePanel(
    _ a: UnsafeMutablePointer<Double>, order n: Int, columns: Range<Int>,
    pivots: UnsafeMutablePointer<Int32>
  ) -> Int {
    for k in columns {
      var pivotRow = k
      var largest = abs(a[k * n + k])
      for i in (k + 1)..<max(n, k + 1) {
        let candidate = abs(a[i * n + k])
        if candidate > largest { (pivotRow, largest) = (i, candidate) }
      }
      pivots[k] = Int32(truncatingIfNeeded: pivotRow)
      guard largest > 0 else { return k + 1 }  // false for NaN as well
      let source = a + k * n
      if pivotRow != k {
        let other = a + pivotRow * n
        for j in 0..<n { (source[j], other[j]) = (other[j], source[j]) }
      }
      let pivot = source[k]
      // The reciprocal of a subnormal pivot may overflow.
      let isNormal = largest >= .leastNormalMagnitude
      let reciprocal = 1 / pivot
      for i in (k + 1)..<max(n, k + 1) {
        let target = a + i * n
        let factor = isNormal ? target[k] * reciprocal : target[k] / pivot
        target[k] = factor
        for j in (k + 1)..<max(columns.upperBound, k + 1) { target[j] -= factor * source[j] }
      }
    }
    return 0
  }
}

/// `P A = L U` with partial pivoting, kept to solve with many right-hand sides.
package struct LUFactorization: Sendable {
  /// The order of the matrix.
  package let order: Int
  /// `U` on and above the diagonal, `L` without its unit diagonal below.
  private var factors: [Double]
  private var pivots: [Int32]

  /// Factorises a square matrix; the empty one is allowed.
  ///
  /// - Throws: `LinearAlgebraError.notSquare`, `.notFinite`, or `.singular` with the first column
  ///   that has no pivot.
  /// - Complexity: O(n³).
  package init(_ matrix: Matrix) throws(LinearAlgebraError) {
    order = try matrix.validatedOrder()
    factors = matrix.elements
    pivots = Array(repeating: 0, count: order)
    let failure = DenseLU.factor(&factors, order: order, pivots: &pivots)
    guard failure == 0 else { throw .singular(column: failure - 1) }
  }

  /// The solution `x` of `A x = b`, in O(n²) time.
  package func solve(_ b: [Double]) -> [Double] {
    precondition(b.count == order, "\(b.count) right-hand sides for \(order) equations")
    var x = b
    DenseLU.solve(factors, order: order, pivots: pivots, &x)
    return x
  }
}
