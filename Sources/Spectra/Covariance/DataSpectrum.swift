import NumericKit

/// The covariance eigenvalues of a data set: all that the optimum of a linear VAE depends on.
public struct DataSpectrum: Sendable, Hashable {
  /// `P`, the number of samples.
  public let rows: Int
  /// `N`, the number of variables.
  public var columns: Int { eigenvalues.count }
  /// The `N` eigenvalues of the covariance, descending and `≥ 0`, in squared units of the data.
  ///
  /// Negative rounding of a zero eigenvalue is cut off at 0.
  public let eigenvalues: [Double]
  /// The columns, counted from 0, in which all values are equal.
  public let constantColumns: [Int]

  /// The spectrum of a covariance.
  ///
  /// - Throws: `LinearAlgebraError.notConverged`, which has not been seen for a finite matrix.
  /// - Complexity: O(N³).
  public init(of covariance: SampleCovariance) throws(LinearAlgebraError) {
    rows = covariance.rows
    eigenvalues = try covariance.matrix.symmetricEigenvalues().reversed().map { max($0, 0) }
    constantColumns = covariance.constantColumns
  }

  /// A spectrum that is known already.
  ///
  /// - Precondition: `eigenvalues` are finite, `≥ 0` and descending.
  public init(rows: Int, eigenvalues: [Double], constantColumns: [Int] = []) {
    precondition(isSpectrum(eigenvalues), "eigenvalues must be finite, ≥ 0 and descending")
    self.rows = rows
    self.eigenvalues = eigenvalues
    self.constantColumns = constantColumns
  }

  /// The sum of the eigenvalues: the variance of all columns together.
  public var totalVariance: Double { eigenvalues.reduce(0, +) }

  /// How many eigenvalues can differ from 0: no more than columns that vary, and one less than rows,
  /// because the mean has been subtracted.
  public var structuralRank: Int { min(columns - constantColumns.count, rows - 1) }
}

/// Whether values are finite, not negative and in descending order.
func isSpectrum(_ eigenvalues: [Double]) -> Bool {
  eigenvalues.allSatisfy { $0 >= 0 && $0.isFinite }
    && zip(eigenvalues, eigenvalues.dropFirst()).allSatisfy { $0 >= $1 }
}
