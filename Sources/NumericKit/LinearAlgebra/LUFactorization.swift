/// `P A = L U` with partial pivoting, kept to solve with many right-hand sides.
///
/// ```swift
/// let lu = try LUFactorization([[2, 1], [1, 3]])
/// let x = lu.solve([3, 4])  // [1, 1]
/// ```
public struct LUFactorization: Sendable, Hashable {
  /// The order of the matrix.
  public let order: Int
  /// `U` on and above the diagonal, `L` without its unit diagonal below.
  private var factors: Matrix
  private var pivots: [Int32]

  /// Factorises a square matrix; the empty one is allowed.
  ///
  /// - Throws: `LinearAlgebraError.notSquare`, `.notFinite`, or `.singular` with the first column
  ///   that has no pivot.
  /// - Complexity: O(n³).
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    order = try matrix.validatedOrder()
    factors = matrix
    pivots = Array(repeating: 0, count: order)
    let failure = DenseLU.factor(&factors.elements, order: order, pivots: &pivots)
    guard failure == 0 else { throw .singular(column: failure - 1) }
  }

  /// The solution `x` of `A x = b`.
  ///
  /// - Precondition: `b` has ``order`` entries.
  /// - Complexity: O(n²).
  public func solve(_ b: [Double]) -> [Double] {
    precondition(b.count == order, "\(b.count) right-hand sides for \(order) equations")
    var x = b
    DenseLU.solve(factors.elements, order: order, pivots: pivots, &x)
    return x
  }

  /// `L`, lower triangular with a unit diagonal, every element at most 1 in magnitude.
  public var lower: Matrix {
    var result = Matrix.identity(order)
    for i in 0..<order {
      for j in 0..<i { result[i, j] = factors[i, j] }
    }
    return result
  }

  /// `U`, upper triangular with a non-zero diagonal.
  public var upper: Matrix {
    var result = Matrix(rows: order, columns: order)
    for i in 0..<order {
      for j in i..<order { result[i, j] = factors[i, j] }
    }
    return result
  }

  /// The rows of `A` in the order of the rows of `L U`: row `i` of `P A` is row `permutation[i]`.
  public var permutation: [Int] {
    var rows = Array(0..<order)
    for (k, pivot) in pivots.enumerated() { rows.swapAt(k, Int(pivot)) }
    return rows
  }

  /// `det A`; 1 for the empty matrix. Overflows or underflows like any product of many numbers.
  public var determinant: Double {
    var result = 1.0
    for (k, pivot) in pivots.enumerated() {
      result *= Int(pivot) == k ? factors[k, k] : -factors[k, k]
    }
    return result
  }
}
