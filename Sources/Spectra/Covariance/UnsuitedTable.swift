import Storage

/// Tables of numbers that have no covariance, or none to learn from.
extension DataFileError.Problem {
  package static func tooFewRows(found: Int, expected: Int) -> Self {
    .unsuited(
      reason: "\(found) row of data; a covariance needs at least \(expected)",
      remedy: "put one sample in each row, not in each column (x.T)")
  }

  /// Neither the covariance matrix nor that of all pairs of rows would fit in memory.
  package static func tooManyColumns(found: Int, limit: Int) -> Self {
    .unsuited(
      reason: "\(found) columns; at most \(limit) are supported unless there are fewer rows",
      remedy: "leave out columns, take some of the rows, or ask for the largest eigenvalues only")
  }

  /// A value that a decoder cannot have made.
  static func outsideDomain(
    at cell: DataFileError.Cell, found: Double, of decoder: String, allowed: String, remedy: String
  ) -> Self {
    .unsuited(
      reason: "\(cell): \(found) is not what a decoder of the family \(decoder) makes: \(allowed)",
      remedy: remedy)
  }

  static func notSquare(rows: Int, columns: Int) -> Self {
    .unsuited(
      reason: "\(rows) rows of \(columns) columns are no covariance, which is square",
      remedy: covarianceRemedy)
  }

  /// The cell is below the diagonal.
  static func asymmetric(at cell: DataFileError.Cell, found: Double, across: Double) -> Self {
    .unsuited(
      reason: "\(cell): a covariance is symmetric, but \(found) stands here and \(across) in row "
        + "\(cell.column), column \(cell.row)",
      remedy: covarianceRemedy)
  }

  static func negativeVariance(column: Int, found: Double) -> Self {
    .unsuited(
      reason: "row \(column), column \(column): \(found) is no variance, which is at least 0",
      remedy: covarianceRemedy)
  }

  static func indefinite(eigenvalue: Double) -> Self {
    .unsuited(
      reason: "the matrix has the eigenvalue \(eigenvalue): those of a covariance are at least 0",
      remedy: "take the covariance of complete rows, not of pairs of columns with gaps of their own"
    )
  }

  private static let covarianceRemedy =
    "save the covariance (np.cov(x.T, bias=True)), or give the data themselves"

  package static func nothingVaries(columns: Int) -> Self {
    .unsuited(reason: "all \(columns) columns are constant: there is nothing to learn", remedy: nil)
  }

  package static func varianceTooLarge(column: Int) -> Self {
    .unsuited(
      reason: "column \(column): the variance exceeds \(SampleCovariance.varianceLimit)",
      remedy: otherUnits)
  }

  /// No column varies enough, though some vary.
  package static func varianceTooSmall(largest: Double) -> Self {
    .unsuited(
      reason: "the largest variance of a column, \(largest), is below "
        + "\(SampleCovariance.varianceFloor)",
      remedy: otherUnits)
  }
}
