import Storage

extension DataTable {
  /// What each row of the table counts, from a file of its own.
  ///
  /// - Parameter path: A file with one number `≥ 0` for each sample as it stands in the data, in a column, a
  ///   line or an array: where rows with missing cells are left out, so are their weights. Where some rows
  ///   were chosen by their numbers it has one for each of these, or one for each row of the data.
  /// - Returns: One for each row of the table.
  /// - Throws: `DataFileError` that names the file of the weights, with row, column and text of one that is
  ///   none, with both numbers if there are more or less than rows, and if less than two count.
  package func weights(contentsOf path: String) throws(DataFileError) -> [Double] {
    do throws(DataFileError) {
      // A window of 1 makes a column of an array of one dimension, and of a line.
      return try weights(
        in: DataTable(contentsOf: path, reading: ReadingOptions(window: 1, columns: ":")))
    } catch {
      throw error.aboutWeights
    }
  }

  /// The same of a column in memory.
  package func weights(in column: DataTable) throws(DataFileError) -> [Double] {
    let path = column.path
    let all = try column.nonNegative(expecting: sampleCount)
    guard let weights = values(ofSamples: all) else {
      throw DataFileError(
        path: path, problem: .wrongWeightCount("\(all.count) weights", samples: sampleCount))
    }
    let positive = weights.count { $0 > 0 }
    guard positive >= 2 else {
      throw DataFileError(
        path: path,
        problem: .unsuited(
          reason: "\(positive) of the \(weights.count) weights of rows that are read exceed 0",
          remedy: "a covariance needs at least 2 rows that count"))
    }
    return weights
  }

  /// The numbers of one column, none of which is negative.
  private func nonNegative(expecting samples: String) throws(DataFileError) -> [Double] {
    var values: [Double] = []
    do throws(DataFileError) {
      try forEachBlock(ofRows: 1 << 16) { values += $0.values }
    } catch {
      throw error.aboutWeights
    }
    guard columns == 1 else {
      throw DataFileError(
        path: path,
        problem: .wrongWeightCount("\(rows) × \(columns) numbers", samples: samples))
    }
    if let row = values.firstIndex(where: { $0 < 0 }) {
      let cell = place(row: row, column: 0).cell
      throw DataFileError(
        path: path, problem: .noWeight("\(cell): '\(ColumnTable.shortest(values[row]))'"))
    }
    return values
  }
}

extension DataFileError {
  /// The error of a cell with what weights may be in place of what data may be.
  fileprivate var aboutWeights: DataFileError {
    switch problem {
    case .missingValue, .notANumber, .notFinite:
      DataFileError(path: path, problem: .noWeight("\(problem)"))
    default: self
    }
  }
}

extension DataFileError.Problem {
  fileprivate static func noWeight(_ found: String) -> Self {
    .unsuited(
      reason: "\(found)", remedy: "a weight is a number ≥ 0; one of 0 leaves its row out")
  }

  fileprivate static func wrongWeightCount(_ found: String, samples: String) -> Self {
    .unsuited(
      reason: "holds \(found), but the data have rows to the number of \(samples)",
      remedy: "give one number for each row of the data")
  }
}
