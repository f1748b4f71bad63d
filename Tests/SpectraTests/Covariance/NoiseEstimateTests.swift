import NumericKit
import Spectra
import Storage
import Testing

/// Three spikes in noise of variance 2, with more, equally many and fewer rows than columns.
///
/// The median of `n` eigenvalues fluctuates by about `1/n`, and three spikes shift it by `1.5/n` of
/// the distribution; 3 % is several times both at these sizes. Dividing by the wrong median (1, or
/// that of `1/g`) is off by 10 % at least.
@Test(arguments: [(1200, 300), (300, 300), (150, 400), (4000, 100)])
func noiseOfSpikedDataIsRecovered(shape: (Int, Int)) throws {
  let data = spikedData(
    rows: shape.0, columns: shape.1, spikes: [30, 20, 12], noise: 2, seed: UInt64(shape.0))
  let spectrum = try DataSpectrum(of: SampleCovariance(of: DataTable(data)))
  let estimate = try #require(NoiseEstimate(of: spectrum))
  #expect(abs(estimate.variance / 2 - 1) <= 0.03)
  #expect(estimate.eigenvaluesUsed == min(shape.1, shape.0 - 1))
}

/// Constant columns carry no noise; adding them must not move the estimate.
@Test func constantColumnsDoNotCount() throws {
  let data = spikedData(rows: 400, columns: 100, noise: 1, seed: 9)
  var padded = Matrix(rows: 400, columns: 260, repeating: 3.3)
  for i in 0..<400 {
    for j in 0..<100 { padded[i, j] = data[i, j] }
  }
  let plain = try #require(
    NoiseEstimate(of: DataSpectrum(of: SampleCovariance(of: DataTable(data)))))
  let estimate = try #require(
    NoiseEstimate(of: DataSpectrum(of: SampleCovariance(of: DataTable(padded)))))
  #expect(abs(estimate.variance / plain.variance - 1) <= ulps(1000))
  #expect(estimate.ratio == 0.25 && estimate.eigenvaluesUsed == 100)
}

/// The formula itself, on a spectrum that is given: an odd and an even number of eigenvalues.
@Test func estimateIsTheRatioOfMedians() throws {
  let odd = try #require(NoiseEstimate(of: DataSpectrum(rows: 6, eigenvalues: [9, 5, 1])))
  #expect(abs(odd.variance * MarchenkoPastur(ratio: 0.5).median - 5) <= ulps(40))
  let even = try #require(NoiseEstimate(of: DataSpectrum(rows: 8, eigenvalues: [9, 5, 3, 1])))
  #expect(abs(even.variance * MarchenkoPastur(ratio: 0.5).median - 4) <= ulps(40))
  #expect(even.bulk.upperBound > even.variance && even.bulk.lowerBound < even.variance)
}

@Test func nothingVariesNothingIsEstimated() {
  let spectrum = DataSpectrum(rows: 5, eigenvalues: [0, 0], constantColumns: [0, 1])
  #expect(NoiseEstimate(of: spectrum) == nil)
}
