import NumericKit
import Spectra
import Storage
import TestSupport
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

/// (gram): a table with fewer rows than columns has the eigenvalues of its covariance, whether it is a
/// matrix or a file in either order, with a large mean, and with columns that do not vary.
///
/// Against the explicit covariance to 1e-10 of the largest eigenvalue; the error that remains is of the
/// order of the rounding of the covariance itself.
@Test(arguments: [(10, 25), (64, 700), (100, 101)])
func fewRowsHaveTheSpectrumOfTheirCovariance(shape: (Int, Int)) throws {
  var data = spikedData(rows: shape.0, columns: shape.1, spikes: [40, 9], noise: 2, seed: 6)
  for i in 0..<shape.0 {
    data[i, 3] += 1e6
    data[i, 7] = 0.1
  }
  let expected = try DataSpectrum(of: SampleCovariance(of: DataTable(data)))
  let tolerance = 1e-10 * expected.eigenvalues[0]
  func check(_ table: DataTable, _ tolerance: Double) throws {
    let spectrum = try DataSpectrum(of: table)
    #expect(spectrum.rows == shape.0 && spectrum.columns == shape.1)
    #expect(spectrum.constantColumns == [7])
    #expect(spectrum.rank == min(shape.0, shape.1) - 1)
    #expect(spectrum.eigenvalues.dropFirst(spectrum.rank).allSatisfy { $0 == 0 })
    for (value, other) in zip(spectrum.eigenvalues, expected.eigenvalues) {
      #expect(abs(value - other) <= tolerance)
    }
  }
  try check(DataTable(data), tolerance)
  for fortran in [false, true] {
    let file = try TemporaryFile(
      NPYFixture(
        fortranOrder: fortran ? "True" : "False", shape: "(\(shape.0), \(shape.1))",
        elements: NPYFixture.bytes(fortran ? data.transposed.elements : data.elements)
      ).bytes, suffix: ".npy")
    try check(DataTable(contentsOf: file.path), tolerance)
  }
}

/// 40 000 columns: their covariance would take 13 GB, and is refused.
@Test func columnsAreNotLimitedWhereRowsAreFew() throws {
  let data = spikedData(rows: 5, columns: 40_000, spikes: [1e6], noise: 1, seed: 7)
  let spectrum = try DataSpectrum(of: DataTable(data))
  #expect(spectrum.columns == 40_000 && spectrum.rank == 4)
  // The squared norms of the rows add up to the same.
  var centred = 0.0
  for j in 0..<data.columns {
    let mean = (0..<5).reduce(0) { $0 + data[$1, j] } / 5
    centred += (0..<5).reduce(0) { $0 + (data[$1, j] - mean) * (data[$1, j] - mean) } / 5
  }
  #expect(abs(spectrum.totalVariance / centred - 1) <= ulps(1000))
}

/// (rank): rounding is no variance, with more rows than columns and with fewer.
@Test(arguments: [(400, 60), (40, 300)])
func dependentColumnsHaveEigenvaluesOfExactlyZero(shape: (Int, Int)) throws {
  let factors = spikedData(rows: shape.0, columns: 5, noise: 3, seed: 8)
  let loadings = spikedData(rows: 5, columns: shape.1, noise: 1, seed: 9)
  let table = try DataTable(factors * loadings)
  let spectrum = try DataSpectrum(of: table)
  #expect(spectrum.rank == 5 && spectrum.structuralRank > 5)
  #expect(spectrum.eigenvalues[4] > 1)
  #expect(spectrum.eigenvalues.dropFirst(5).allSatisfy { $0 == 0 })
  #expect(NoiseEstimate(of: spectrum)?.variance == 0)
}

/// What is small is not rounding: variances over ten powers of ten stay.
@Test func smallVariancesAreKept() throws {
  var data = spikedData(rows: 500, columns: 6, noise: 1, seed: 10)
  for i in 0..<500 {
    for j in 0..<6 { data[i, j] *= [1e5, 1e4, 1e2, 1, 1, 1][j] }
  }
  let spectrum = try DataSpectrum(of: DataTable(data))
  #expect(spectrum.rank == 6 && spectrum.eigenvalues[5] > 0.5)
}

/// To the last bit, with OpenBLAS's own threads as well: `dsyrk` and `dsyevd` differ between one and
/// two of them already for the digits.
@Suite(.serialized)
struct SpectrumThreadTests {
  @Test func spectrumDoesNotDependOnThreads() throws {
    let before = BLASThreads.count
    defer { BLASThreads.set(before) }
    let wide = spikedData(rows: 300, columns: 4000, spikes: [9], noise: 1, seed: 11)
    let broad = spikedData(rows: 1300, columns: 1200, spikes: [9], noise: 1, seed: 12)
    for table in [try digits(), try DataTable(wide), try DataTable(broad)] {
      let spectra = try [(1, 1), (2, 2), (3, 1)].map { threads, ofBLAS in
        BLASThreads.set(ofBLAS)
        return try DataSpectrum(of: table, RunContext(threads: threads))
      }
      #expect(spectra[0] == spectra[1] && spectra[0] == spectra[2])
    }
  }
}
