import Foundation
import LinearVAE
import NumericKit
import Spectra
import Storage
import TestSupport
import Testing

private let families: [Likelihood] = [
  .gaussian(variance: 3), .gaussianLearned, .gaussianLearnedPerColumn, .bernoulli, .poisson,
  .negativeBinomial(dispersion: 2), .multinomial(draws: nil), .multinomial(draws: 40), .laplace,
]

/// Values in [0, 1] that follow two factors, with a column that never varies, one that does not vary but
/// is not 0, and repeated values.
private func grey(rows: Int, columns: Int, seed: UInt64) -> Matrix {
  var generator = SplitMix64(state: seed)
  let loadings = spikedData(rows: 2, columns: columns, noise: 1, seed: seed + 1)
  var data = Matrix(rows: rows, columns: columns)
  for i in 0..<rows {
    let (a, b) = (generator.nextNormal(), generator.nextNormal())
    for j in 0..<columns {
      let logit = a * loadings[0, j] + b * loadings[1, j] + generator.nextNormal() - 1
      data[i, j] = (100 / (1 + exp(-logit))).rounded() / 100
    }
    data[i, 1] = 0
    data[i, columns - 2] = 0.25
  }
  return data
}

private func expectThresholds(
  _ spectrum: DataSpectrum, _ expected: [Double], tolerance: Double = 1e-9,
  _ decoder: Likelihood
) {
  #expect(spectrum.decoder == decoder)
  for (k, value) in spectrum.eigenvalues.enumerated() {
    let other = k < expected.count ? expected[k] : 0
    #expect(abs(value - other) <= tolerance * expected[0], "\(decoder.name), \(k)")
  }
}

/// (any-threshold), for every family, with more rows than columns and with fewer, with weights and
/// without, against the singular values of the explicit scores.
@Test(arguments: families, [(150, 12), (9, 40)])
func thresholdsAreThoseOfTheExplicitScores(decoder: Likelihood, shape: (Int, Int)) throws {
  let data = grey(rows: shape.0, columns: shape.1, seed: 21)
  var generator = SplitMix64(state: 22)
  let weights = (0..<shape.0).map {
    $0 % 5 == 3 ? 0 : Double.random(in: 0.2...3, using: &generator)
  }
  for weights in [nil, weights] {
    let spectrum = try DataSpectrum(
      of: DataTable(data), options: SpectrumOptions(decoder: decoder, weights: weights))
    let expected = thresholds(of: try scoreMatrix(of: data, decoder, weights: weights))
    expectThresholds(spectrum, expected, decoder)
    #expect(spectrum.constantColumns == [1, shape.1 - 2])
    #expect(spectrum.columns == shape.1 && spectrum.eigenvalues.count == shape.1)
    let sum = expected.reduce(0, +)
    #expect(abs(spectrum.totalVariance - sum) <= 1e-9 * sum)
    #expect(spectrum.rank == spectrum.structuralRank)
  }
}

/// The same where the largest eigenvalues are searched for.
@Test(arguments: [
  Likelihood.gaussian(variance: 3), .gaussianLearned, .poisson, .multinomial(draws: 40), .laplace,
])
func searchedThresholdsAreThoseOfAllEigenvalues(decoder: Likelihood) throws {
  let data = grey(rows: 600, columns: 580, seed: 23)
  let weights = (0..<600).map { Double($0 % 3) + 0.5 }
  var options = SpectrumOptions(decoder: decoder, weights: weights)
  let all = try DataSpectrum(of: DataTable(data), options: options)
  options.top = 1
  let top = try DataSpectrum(of: DataTable(data), options: options)
  let bounds = try #require(top.errorBounds)
  #expect(top.eigenvalues.count == 1 && bounds.count == 1 && all.errorBounds == nil)
  expectThresholds(top, Array(all.eigenvalues.prefix(1)), tolerance: 1e-10, decoder)
  #expect(abs(top.totalVariance - all.totalVariance) <= 1e-10 * all.totalVariance)
  #expect(top.structuralRank == all.structuralRank && top.variances?.count == 580)
}

/// Standardising changes the units of the data, and with them the density at the median.
@Test(
  arguments: [Likelihood.gaussian(variance: 1), .gaussianLearned, .laplace], [(150, 12), (9, 40)])
func standardizedDataAreMeasuredInDeviations(decoder: Likelihood, shape: (Int, Int)) throws {
  let data = grey(rows: shape.0, columns: shape.1, seed: 24)
  let options = SpectrumOptions(decoder: decoder, standardized: true)
  let spectrum = try DataSpectrum(of: DataTable(data), options: options)
  let columns = WeightedColumns(data)
  let standardized = Matrix(rows: shape.0, columns: shape.1) {
    let variance = columns.variance($1)
    return variance > 0 ? (data[$0, $1] - columns.mean($1)) / variance.squareRoot() : 0
  }
  expectThresholds(
    spectrum, thresholds(of: try scoreMatrix(of: standardized, decoder)), decoder)
  let varying = Double(shape.1 - 2)
  #expect(abs((spectrum.variances ?? []).reduce(0, +) - varying) <= 1e-9)
}

