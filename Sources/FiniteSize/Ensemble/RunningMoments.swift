import Storage

/// Mean and spread of many quantities over runs, one run at a time (Welford 1962): no run is kept,
/// and no difference of large sums is taken.
package struct RunningMoments: Sendable, Codable {
  /// Runs so far.
  package private(set) var count = 0
  package var mean: [Double] { means.values }

  private var means: ExactNumbers
  /// The sum of squared deviations from the mean.
  private var squares: ExactNumbers

  package init(quantities: Int) {
    means = ExactNumbers(Array(repeating: 0, count: quantities))
    squares = ExactNumbers(Array(repeating: 0, count: quantities))
  }

  /// Adds one run's value of each quantity.
  package mutating func add(_ values: [Double]) {
    precondition(values.count == means.values.count, "\(values.count) values of a run")
    count += 1
    let weight = 1 / Double(count)
    for i in values.indices {
      let deviation = values[i] - means.values[i]
      means.values[i] += weight * deviation
      squares.values[i] += deviation * (values[i] - means.values[i])
    }
  }

  /// The sample standard deviation of each quantity; `nil` for fewer than two runs.
  package var standardDeviation: [Double]? {
    guard count > 1 else { return nil }
    return squares.values.map { ($0 / Double(count - 1)).squareRoot() }
  }

  /// The standard error of each mean; `nil` for fewer than two runs.
  package var standardError: [Double]? {
    standardDeviation?.map { $0 / Double(count).squareRoot() }
  }
}
