import LinearVAE
import NumericKit
import Spectra
import Storage
import Testing

/// With a mean of 10⁸ standard deviations each value keeps 8 digits; its rounding, 4e-9 on average,
/// averages out over the rows, and nothing else may be lost.
@Test(arguments: [(4000, 20), (60, 300)])
func largeMeansCostNoDigits(shape: (Int, Int)) throws {
  var data = spikedData(rows: shape.0, columns: shape.1, spikes: [9, 4], noise: 1, seed: 41)
  for index in data.elements.indices { data.elements[index] += 1e8 }
  // What is left of the values is exact after the mean is taken away.
  var rounded = data
  for index in rounded.elements.indices { rounded.elements[index] -= 1e8 }
  let expected = try DataSpectrum(of: DataTable(rounded)).eigenvalues
  let found = try DataSpectrum(of: DataTable(data)).eigenvalues
  for (λ, other) in zip(found, expected) { #expect(abs(λ - other) <= 1e-13 * expected[0]) }
}

/// A first row far from all others is a direction of its own, and no more: the other columns keep
/// their digits.
@Test(arguments: [(3000, 8), (40, 120)])
func aFirstRowFarAwayCostsNoDigits(shape: (Int, Int)) throws {
  var data = spikedData(rows: shape.0, columns: shape.1, spikes: [9, 4], noise: 1, seed: 42)
  let distance = 1e6
  for j in 0..<shape.1 { data[0, j] = distance }
  let expected = thresholds(of: try scoreMatrix(of: data, .gaussian(variance: 1)))
  let found = try DataSpectrum(of: DataTable(data)).eigenvalues
  // The rounding of λ_1, of a few ulps, is all.
  for (λ, other) in zip(found, expected) { #expect(abs(λ - other) <= ulps(64) * expected[0]) }
  let covariance = try SampleCovariance(of: DataTable(data))
  let rest = WeightedColumns(data)
  for j in 0..<min(shape.1, 8) {
    #expect(abs(covariance.matrix[j, j] / rest.variance(j) - 1) <= ulps(200))
  }
}

/// First rows far away in a table so long that a shift by their mean would leave one part in 10⁹ of the
/// covariance of the rest: a block holds 64 rows.
@Test func aFirstBlockFarAwayCostsNoDigits() throws {
  let columns = 2500
  var data = spikedData(rows: 640, columns: columns, noise: 1, seed: 43)
  for i in 0..<64 { data[i, 0] += 1e8 }
  let covariance = try SampleCovariance(of: DataTable(data))
  let reference = WeightedColumns(data)
  for j in 0..<8 {
    #expect(abs(covariance.matrix[j, j] / reference.variance(j) - 1) <= ulps(200))
  }
}
