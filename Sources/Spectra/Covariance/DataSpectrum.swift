import NumericKit
import Storage

/// The covariance eigenvalues of a data set: all that the optimum of a linear VAE depends on.
public struct DataSpectrum: Sendable, Hashable {
  /// `P`, the number of samples.
  public let rows: Int
  /// `N`, the number of variables.
  public var columns: Int { eigenvalues.count }
  /// The `N` eigenvalues of the covariance, descending and `≥ 0`, in squared units of the data.
  ///
  /// Those of a data set that are not above ``roundingLevel(ofLargest:count:)`` are 0, (rank).
  public let eigenvalues: [Double]
  /// The columns, counted from 0, in which all values are equal.
  public let constantColumns: [Int]

  /// The spectrum of a table, from the smaller one of its two matrices, (gram): the covariance, or,
  /// if there are fewer rows than columns, the products of all pairs of rows.
  ///
  /// - Parameters:
  ///   - table: At least 2 rows.
  ///   - context: How the work is carried out.
  /// - Throws: `DataFileError` for a table without a covariance, as `SampleCovariance`, whose limit of
  ///   columns holds for rows if these are fewer; `LinearAlgebraError.notConverged`, which has not
  ///   been seen for a finite matrix; `RunCancelled`.
  /// - Complexity: O(P N min(P, N)) time; O(min(P, N)²) memory beside the table.
  public init(
    of table: DataTable, _ context: RunContext = RunContext(threads: BLASThreads.count)
  ) throws {
    guard table.rows < table.columns else {
      try self.init(of: SampleCovariance(of: table, context))
      return
    }
    let gram = try context.run { _ in try SampleGram(of: table) }
    try self.init(
      rows: table.rows, columns: table.columns, matrix: gram.matrix,
      constantColumns: gram.constantColumns)
  }

  /// The spectrum of a covariance.
  ///
  /// - Throws: `LinearAlgebraError.notConverged`, which has not been seen for a finite matrix.
  /// - Complexity: O(N³).
  public init(of covariance: SampleCovariance) throws(LinearAlgebraError) {
    try self.init(
      rows: covariance.rows, columns: covariance.columns, matrix: covariance.matrix,
      constantColumns: covariance.constantColumns)
  }

  /// The spectrum of a matrix that has all eigenvalues of the covariance but zeros.
  private init(
    rows: Int, columns: Int, matrix: Matrix, constantColumns: [Int]
  ) throws(LinearAlgebraError) {
    let computed = try BLASThreads.withOne { () throws(LinearAlgebraError) in
      try matrix.symmetricEigenvalues()
    }
    let level = Self.roundingLevel(ofLargest: computed.last ?? 0, count: columns)
    let positive = computed.reversed().prefix { $0 > level }
    self.init(
      rows: rows, eigenvalues: positive + Array(repeating: 0, count: columns - positive.count),
      constantColumns: constantColumns)
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

  /// How many eigenvalues do differ from 0; less than ``structuralRank`` if columns depend on each
  /// other linearly, or rows do.
  public var rank: Int { eigenvalues.count { $0 > 0 } }

  /// What rounding makes of an eigenvalue that is 0: `N ε λ_1`, (rank), in the units of `λ_1`.
  public static func roundingLevel(ofLargest largest: Double, count: Int) -> Double {
    Double(max(count, 8)) * .ulpOfOne * max(largest, 0)
  }
}

/// Whether values are finite, not negative and in descending order.
func isSpectrum(_ eigenvalues: [Double]) -> Bool {
  eigenvalues.allSatisfy { $0 >= 0 && $0.isFinite }
    && zip(eigenvalues, eigenvalues.dropFirst()).allSatisfy { $0 >= $1 }
}
