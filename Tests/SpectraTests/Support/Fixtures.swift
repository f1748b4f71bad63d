import Foundation
import NumericKit
import Spectra
import Storage

/// The repository's example data: 1797 × 64.
func digits() throws -> DataTable {
  let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  let root = tests.deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  return try DataTable(contentsOf: root.appendingPathComponent("Examples/digits.csv").path)
}

extension SplitMix64 {
  /// A standard normal number (Box and Muller 1958).
  mutating func nextNormal() -> Double {
    let u = Double.random(in: 0x1p-53...1, using: &self)
    let v = Double.random(in: 0..<1, using: &self)
    return (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
  }
}

/// Spiked data: independent normal columns, the first with the given variances, the rest with
/// variance `noise`.
func spikedData(
  rows: Int, columns: Int, spikes: [Double] = [], noise: Double, seed: UInt64
) -> Matrix {
  var generator = SplitMix64(state: seed)
  var data = Matrix(rows: rows, columns: columns)
  for i in 0..<rows {
    for j in 0..<columns {
      let variance = j < spikes.count ? spikes[j] : noise
      data[i, j] = variance.squareRoot() * generator.nextNormal()
    }
  }
  return data
}

/// `n` ulps of 1.
func ulps(_ n: Int) -> Double { Double(n) * .ulpOfOne }
