import NumericKit
import Testing

/// Symmetric matrices by their triangles, multiplied and combined in blocks: of `Double`, as C does it for the
/// processor's vectors, and of `Dual`, as the loops written in Swift do.
@Suite("Blocks of matrices")
struct MatrixBlocksTests {
  /// As many numbers as asked for, none a simple fraction.
  private func numbers(_ count: Int, seed: UInt64) -> [Double] {
    Matrix.random(rows: 1, columns: count, seed: seed).elements
  }

  private func duals(_ values: [Double]) -> [Dual] { values.map { Dual(constant: $0) } }

  @Test("sums over all matrices are those of the numbers", arguments: [1, 7, 8, 16, 19])
  func sums(matrices: Int) {
    let count = 5
    let (x, weights) = (numbers(count * matrices, seed: 1), numbers(matrices, seed: 2))
    var (plain, weighted) = (numbers(count, seed: 3), numbers(count, seed: 4))
    MatrixBlocks.sum(
      x, weights: weights, matrices: matrices, elements: count, into: &plain, &weighted)
    var (dualPlain, dualWeighted) = (duals(plain), duals(weighted))
    MatrixBlocks.sum(
      duals(x), weights: weights, matrices: matrices, elements: count, into: &dualPlain,
      &dualWeighted)
    for r in 0..<count {
      var (sum, weightedSum, size) = (0.0, 0.0, 0.0)
      for m in 0..<matrices {
        let start = m / MatrixBlocks.size * MatrixBlocks.size
        let n = min(MatrixBlocks.size, matrices - start)
        let value = x[start * count + r * n + m - start]
        (sum, weightedSum) = (sum + value, weightedSum + weights[m] * value)
        size += abs(value) + abs(weights[m] * value)
      }
      // Rounding of so many additions in any order.
      let rounding = Double(matrices) * .ulpOfOne * size
      #expect(abs(plain[r] - sum) <= rounding)
      #expect(abs(weighted[r] - weightedSum) <= rounding)
      #expect(abs(dualPlain[r].value - sum) <= rounding)
      #expect(abs(dualWeighted[r].value - weightedSum) <= rounding)
    }
  }

  @Test(
    "products are those of each matrix by itself", arguments: [1, 2, 3, 4, 5, 8, 9], [1, 5, 8])
  func products(rows: Int, matrices n: Int) {
    let columns = 2 * rows
    let (matrix, elements) = (numbers(rows * rows, seed: 5), numbers(3 * rows * n, seed: 6))
    // Places that repeat, as those of a symmetric matrix do.
    let table = (0..<(rows * columns)).map { Int32(($0 * 7 + $0 / 3) % (3 * rows)) }
    var out = [Double](repeating: .nan, count: rows * columns * n)
    MatrixBlocks.multiply(
      matrix, rows: rows, columns: columns, elements, table, matrices: n, into: &out)
    var dualOut = duals(out)
    MatrixBlocks.multiply(
      duals(matrix), rows: rows, columns: columns, duals(elements), table, matrices: n,
      into: &dualOut)
    for k in 0..<rows {
      for j in 0..<columns {
        for i in 0..<n {
          let terms = (0..<rows).map { l in
            matrix[l * rows + k] * elements[Int(table[l * columns + j]) * n + i]
          }
          let rounding = Double(rows) * .ulpOfOne * terms.reduce(0) { $0 + abs($1) }
          let place = (k * columns + j) * n + i
          #expect(abs(out[place] - terms.reduce(0, +)) <= rounding)
          #expect(abs(dualOut[place].value - terms.reduce(0, +)) <= rounding)
        }
      }
    }
  }

  @Test(
    "combinations have each term once, with weights only those that follow the plain ones",
    arguments: [(2, 2), (1, 4), (2, 3)], [1, 6, 8])
  func combinations(terms: (plain: Int, weighted: Int), matrices n: Int) {
    let (count, all) = (6, terms.plain + terms.weighted)
    let elements = (0..<5).map { numbers(9 * n, seed: 10 + UInt64($0)) }
    let (first, weights) = (numbers(n, seed: 7), numbers(n, seed: 8))
    let factors = numbers(count, seed: 9)
    let scale = [0.5, -1.25, 2, 0.75, -3]
    let table = (0..<(count * all)).map { Int32($0 * 5 % 9) }
    var out = [Double](repeating: .nan, count: count * n)
    func combine<Scalar: FieldScalar>(
      _ elements: [[Scalar]], _ factors: [Scalar], into out: inout [Scalar]
    ) {
      elements.withPointers { x in
        let term = { MatrixBlocks.Term(scale[$0], times: x[$0]) }
        MatrixBlocks.combine(
          first, factors, weights: weights, (term(0), term(1), term(2), term(3), term(4)), table,
          plain: terms.plain, weighted: terms.weighted, count: count, matrices: n, into: &out)
      }
    }
    var dualOut = duals(out)
    combine(elements, factors, into: &out)
    combine(elements.map(duals), duals(factors), into: &dualOut)
    for r in 0..<count {
      for i in 0..<n {
        let values = (0..<all).map { scale[$0] * elements[$0][Int(table[r * all + $0]) * n + i] }
        let light = factors[r] * first[i] + values[..<terms.plain].reduce(0, +)
        let expected = light + weights[i] * values[terms.plain...].reduce(0, +)
        let size = values.reduce(abs(factors[r] * first[i])) { $0 + abs($1) }
        let rounding = 8 * .ulpOfOne * size * (1 + abs(weights[i]))
        #expect(abs(out[r * n + i] - expected) <= rounding)
        #expect(abs(dualOut[r * n + i].value - expected) <= rounding)
      }
    }
  }
}

extension Array {
  /// Gives `body` the addresses of all rows.
  fileprivate func withPointers<Scalar>(_ body: ([UnsafePointer<Scalar>]) -> Void)
  where Element == [Scalar] {
    let rows = map { row in
      let memory = UnsafeMutablePointer<Scalar>.allocate(capacity: row.count)
      memory.initialize(from: row, count: row.count)
      return memory
    }
    body(rows.map { UnsafePointer($0) })
    for row in rows { row.deallocate() }
  }
}
