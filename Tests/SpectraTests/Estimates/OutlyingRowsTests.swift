import Foundation
import LinearVAE
import NumericKit
import Spectra
import Storage
import Testing

@Suite("Signals that rest on a few rows")
struct OutlyingRowsTests {
  private func found(
    _ table: DataTable, _ options: SpectrumOptions = SpectrumOptions()
  ) throws -> OutlyingRows? {
    let estimate = try #require(
      SignalEstimate(of: DataSpectrum(of: table, options: options)))
    return try OutlyingRows(in: table, of: estimate, options: options)
  }

  @Test(
    "are found, with the rows, and those that do not are not", arguments: [(400, 20), (40, 90)])
  func spoiltRows(rows: Int, columns: Int) throws {
    var data = spikedData(rows: rows, columns: columns, spikes: [60], noise: 1, seed: 71)
    #expect(try found(DataTable(data)) == nil)
    data[17, 3] = 300
    data[5, columns - 1] = -200
    let outlying = try #require(try found(DataTable(data)))
    #expect(outlying.rows == [18, 6])
    #expect(outlying.signals == 3 && outlying.signalsWithout == 1)
    // Rows of weight 0 make nothing.
    let weights = (0..<rows).map { $0 == 17 || $0 == 5 ? 0.0 : 1 }
    #expect(try found(DataTable(data), SpectrumOptions(weights: weights)) == nil)
  }

  @Test("are what independent columns with heavy tails have")
  func heavyTails() throws {
    var generator = SplitMix64(state: 72)
    // Cauchy numbers.
    let values = (0..<(500 * 12)).map { _ in
      tan(.pi * (Double.random(in: 0x1p-53..<1, using: &generator) - 0.5))
    }
    let table = try DataTable(values, columns: 12, named: "tails")
    let outlying = try #require(try found(table))
    #expect(outlying.signalsWithout < outlying.signals && outlying.rows.count <= 25)
  }

  @Test("are not in data of signals and noise, nor in the digits")
  func falseAlarms() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      let data = spikedData(rows: 300, columns: 40, spikes: [30, 9, 4], noise: 1, seed: 72 + seed)
      #expect(try found(DataTable(data)) == nil)
    }
    #expect(try found(digits()) == nil)
  }
}
