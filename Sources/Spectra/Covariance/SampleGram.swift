import NumericKit
import Storage

/// The products of all pairs of samples of a table with fewer rows than columns: a smaller matrix with
/// the eigenvalues of the covariance, but for zeros, (gram).
struct SampleGram: RowSum {
  private let sample: DataSample
  private let scores: ColumnScores
  private var gram: GramAccumulator
  private(set) var moments = ColumnMoments()
  private var scratch: [Double] = []

  private init(_ sample: DataSample, _ scores: ColumnScores) {
    (self.sample, self.scores) = (sample, scores)
    gram = GramAccumulator(columns: sample.table.rows)
  }

  /// Reads the table once, some columns at a time, each of which is centred and scaled before it is
  /// multiplied.
  ///
  /// - Complexity: O(P² N) time; O(P²) memory beside the table, whatever `N`.
  init(of sample: DataSample, standardized: Bool) throws {
    let scores = try ColumnScores(of: sample, standardized: standardized)
    // At least a page of each row of the file.
    let rows = max(512, Self.rowsPerBlock(columns: sample.table.rows))
    let order = sample.table.rows
    self = try SampleGram(sample, scores)
      .summed(over: sample.table.transposed, rowsPerBlock: rows, holding: order * order)
    try moments.check(in: sample.table)
  }

  mutating func add(_ block: DataTable.Block, threads: Int) throws {
    try sample.check(block, isTransposed: true)
    let (samples, count, scores) = (gram.columns, block.values.count, scores)
    if scratch.count < count { scratch = Array(repeating: 0, count: count) }
    let starts = stride(from: 0, to: count, by: samples)
    let found = scratch.withUnsafeMutableBufferPointer { scratch in
      starts.map { start in
        let column = start..<(start + samples)
        return scores.write(
          of: UnsafeBufferPointer(rebasing: block.values[column]),
          into: UnsafeMutableBufferPointer(rebasing: scratch[column]))
      }
    }
    for (index, moment) in found.enumerated() {
      moments.append(moment, column: block.firstRow + index)
    }
    scratch.withUnsafeBufferPointer {
      gram.add(UnsafeBufferPointer(rebasing: $0[..<count]), threads: threads)
    }
  }

  mutating func add(_ other: SampleGram) {
    gram.add(other.gram)
    moments.append(other.moments)
  }

  /// `Σ_j √w_a s_aj s_bj √w_b / Σ w` with scores `s`, `P × P`, whose memory leaves this sum.
  mutating func takeMatrix() -> Matrix { gram.takeMatrix(dividedBy: sample.weights.total) }
}
