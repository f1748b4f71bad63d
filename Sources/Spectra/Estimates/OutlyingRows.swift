import LinearVAE
import NumericKit
import Storage

/// Signals of a data set that a few of its rows make, as heavy tails and spoilt rows do.
///
/// A row at a distance `d` from the mean adds `d²/P` to the variance of its direction. Rows of which this makes
/// up half of the weakest signal, and that lie far beyond the usual distance, are left out for a second look; if
/// signals are gone then, these rows were all they rested on.
public struct OutlyingRows: Sendable, Hashable {
  /// The rows as messages count them, from 1, the farthest from the mean first.
  public let rows: [Int]
  /// How many signals there are with them.
  public let signals: Int
  /// How many are left without them.
  public let signalsWithout: Int

  /// Rows of which each has its distance kept; among more of them few make no signal, and memory is not to
  /// grow with them.
  private static let largest = 1 << 20

  /// Squared distances that are so many times the median one are unusual.
  private static let unusual = 10.0

  /// Looks for such rows; `nil` if no signal rests on a few rows, which are at most one in 20, for a Laplace
  /// decoder, whose scores have no tails, and for a million rows or more.
  ///
  /// - Parameters:
  ///   - table: The samples that the spectrum is of.
  ///   - estimate: The signals of that spectrum.
  ///   - options: How the spectrum was taken.
  ///   - context: How the work is carried out.
  /// - Throws: What reading the table and taking its spectrum throw.
  /// - Complexity: Two passes over the table; and one more spectrum if there are unusual rows.
  public init?(
    in table: DataTable, of estimate: SignalEstimate, options: SpectrumOptions,
    _ context: RunContext = .current
  ) throws {
    guard let weakest = estimate.spikes.last?.sample, options.decoder != .laplace,
      table.rows <= Self.largest
    else { return nil }
    let distances = try context.run { _ in
      let sample = try DataSample(table, options)
      return try RowDistances.all(of: sample, options)
    }
    let median = distances.sorted()[distances.count / 2]
    let least = max(weakest / 2, Self.unusual * median)
    let found = distances.indices.filter { distances[$0] > least }
      .sorted { (-distances[$0], $0) < (-distances[$1], $1) }
    guard !found.isEmpty, 20 * found.count <= table.rows else { return nil }
    var others = options
    var weights = options.weights ?? Array(repeating: 1, count: table.rows)
    for row in found { weights[row] = 0 }
    others.weights = weights
    let rest = try SignalEstimate(of: DataSpectrum(of: table, options: others, context))
    (signals, signalsWithout) = (estimate.signals, rest?.signals ?? 0)
    guard signalsWithout < signals else { return nil }
    rows = found.map { table.place(row: $0, column: 0).cell.row }
  }
}

/// The squared distances of rows from the mean, each over `Σ w`: what the row adds to the trace.
private struct RowDistances: RowSum {
  private let rows: ScoreRows
  private let columns: Int
  private var squares: [Double] = []
  private var scores: [Double] = []

  private init(_ rows: ScoreRows, columns: Int) { (self.rows, self.columns) = (rows, columns) }

  static func all(of sample: DataSample, _ options: SpectrumOptions) throws -> [Double] {
    let (rows, columns) = (try ScoreRows(of: sample, options), sample.table.columns)
    let sum = try RowDistances(rows, columns: columns).summed(
      over: sample.table, rowsPerBlock: rowsPerBlock(columns: columns, atLeast: 1), holding: columns
    )
    let factor = options.scoreFactor(rows.moments) / sample.weights.total
    return sum.squares.map { factor * $0 }
  }

  mutating func add(_ block: DataTable.Block, threads: Int) {
    let (count, columns, rows) = (block.values.count, columns, rows)
    if scores.count < count { scores = Array(repeating: 0, count: count) }
    scores.withUnsafeMutableBufferPointer { rows.write(block, into: $0) }
    scores.withUnsafeBufferPointer { scores in
      for start in stride(from: 0, to: count, by: columns) {
        var sum = 0.0
        for j in start..<(start + columns) { sum += scores[j] * scores[j] }
        squares.append(sum)
      }
    }
  }

  mutating func add(_ other: RowDistances) { squares += other.squares }
}
