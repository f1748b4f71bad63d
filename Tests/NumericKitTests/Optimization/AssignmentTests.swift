import NumericKit
import Testing

/// The best total over all one-to-one choices, by trying them all.
private func bestTotal(_ gain: Matrix, row: Int = 0, free: Set<Int>, left: Int) -> Double {
  guard row < gain.rows, left > 0 else { return left == 0 ? 0 : -.infinity }
  let skipped = bestTotal(gain, row: row + 1, free: free, left: left)
  return free.reduce(skipped) { best, column in
    let rest = bestTotal(gain, row: row + 1, free: free.subtracting([column]), left: left - 1)
    return max(best, gain[row, column] + rest)
  }
}

private func total(_ gain: Matrix, _ assignment: [Int?]) -> Double {
  assignment.enumerated().reduce(0) { sum, pair in
    sum + (pair.element.map { gain[pair.offset, $0] } ?? 0)
  }
}

@Test(arguments: [(1, 1), (1, 4), (4, 1), (3, 3), (2, 5), (5, 3), (6, 6)], 1...8)
func assignmentIsTheBestOfAll(shape: (Int, Int), seed: Int) {
  let gain = Matrix.random(rows: shape.0, columns: shape.1, seed: UInt64(seed))
  let pairs = min(shape.0, shape.1)
  let assignment = gain.maximumAssignment()
  let columns = assignment.compactMap { $0 }
  #expect(assignment.count == gain.rows)
  #expect(columns.count == pairs && Set(columns).count == pairs)
  let best = bestTotal(gain, free: Set(0..<gain.columns), left: pairs)
  #expect(abs(total(gain, assignment) - best) <= ulps(16))
}

/// A greedy choice takes 10 first and ends at 10 + 0.
@Test func assignmentIsNotGreedy() {
  #expect(([[10, 9], [9, 0]] as Matrix).maximumAssignment() == [1, 0])
}

@Test func aHiddenPermutationOfOrder64IsFound() {
  let n = 64
  var gain = Matrix.random(rows: n, columns: n, seed: 3)
  for i in 0..<n { gain[i, (5 * i + 3) % n] += 10 }
  #expect(gain.maximumAssignment() == (0..<n).map { (5 * $0 + 3) % n })
}

@Test func tiesAndEmptyMatricesAreNoTrouble() {
  let flat = Matrix(rows: 3, columns: 4).maximumAssignment().compactMap { $0 }
  #expect(Set(flat).count == 3)
  #expect(Matrix(rows: 2, columns: 0).maximumAssignment() == [nil, nil])
}
