/// The mean of numbers and its standard error, which is not a number for a single one.
struct SampleMean {
  let mean, error: Double

  init(_ values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    (self.mean, error) = (mean, (squares / (count * (count - 1))).squareRoot())
  }

  /// In standard errors.
  func deviation(from expected: Double) -> Double { abs(mean - expected) / error }
}
