import LinearVAE
import NumericKit
import Spectra
import Storage
import Testing

/// Rows with whole weights are rows that stand there so many times; those of weight 0 are not there.
@Test(arguments: [(60, 7), (8, 30)])
func wholeWeightsRepeatRows(shape: (Int, Int)) throws {
  let data = spikedData(rows: shape.0, columns: shape.1, spikes: [9, 4], noise: 1, seed: 31)
  let weights = (0..<shape.0).map { Double(($0 + 2) % 3) }
  let repeated = (0..<shape.0).flatMap { row in
    Array(repeating: data.rowArrays[row], count: Int(weights[row]))
  }
  let table = try DataTable(#require(Matrix(repeated)))
  let expected = try DataSpectrum(of: table)
  // The unit of weights does not matter.
  for unit in [1, 1e-200, 3e250] {
    let options = SpectrumOptions(weights: weights.map { unit * $0 })
    let spectrum = try DataSpectrum(of: DataTable(data), options: options)
    for (λ, other) in zip(spectrum.eigenvalues, expected.eigenvalues) {
      #expect(abs(λ - other) <= ulps(64) * expected.eigenvalues[0])
    }
    for (mean, other) in zip(spectrum.mean ?? [], expected.mean ?? []) {
      #expect(abs(mean - other) <= ulps(64) * 3)
    }
    #expect(spectrum.rows == shape.0)
    let counts = weights.reduce(0, +)
    let squares = weights.reduce(0) { $0 + $1 * $1 }
    #expect(abs(spectrum.effectiveRows - counts * counts / squares) <= ulps(16) * counts)
  }
  let covariance = try SampleCovariance(of: DataTable(data), weights: weights)
  let other = try SampleCovariance(of: table)
  let error = (covariance.matrix - other.matrix).elements.map { abs($0) }.max() ?? 0
  #expect(error <= ulps(64) * 9)
}

/// A column that varies in rows of weight 0 only is constant.
@Test(arguments: [(50, 4), (4, 9)])
func rowsWithoutWeightAreNotSeen(shape: (Int, Int)) throws {
  var data = spikedData(rows: shape.0, columns: shape.1, noise: 1, seed: 32)
  for i in 0..<shape.0 { data[i, 2] = i == 0 ? 7 : 1e7 / 3 }
  var weights = Array(repeating: 1.0, count: shape.0)
  weights[0] = 0
  let spectrum = try DataSpectrum(of: DataTable(data), options: SpectrumOptions(weights: weights))
  #expect(spectrum.constantColumns == [2] && spectrum.variances?[2] == 0)
  #expect(spectrum.mean?[2] == 1e7 / 3)
  #expect(spectrum.structuralRank == min(shape.1 - 1, shape.0 - 2))
}

@Test func weightsThatAreNoneAreRefused() throws {
  let table = try DataTable([[1, 2], [3, 5], [0, 1]])
  for weights in [[1, 1], [1, -1, 1], [1, .nan, 1], [1, .infinity, 1], [0, 0, 0], [0, 2, 0]] {
    let error = try #require(throws: InvalidProblem.self) {
      try DataSpectrum(of: table, options: SpectrumOptions(weights: weights))
    }
    #expect(error.keyPath == "weights")
  }
}

/// The correlation matrix; a column that does not vary stays 0.
@Test(arguments: [(60, 5), (6, 30)])
func standardizedColumnsHaveVarianceOne(shape: (Int, Int)) throws {
  var data = spikedData(rows: shape.0, columns: shape.1, spikes: [1e12, 1e-8], noise: 1, seed: 33)
  for i in 0..<shape.0 { data[i, 3] = 0.1 }
  let spectrum = try DataSpectrum(
    of: DataTable(data), options: SpectrumOptions(standardized: true))
  #expect(spectrum.variances == (0..<shape.1).map { $0 == 3 ? 0 : 1 })
  #expect(abs(spectrum.totalVariance - Double(shape.1 - 1)) <= ulps(64) * Double(shape.1))
  let expected = thresholds(of: try scoreMatrix(of: data, .gaussianLearnedPerColumn))
  for (λ, other) in zip(spectrum.eigenvalues, expected) { #expect(abs(λ - other) <= 1e-10) }
}
