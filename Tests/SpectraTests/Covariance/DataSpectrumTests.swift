import NumericKit
import Spectra
import Testing

/// Reference: `numpy.linalg.eigvalsh(numpy.cov(x.T, bias=True))` of NumPy 2.4.6.
@Test func digitsHaveTheirKnownSpectrum() throws {
  let table = try digits()
  #expect(table.rows == 1797 && table.columns == 64)
  #expect(table.columnNames?.first == "pixel_0" && table.columnNames?.last == "pixel_63")
  let spectrum = try DataSpectrum(of: SampleCovariance(of: table))
  let reference = [178.90731578, 163.62664073, 141.70953623, 101.04411456, 69.47448269, 59.075632]
  for (value, expected) in zip(spectrum.eigenvalues, reference) {
    #expect(abs(value - expected) <= 1e-7)
  }
  #expect(spectrum.constantColumns == [0, 32, 39])
  #expect(spectrum.structuralRank == 61)
  #expect(spectrum.eigenvalues == spectrum.eigenvalues.sorted(by: >))
  #expect(spectrum.eigenvalues.allSatisfy { $0 >= 0 })
}

/// `Σ λ` is the sum of the variances, and fewer rows than columns leave `P − 1` eigenvalues.
@Test func spectrumOfFewRowsEndsInZeros() throws {
  let data = spikedData(rows: 10, columns: 25, noise: 2, seed: 5)
  let covariance = try SampleCovariance(of: DataTable(data))
  let spectrum = try DataSpectrum(of: covariance)
  #expect(abs(spectrum.totalVariance - covariance.matrix.trace) <= ulps(100) * 50)
  #expect(spectrum.structuralRank == 9)
  #expect(spectrum.eigenvalues[8] > 0.1 && spectrum.eigenvalues[9] < 1e-12)
}
