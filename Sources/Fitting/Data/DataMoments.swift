import NumericKit

/// Mean and covariance of data: all that the exact loss of a linear model with squared errors depends on.
public struct DataMoments: Sendable, Hashable {
  /// `P`, the number of rows.
  public let rows: Int
  /// The mean of each column.
  public let mean: [Double]
  /// `Σ = ⟨(x − mean)(x − mean)ᵀ⟩`, `N × N`, with `P` as divisor.
  public let covariance: Matrix

  /// Moments that are known.
  ///
  /// - Parameters:
  ///   - rows: `P`.
  ///   - mean: `N` numbers.
  ///   - covariance: `N × N`, symmetric, with `P` as divisor.
  public init(rows: Int, mean: [Double], covariance: Matrix) {
    precondition(
      covariance.rows == mean.count && covariance.columns == mean.count,
      "a \(covariance.rows) × \(covariance.columns) covariance of \(mean.count) means")
    (self.rows, self.mean, self.covariance) = (rows, mean, covariance)
  }

  /// `N`, the number of columns.
  public var columns: Int { mean.count }

  /// The moments of the same rows, each column multiplied with a number.
  package func scaled(by scale: [Double]) -> DataMoments {
    DataMoments(
      rows: rows, mean: zip(mean, scale).map(*),
      covariance: Matrix(rows: columns, columns: columns) {
        covariance[$0, $1] * scale[$0] * scale[$1]
      })
  }

  /// The eigenvalues of the covariance that are above rounding, descending, with their directions.
  ///
  /// - Returns: `r` variances, and the `N × r` directions as columns.
  /// - Throws: `LinearAlgebraError`.
  package func principalAxes() throws -> PrincipalAxes { try PrincipalAxes(of: covariance) }
}

/// The directions in which data vary.
package struct PrincipalAxes: Sendable {
  /// Descending, all above rounding.
  package let variances: [Double]
  /// Of unit length, as columns: `N × r`.
  package let directions: Matrix

  package init(of covariance: Matrix) throws {
    let eigen = try BLASThreads.withOne { try SymmetricEigen(of: covariance) }
    let n = covariance.rows
    let floor = Double(max(n, 8)) * .ulpOfOne * max(eigen.values.last ?? 0, 0)
    let kept = (0..<n).reversed().filter { eigen.values[$0] > floor }
    variances = kept.map { eigen.values[$0] }
    directions = Matrix(rows: n, columns: kept.count) { eigen.vectors[$0, kept[$1]] }
  }
}
