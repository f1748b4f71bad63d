import LinearVAE

/// The eigenvalues of data in groups of neighbours, each with their mean in place of them: as many as a
/// problem can be followed with.
///
/// The mean of every group is kept, and so the total variance; of all ways to make so many groups the one with
/// the smallest error of the second moment is taken. A group of one direction, such as a strong factor, has
/// the share 0: two latents cannot both lie in it. The shares are of the `N` directions that are left, which
/// is the `N` of the flow's units.
public struct GroupedSpectrum: Sendable, Hashable {
  /// The groups, by descending variance.
  public let data: SpectralData
  /// How much of the second moment `Σ λ²/N` is lost, relative to it.
  public let momentError: Double

  /// Groups the eigenvalues of data, each of which is one of `N` directions.
  ///
  /// - Parameters:
  ///   - eigenvalues: All `N` of them, descending and `≥ 0`.
  ///   - limit: The most groups.
  /// - Complexity: O(groups · N log N).
  public init(of eigenvalues: [Double], groups limit: Int) {
    precondition(isSpectrum(eigenvalues), "eigenvalues must be finite, ≥ 0 and descending")
    precondition(limit >= 1 && !eigenvalues.isEmpty, "\(limit) groups of \(eigenvalues.count)")
    // One group at least has more than one direction, or they are all there is.
    let partition = Partition(of: eigenvalues, parts: min(limit, max(1, eigenvalues.count - 1)))
    let count = partition.parts.reduce(0) { $0 + ($1.count > 1 ? $1.count : 0) }
    data = SpectralData(
      partition.parts.map { part in
        let isSingle = part.count == 1 && count > 0
        return .init(
          variance: eigenvalues[part].reduce(0, +) / Double(part.count),
          share: isSingle ? 0 : Double(part.count) / Double(max(1, count)))
      })
    let second = eigenvalues.reduce(0) { $0 + $1 * $1 }
    momentError = second > 0 ? max(0, partition.loss) / second : 0
  }
}

/// The division of a sorted list into runs whose elements differ least from their mean, in the sum of
/// squares: dynamic programming, each row by divide and conquer, since the best start of the last run
/// does not move back when the list grows.
private struct Partition {
  private(set) var parts: [Range<Int>] = []
  private(set) var loss = 0.0
  private let sums: [Double]
  private let squares: [Double]

  init(of values: [Double], parts limit: Int) {
    // Around the mean, so that the differences of sums keep their digits.
    let mean = values.reduce(0, +) / Double(values.count)
    var (sums, squares) = ([0.0], [0.0])
    for value in values {
      sums.append((sums.last ?? 0) + (value - mean))
      squares.append((squares.last ?? 0) + (value - mean) * (value - mean))
    }
    (self.sums, self.squares) = (sums, squares)
    let count = values.count
    guard limit < count else {
      parts = (0..<count).map { $0..<($0 + 1) }
      return
    }
    // least[j]: the smallest loss of the first j values in as many parts as there are rows so far.
    var least = (0...count).map { loss(of: 0..<$0) }
    var starts: [[Int]] = []
    for rows in 1..<limit {
      var (next, start) = (least, [Int](repeating: 0, count: count + 1))
      improve(&next, &start, from: least, columns: (rows + 1)...count, starts: rows...count)
      starts.append(start)
      least = next
    }
    loss = least[count]
    var end = count
    for start in starts.reversed() {
      parts.append(start[end]..<end)
      end = start[end]
    }
    parts.append(0..<end)
    parts.reverse()
  }

  /// The sum of the squared differences from the mean in a run.
  private func loss(of run: Range<Int>) -> Double {
    guard run.count > 1 else { return 0 }
    let sum = sums[run.upperBound] - sums[run.lowerBound]
    let squared = squares[run.upperBound] - squares[run.lowerBound]
    return max(0, squared - sum * sum / Double(run.count))
  }

  private func improve(
    _ next: inout [Double], _ start: inout [Int], from least: [Double],
    columns: ClosedRange<Int>, starts: ClosedRange<Int>
  ) {
    let middle = (columns.lowerBound + columns.upperBound) / 2
    var (best, bestStart) = (Double.infinity, starts.lowerBound)
    for candidate in starts.lowerBound...max(starts.lowerBound, min(middle - 1, starts.upperBound))
    {
      let value = least[candidate] + loss(of: candidate..<middle)
      if value < best { (best, bestStart) = (value, candidate) }
    }
    (next[middle], start[middle]) = (best, bestStart)
    if columns.lowerBound < middle {
      improve(
        &next, &start, from: least, columns: columns.lowerBound...(middle - 1),
        starts: starts.lowerBound...bestStart)
    }
    if middle < columns.upperBound {
      improve(
        &next, &start, from: least, columns: (middle + 1)...columns.upperBound,
        starts: bestStart...starts.upperBound)
    }
  }
}
