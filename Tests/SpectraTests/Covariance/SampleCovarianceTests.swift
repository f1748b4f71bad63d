import NumericKit
import Spectra
import Storage
import Testing

/// The definition: subtract the mean, multiply, divide by the number of rows.
private func covarianceByDefinition(_ data: Matrix) -> Matrix {
  var centred = data
  for j in 0..<data.columns {
    let mean = (0..<data.rows).reduce(0) { $0 + data[$1, j] } / Double(data.rows)
    for i in 0..<data.rows { centred[i, j] -= mean }
  }
  return (1 / Double(data.rows)) * (centred.transposed * centred)
}

/// More rows than one block (64 to 131072 rows) holds, and fewer.
@Test(arguments: [(2, 1), (5, 9), (300, 7), (150, 2100)])
func covarianceIsItsDefinition(shape: (Int, Int)) throws {
  let data = spikedData(rows: shape.0, columns: shape.1, spikes: [4], noise: 1, seed: 1)
  let covariance = try SampleCovariance(of: DataTable(data))
  let expected = covarianceByDefinition(data)
  #expect(covariance.rows == shape.0 && covariance.columns == shape.1)
  #expect(covariance.matrix.asymmetry == 0)
  let error = (covariance.matrix - expected).elements.map { abs($0) }.max() ?? 0
  #expect(error <= ulps(16) * (expected.diagonal.max() ?? 0))
}

/// The divisor is P: two rows at distance 2 have variance 1, not 2.
@Test func divisorIsTheNumberOfRows() throws {
  let covariance = try SampleCovariance(of: DataTable([[1, 0], [3, 0]]))
  #expect(covariance.matrix == [[1, 0], [0, 0]])
  #expect(covariance.mean == [2, 0])
  #expect(covariance.constantColumns == [1])
}

/// A mean of 10⁹ leaves 7 digits of x, and the covariance keeps all of them; the textbook formula
/// `E[x²] − E[x]²` would keep none.
@Test func largeMeanCostsNoDigits() throws {
  var data = spikedData(rows: 2000, columns: 3, noise: 1, seed: 2)
  let expected = covarianceByDefinition(data)
  for index in data.elements.indices { data.elements[index] += 1e9 }
  let covariance = try SampleCovariance(of: DataTable(data))
  let error = (covariance.matrix - expected).elements.map { abs($0) }.max() ?? 0
  // Each x is rounded to 2⁻²⁴; averaged over 2000 rows.
  #expect(error <= 0x1p-24)
}

/// A drifting mean: the first block says nothing about the last one.
@Test func driftAfterTheFirstBlockIsFollowed() throws {
  let columns = 4096  // blocks of 64 rows
  var data = spikedData(rows: 512, columns: columns, noise: 1, seed: 3)
  for i in 64..<512 { data[i, 0] += 1e6 }
  let covariance = try SampleCovariance(of: DataTable(data))
  // Seven eighths of the rows at distance 10⁶ from the rest.
  let expected = 0.125 * 0.875 * 1e12
  #expect(abs(covariance.matrix[0, 0] / expected - 1) <= 1e-5)
  #expect(abs(covariance.mean[0] - 0.875e6) <= 1)
}

/// Exactly 0, although 0.1 · 3 / 3 is not 0.1 in floating point.
@Test func constantColumnsHaveNoVariance() throws {
  var data = spikedData(rows: 777, columns: 4, noise: 1, seed: 4)
  for i in 0..<data.rows { data[i, 2] = 0.1 }
  let covariance = try SampleCovariance(of: DataTable(data))
  #expect(covariance.constantColumns == [2])
  #expect((0..<4).allSatisfy { covariance.matrix[2, $0] == 0 })
}

/// A variance that underflows is not that of a constant column.
@Test func columnsThatHardlyVaryAreNotConstant() throws {
  var data = spikedData(rows: 100, columns: 3, noise: 1, seed: 4)
  for i in 0..<data.rows {
    data[i, 1] *= 1e-200
    data[i, 2] = 1e200
  }
  #expect(try SampleCovariance(of: DataTable(data)).constantColumns == [2])
}

@Test func covarianceRefusesWhatHasNone() throws {
  #expect(throws: DataFileError(path: "one", problem: .tooFewRows(found: 1, expected: 2))) {
    try SampleCovariance(of: DataTable([[1, 2]], named: "one"))
  }
  #expect(throws: DataFileError(path: "big", problem: .varianceTooLarge(column: 2))) {
    try SampleCovariance(of: DataTable([[1, 1e200], [2, -1e200]], named: "big"))
  }
  for scale in [1e-155, 1e-170, 0x1p-1030] {
    let small = try #require(throws: DataFileError.self) {
      try SampleCovariance(of: DataTable([[1, scale], [1, 3 * scale]]))
    }
    let largest = try #require("\(small.problem)".split(separator: ", ").dropFirst().first)
    let variance = try #require(Double(largest), "\(small)")
    #expect(variance < 1e-300 && small.problem == .varianceTooSmall(largest: variance))
    // Fewer rows than columns.
    #expect(throws: small) {
      try DataSpectrum(of: DataTable([[1, scale, 1], [1, 3 * scale, 1]]))
    }
  }
  let wide = Matrix(rows: 2, columns: SampleCovariance.columnLimit + 1)
  #expect(
    throws: DataFileError(path: "wide", problem: .tooManyColumns(found: 32_769, limit: 32_768))
  ) { try SampleCovariance(of: DataTable(wide, named: "wide")) }
}

/// A table large enough to be summed in parts: the parts are the same on any number of threads, and
/// the first bad value is named wherever it is.
@Suite(.serialized)
struct LargeTableTests {
  private let data = spikedData(rows: 20_000, columns: 64, spikes: [4, 2], noise: 1, seed: 9)

  @Test func resultDoesNotDependOnThreads() throws {
    let threads = BLASThreads.count
    defer { BLASThreads.set(threads) }
    let table = try DataTable(data)
    let results = try [1, 2, 3].map { count in
      BLASThreads.set(count)
      return try SampleCovariance(of: table, RunContext(threads: count))
    }
    #expect(results[0] == results[1] && results[1] == results[2])
    let expected = covarianceByDefinition(data)
    let error = (results[0].matrix - expected).elements.map { abs($0) }.max() ?? 0
    #expect(error <= ulps(64) * (expected.diagonal.max() ?? 0))
  }

  @Test func constantColumnsStayConstant() throws {
    var constant = data
    for i in 0..<data.rows { constant[i, 5] = 1e7 / 3 }
    #expect(try SampleCovariance(of: DataTable(constant)).constantColumns == [5])
  }
}
