import Foundation
import NumericKit
import Spectra
import Storage
import Testing

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
  #expect(estimate.ratio == 100.0 / 399 && estimate.eigenvaluesUsed == 100)
}

/// White noise: the mean of the eigenvalues, with the divisor `P − 1`; the interval is that of chi-square
/// with `N(P − 1)` degrees, whose quantiles are taken from tables.
@Test func pureNoiseIsTheMeanOfTheEigenvalues() throws {
  let eigenvalues = [1.3, 1.1, 1.0, 0.9, 0.7]
  let estimate = try #require(NoiseEstimate(of: DataSpectrum(rows: 21, eigenvalues: eigenvalues)))
  #expect(estimate.method == .bulkMean && estimate.eigenvaluesUsed == 5)
  #expect(abs(estimate.variance - 21.0 / 20) <= ulps(8))
  // χ² of 100 degrees: 74.222 and 129.561.
  #expect(abs(estimate.interval.lowerBound / (105 / 129.561) - 1) <= 1e-4)
  #expect(abs(estimate.interval.upperBound / (105 / 74.222) - 1) <= 1e-4)
}

/// The formula itself where the bulk is no noise, for an odd and an even number of eigenvalues.
@Test(arguments: [11, 12])
func medianIsThatOfTheLaw(count: Int) throws {
  let decaying = (0..<count).map { exp2(-2 * Double($0)) }
  let estimate = try #require(NoiseEstimate(of: DataSpectrum(rows: 1201, eigenvalues: decaying)))
  let median = MarchenkoPastur(ratio: Double(count) / 1200).median * 1200 / 1201
  #expect(estimate.method == .median && !estimate.isBulkLikeNoise)
  let middle = (decaying[(count - 1) / 2] + decaying[count / 2]) / 2
  #expect(abs(estimate.variance * median / middle - 1) <= ulps(40))
}

@Test func nothingVariesNothingIsEstimated() {
  let spectrum = DataSpectrum(rows: 5, eigenvalues: [0, 0], constantColumns: [0, 1])
  #expect(NoiseEstimate(of: spectrum) == nil)
}
