import Storage

/// Mean and variance of a column, in the units of the data.
struct ColumnMoment: Sendable {
  let mean: Double
  /// With the sum of the weights as divisor; exactly 0 for a column that is constant.
  let variance: Double
  /// Whether all values that count are equal.
  let isConstant: Bool
  /// Whether the median is repeated so often that a decoder that depends on it cannot be.
  var tie: MedianTie?
}

/// Mean and variance of each column, in the units of the data.
struct ColumnMoments: Sendable {
  var mean: [Double] = []
  var variances: [Double] = []
  /// The columns, counted from 0, in which all values that count are equal.
  var constantColumns: [Int] = []
  /// Columns that a Laplace decoder is not for.
  private(set) var ties: [(column: Int, tie: MedianTie)] = []

  init(mean: [Double] = [], variances: [Double] = [], constantColumns: [Int] = []) {
    (self.mean, self.variances, self.constantColumns) = (mean, variances, constantColumns)
  }

  mutating func append(_ moment: ColumnMoment, column: Int) {
    if let tie = moment.tie { ties.append((column, tie)) }
    mean.append(moment.mean)
    variances.append(moment.variance)
    if moment.isConstant { constantColumns.append(column) }
  }

  mutating func append(_ other: ColumnMoments) {
    mean += other.mean
    variances += other.variances
    constantColumns += other.constantColumns
    ties += other.ties
  }

  /// The same of columns that are divided by their standard deviations.
  var standardized: ColumnMoments {
    var result = self
    for j in mean.indices where variances[j] > 0 {
      result.mean[j] /= variances[j].squareRoot()
      result.variances[j] = 1
    }
    return result
  }

  /// Refuses variances that are too large or, unless no column varies, too small, and medians that a
  /// decoder cannot do with.
  func check(in table: DataTable) throws(DataFileError) {
    if let column = variances.firstIndex(where: { !($0 <= SampleCovariance.varianceLimit) }) {
      throw DataFileError(path: table.path, problem: .varianceTooLarge(column: column + 1))
    }
    let largest = variances.max() ?? 0
    guard largest >= SampleCovariance.varianceFloor || constantColumns.count == variances.count
    else { throw DataFileError(path: table.path, problem: .varianceTooSmall(largest: largest)) }
    guard ties.isEmpty else {
      throw DataFileError(path: table.path, problem: .tiedMedians(ties, in: table))
    }
  }
}