/// For binary data the thresholds are the eigenvalues of the correlation matrix.
@Test func binaryDataHaveTheSpectrumOfTheirCorrelations() throws {
  var data = grey(rows: 300, columns: 10, seed: 25)
  for index in data.elements.indices { data.elements[index] = data.elements[index] > 0.3 ? 1 : 0 }
  let table = try DataTable(data)
  let bits = try DataSpectrum(of: table, options: SpectrumOptions(decoder: .bernoulli))
  let correlations = try DataSpectrum(of: table, options: SpectrumOptions(standardized: true))
  for (λ, expected) in zip(bits.eigenvalues, correlations.eigenvalues) {
    #expect(abs(λ - expected) <= 1e-12 * Double(data.columns))
  }
}

/// `l1:mean` on standardised normal columns: `√(π/2) = 1.2533`, up to the width of the kernel, which
/// lowers the density by the factor `√(1 + P^{−2/5})`.
@Test func laplaceThresholdOfNormalColumns() throws {
  let data = spikedData(rows: 40_000, columns: 3, noise: 7, seed: 26)
  let spectrum = try DataSpectrum(
    of: DataTable(data), options: SpectrumOptions(decoder: .laplace, standardized: true))
  let expected = (Double.pi / 2 * (1 + pow(40_000, -0.4))).squareRoot()
  for λ in spectrum.eigenvalues { #expect(abs(λ / expected - 1) <= 0.03) }
}

/// What a decoder cannot have made is named with its place, the same with fewer rows than columns.
@Test(arguments: [
  Likelihood.bernoulli, .poisson, .negativeBinomial(dispersion: 1), .multinomial(draws: nil),
])
func valuesOutsideTheDomainAreRefused(decoder: Likelihood) throws {
  for shape in [(40, 5), (5, 40)] {
    var data = Matrix(rows: shape.0, columns: shape.1) { Double(($0 + $1) % 2) }
    data[3, 4] = -1
    data[4, 2] = 17
    let isCount = decoder != .bernoulli
    let error = try #require(throws: DataFileError.self) {
      try DataSpectrum(
        of: DataTable(data, named: "x"), options: SpectrumOptions(decoder: decoder))
    }
    // Counts may be large.
    let isFirst = isCount || shape.0 > shape.1
    let cell = isFirst ? "row 4, column 5: -1.0" : "row 5, column 3: 17.0"
    #expect("\(error.problem)".hasPrefix(cell), "\(error)")
    #expect("\(error)".contains(isCount ? "counts" : "from 0 to 1") && error.problem.remedy != nil)
  }
}

@Test func optionsThatDoNotFitAreRefused() throws {
  let table = try DataTable([[1, 0, 1], [3, 0, 2], [0, 1, 0]])
  func path(_ options: SpectrumOptions) throws -> String {
    try #require(throws: InvalidProblem.self) { try DataSpectrum(of: table, options: options) }
      .keyPath
  }
  #expect(try path(SpectrumOptions(decoder: .poisson, standardized: true)) == "standardized")
  #expect(try path(SpectrumOptions(decoder: .negativeBinomial(dispersion: 0))) == "dispersion")
  #expect(try path(SpectrumOptions(decoder: .multinomial(draws: -1))) == "draws")
  #expect(try path(SpectrumOptions(decoder: .gaussian(variance: 0))) == "decoder_variance")
  #expect(try path(SpectrumOptions(top: 4)) == "top")
  #expect(try path(SpectrumOptions(top: 0)) == "top")
}

/// Reference: NumPy 2.4.6, the largest eigenvalue of the covariance of the digits, as they are, as grey
/// levels or as bits, over `√S` on both sides.
@Test func digitsHaveTheirKnownThresholds() throws {
  let raw = try digits()
  var elements: [Double] = []
  try raw.forEachBlock(ofRows: 512) { elements += $0.values }
  func largest(_ decoder: Likelihood, _ value: (Double) -> Double) throws -> Double {
    let table = try DataTable(elements.map(value), columns: 64, named: "digits")
    let spectrum = try DataSpectrum(of: table, options: SpectrumOptions(decoder: decoder))
    return try #require(spectrum.eigenvalues.first)
  }
  #expect(abs(try largest(.bernoulli) { $0 >= 8 ? 1 : 0 } - 4.865713139730496) <= 1e-12)
  #expect(abs(try largest(.bernoulli) { $0 / 16 } - 3.352160747279067) <= 1e-12)
  #expect(abs(try largest(.poisson) { $0 } - 35.29688517777989) <= 1e-11)
  #expect(
    abs(try largest(.negativeBinomial(dispersion: 2)) { $0 } - 18.719970783075595) <= 1e-11)
  #expect(abs(try largest(.multinomial(draws: nil)) { $0 } - 35.29661968123449) <= 1e-11)
}
