import Storage

/// Mean and spread of many quantities over runs, one run at a time (Welford 1962): no run is kept,
/// and no difference of large sums is taken.
public struct RunningMoments: Sendable, Hashable, Codable {
  /// Runs so far.
  public private(set) var count = 0
  /// The mean of each quantity.
  public var mean: [Double] { means.values }

  private var means: ExactNumbers
  /// The sum of squared deviations from the mean.
  private var squares: ExactNumbers

  /// Moments of no run yet.
  public init(quantities: Int) {
    means = ExactNumbers(Array(repeating: 0, count: quantities))
    squares = ExactNumbers(Array(repeating: 0, count: quantities))
  }

  /// Adds one run's value of each quantity.
  public mutating func add(_ values: [Double]) {
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
  public var standardDeviation: [Double]? {
    guard count > 1 else { return nil }
    return squares.values.map { ($0 / Double(count - 1)).squareRoot() }
  }

  /// The standard error of each mean; `nil` for fewer than two runs.
  public var standardError: [Double]? {
    standardDeviation?.map { $0 / Double(count).squareRoot() }
  }
}
