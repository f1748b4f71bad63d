import Foundation
import NumericKit
import Spectra

/// A file that lives as long as the test needs it.
struct TemporaryFile: ~Copyable {
  let path: String

  init(_ bytes: some Sequence<UInt8>, suffix: String = ".csv") throws {
    let name = "betaflow-\(UUID().uuidString)\(suffix)"
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(name)
    try Data(bytes).write(to: url)
    path = url.path
  }

  init(_ text: String) throws { try self.init(text.utf8) }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The matrix in a file with the given content.
func matrix(of content: some Sequence<UInt8>) throws -> Matrix {
  let file = try TemporaryFile(content)
  return try DataTable(contentsOf: file.path).matrix()
}

/// What the reader says about a file with the given content; `nil` if it accepts it.
func problem(of content: some Sequence<UInt8>) throws -> DataFileError.Problem? {
  do {
    _ = try matrix(of: content)
    return nil
  } catch let error as DataFileError {
    return error.problem
  }
}

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
