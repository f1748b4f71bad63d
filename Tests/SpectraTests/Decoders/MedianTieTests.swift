import Foundation
import LinearVAE
import NumericKit
import Spectra
import Storage
import Testing

/// Normal columns, of which some are changed.
private func table(
  rows: Int, columns: Int = 6, _ change: (Int, Double) -> Double
) throws -> DataTable {
  var data = spikedData(rows: rows, columns: columns, noise: 1, seed: 61)
  for i in 0..<rows {
    for j in 0..<columns { data[i, j] = change(j, data[i, j]) }
  }
  return try DataTable(data)
}

private func laplace(_ table: DataTable, top: Int? = nil) throws -> DataSpectrum {
  try DataSpectrum(of: table, options: SpectrumOptions(decoder: .laplace, top: top))
}

/// Counts, bits and columns that are mostly zero have no density at their median, with more rows than
/// columns and with fewer.
@Test(arguments: [(400, 6), (40, 60)])
func columnsThatRepeatTheirMedianAreNamed(rows: Int, columns: Int) throws {
  let changes: [(Double) -> Double] = [
    { max(0, ($0 + 1).rounded()) }, { $0 > 0.3 ? 1 : 0 }, { $0 > 0.4 ? $0 : 0 },
  ]
  for change in changes {
    let spoilt = try table(rows: rows, columns: columns) { $0 == 2 ? change($1) : $1 }
    let error = try #require(throws: DataFileError.self) { try laplace(spoilt) }
    #expect("\(error)".contains("column 3 repeats the median"), "\(error)")
    #expect("\(error)".contains("% of the values are") && "\(error)".contains("drop=3"))
  }
  let several = try table(rows: rows, columns: columns) { $0 > 3 ? changes[0]($1) : $1 }
  let error = try #require(throws: DataFileError.self) { try laplace(several) }
  #expect("\(error)".contains("columns 5, 6"), "\(error)")
}

/// As many bits of either kind have their median between them, where there is none.
@Test func bitsInEqualNumbersAreNamed() throws {
  let data = Matrix(rows: 200, columns: 2) { i, j in
    j == 0 ? Double((i * i) % 7) + 0.01 * Double(i) : Double(i % 2)
  }
  let error = try #require(throws: DataFileError.self) { try laplace(DataTable(data)) }
  #expect("\(error)".contains("100 % of the values are 0 or 1"), "\(error)")
}

/// What a search finds is refused like what is computed.
@Test func searchesNameThem() throws {
  let spoilt = try table(rows: 600, columns: 580) { $0 == 7 ? $1.rounded() : $1 }
  let error = try #require(throws: DataFileError.self) { try laplace(spoilt, top: 1) }
  #expect("\(error)".contains("column 8"), "\(error)")
}

/// Values that are rounded, but finer than the kernel is wide, are like those that are not: of 400 normal
/// ones it is 0.3 deviations wide.
@Test func roundedValuesAreAccepted() throws {
  let plain = try laplace(table(rows: 400) { $1 }).eigenvalues
  let rounded = try laplace(table(rows: 400) { (10 * $1).rounded() / 10 }).eigenvalues
  for (λ, other) in zip(rounded, plain) { #expect(abs(λ / other - 1) < 0.1) }
  // Large counts are fine, small ones are not.
  _ = try laplace(table(rows: 400) { (100 + 10 * $1).rounded() })
  #expect(throws: DataFileError.self) { try laplace(table(rows: 400) { $1.rounded() }) }
}

/// Of three rows, one is the median whatever they hold.
@Test(arguments: [3, 4, 5, 7])
func fewRowsAreNoTies(rows: Int) throws {
  #expect(try laplace(table(rows: rows) { $1 }).rank == min(6, rows - 1))
}
