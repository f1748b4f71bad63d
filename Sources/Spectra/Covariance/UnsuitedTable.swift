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
      remedy: "leave out columns, or take some of the rows")
  }

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
