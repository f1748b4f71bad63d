import NumericKit

/// What a decoder makes of natural parameters that are normal given a row.
protocol DecoderKernel: Sendable {
  /// From the start of a row of natural parameters to that of the next, at least the number of columns.
  var stride: Int { get }

  /// How many numbers are summed over rows for the derivatives by the variances of the natural parameters.
  var sums: Int { get }

  /// Looks at `W` and `D`, which are the same for all rows.
  mutating func prepare(_ decoder: DenseBlock, _ variances: [Double])

  /// Sums the loss of a block of rows, and puts its derivatives by the means in their place.
  ///
  /// - Parameters:
  ///   - means: Of the natural parameters, rows × columns.
  ///   - targets: The data, alike.
  ///   - counts: What each row counts.
  ///   - sums: Receives ``sums`` numbers, added.
  /// - Returns: The loss of the rows, each times what it counts.
  func sum(
    _ means: DenseBlock, _ targets: DenseBlock, counts: [Double],
    into sums: UnsafeMutablePointer<Double>
  ) -> Double

  /// Adds what the sums say of the derivatives by `W` and `D` through the variances.
  func addGradient(
    _ sums: [Double], _ decoder: DenseBlock, _ variances: [Double], to gradient: DenseBlock,
    byVariance: UnsafeMutablePointer<Double>)
}
