import NumericKit
import Storage

/// Medians of the columns of a table, and what the signs about them are scaled by.
struct MedianSigns: RowSum {
  private let scores: ColumnScores
  private let samples: Int
  private var scratch: [Double] = []
  private(set) var moments = ColumnMoments()
  private(set) var medians: [Double] = []
  private(set) var scales: [Double] = []

  private init(_ scores: ColumnScores, samples: Int) {
    (self.scores, self.samples) = (scores, samples)
  }

  /// Reads the table by columns.
  ///
  /// - Complexity: O(P N ln P) time; O(P) memory, at least 32 MiB.
  init(of sample: DataSample, standardized: Bool) throws {
    let scores = try ColumnScores(of: sample, standardized: standardized)
    let length = max(8, (1 << 22) / sample.table.rows)
    self = try MedianSigns(scores, samples: sample.table.rows)
      .summed(over: sample.table.transposed, rowsPerBlock: length, holding: 3 * length)
  }

  mutating func add(_ block: DataTable.Block, threads: Int) {
    let scores = scores
    if scratch.isEmpty { scratch = Array(repeating: 0, count: samples) }
    for start in stride(from: 0, to: block.values.count, by: samples) {
      let values = UnsafeBufferPointer(rebasing: block.values[start..<(start + samples)])
      let signs = scratch.withUnsafeMutableBufferPointer { scores.signs(of: values, scratch: $0) }
      medians.append(signs.median)
      scales.append(signs.scale)
      moments.append(signs.moments, column: block.firstRow + start / samples)
    }
  }

  mutating func add(_ other: MedianSigns) {
    medians += other.medians
    scales += other.scales
    moments.append(other.moments)
  }
}
