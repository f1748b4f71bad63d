import LinearVAE
import NumericKit
import Spectra
import Storage
import Testing

@Test func covariancesHaveTheSpectrumOfTheirData() throws {
  var data = spikedData(rows: 90, columns: 8, spikes: [20, 5], noise: 1, seed: 51)
  for i in 0..<90 { data[i, 6] = 3 }
  let covariance = try SampleCovariance(of: DataTable(data)).matrix
  let table = try DataTable(covariance)
  for options in [
    SpectrumOptions(), SpectrumOptions(standardized: true), SpectrumOptions(top: 3),
    SpectrumOptions(decoder: .gaussianLearned), SpectrumOptions(decoder: .gaussianLearnedPerColumn),
  ] {
    let expected = try DataSpectrum(of: DataTable(data), options: options)
    let found = try DataSpectrum(covariance: table, samples: 90, options: options)
    #expect(found.eigenvalues == expected.eigenvalues)
    #expect(found.rows == 90 && found.constantColumns == [6] && found.structuralRank == 7)
    #expect(found.variances == expected.variances && found.mean == nil)
    #expect(found.totalVariance == expected.totalVariance)
  }
  // Fewer samples than columns leave fewer directions.
  #expect(try DataSpectrum(covariance: table, samples: 4).structuralRank == 3)
  // Rounded to single precision on its way.
  let rounded = Matrix(rows: 8, columns: 8, elements: covariance.elements.map { Double(Float($0)) })
  #expect(try DataSpectrum(covariance: DataTable(rounded), samples: 90).rank == 7)
}

@Test func matricesThatAreNoCovarianceAreRefused() throws {
  func problem(_ matrix: Matrix) throws -> String {
    let error = try #require(throws: DataFileError.self) {
      try DataSpectrum(covariance: DataTable(matrix, named: "c"), samples: 9)
    }
    return "\(error)"
  }
  #expect(try problem([[1, 2, 3], [2, 1, 3]]).contains("2 rows of 3 columns"))
  #expect(try problem([[2, 0.5], [0.6, 2]]).contains("row 2, column 1"))
  // The rounding of single precision is no asymmetry, ten times as much is.
  #expect(try problem([[2, 0.5], [0.5 + 2e-5, 2]]).contains("row 2, column 1"))
  let rounded = try DataTable([[2, 0.5], [0.5 + 1e-7, 2]] as Matrix)
  #expect(try DataSpectrum(covariance: rounded, samples: 9).rank == 2)
  #expect(try problem([[2, 0.5], [0.5, -1]]).contains("row 2, column 2: -1.0"))
  // The eigenvalues of [[1, 2], [2, 1]] are 3 and −1.
  let indefinite = try problem([[1, 2], [2, 1]])
  #expect(indefinite.contains("eigenvalue -1.0") || indefinite.contains("eigenvalue -0.99999"))
  #expect(try problem([[0, 1], [1, 4]]).contains("eigenvalue"))
}

@Test func optionsThatNeedRowsAreRefusedWithACovariance() throws {
  let table = try DataTable([[2, 0.5], [0.5, 1]])
  func path(_ samples: Int, _ options: SpectrumOptions) throws -> String {
    try #require(throws: InvalidProblem.self) {
      try DataSpectrum(covariance: table, samples: samples, options: options)
    }.keyPath
  }
  #expect(try path(1, SpectrumOptions()) == "samples")
  #expect(try path(9, SpectrumOptions(weights: [1, 1])) == "weights")
  for decoder: Likelihood in [.poisson, .laplace, .multinomial(draws: nil)] {
    #expect(try path(9, SpectrumOptions(decoder: decoder)) == "decoder")
  }
}
