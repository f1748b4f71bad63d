import NumericKit
import Storage

struct ShiftedMoments: RowSum {
  private let columns: Int
  private var rows = 0
  private let shift: [Double]
  private var sum: [Double]
  private var gram: GramAccumulator
  private var shifted: [Double] = []
  /// For each column, whether a value differs from the shift.
  private(set) var varies: [Bool]

  private init(shift: [Double]) {
    columns = shift.count
    self.shift = shift
    sum = Array(repeating: 0, count: columns)
    gram = GramAccumulator(columns: columns)
    varies = Array(repeating: false, count: columns)
  }

  /// The sums over all rows of a table, about the mean of its first rows.
  init(of table: DataTable) throws {
    var mean: [Double] = []
    let rows = Self.rowsPerBlock(columns: table.columns)
    let first = 0..<min(table.rows, rows)
    try table.forEachBlock(ofRows: first.count, in: first) {
      mean = Self.stableMean($0.values, columns: table.columns)
    }
    self = try ShiftedMoments(shift: mean)
      .summed(over: table, rowsPerBlock: rows)
  }

  mutating func add(_ block: DataTable.Block, threads: Int) {
    let values = block.values
    if shifted.count < values.count { shifted = Array(repeating: 0, count: values.count) }
    rows += values.count / columns
    Self.subtract(shift, from: values, into: &shifted, sum: &sum)
    shifted.withUnsafeBufferPointer { shifted in
      noteVariation(in: shifted[..<values.count])
      gram.add(UnsafeBufferPointer(rebasing: shifted[..<values.count]), threads: threads)
    }
  }

  /// Looks for columns that vary only where none is known to: in nearly all data the first rows do.
  private mutating func noteVariation(in shifted: Slice<UnsafeBufferPointer<Double>>) {
    for column in 0..<columns where !varies[column] {
      varies[column] = stride(from: column, to: shifted.count, by: columns)
        .contains { shifted[$0] != 0 }
    }
  }

  mutating func add(_ other: ShiftedMoments) {
    rows += other.rows
    for j in 0..<columns {
      sum[j] += other.sum[j]
      varies[j] = varies[j] || other.varies[j]
    }
    gram.add(other.gram)
  }

  private static func subtract(
    _ shift: [Double], from values: UnsafeBufferPointer<Double>, into target: inout [Double],
    sum: inout [Double]
  ) {
    let columns = shift.count
    target.withUnsafeMutableBufferPointer { target in
      sum.withUnsafeMutableBufferPointer { sum in
        for start in stride(from: 0, to: values.count, by: columns) {
          for j in 0..<columns {
            let difference = values[start + j] - shift[j]
            target[start + j] = difference
            sum[j] += difference
          }
        }
      }
    }
  }

  /// The mean relative to the first row: exactly that row's value where a column is constant.
  private static func stableMean(_ values: UnsafeBufferPointer<Double>, columns: Int) -> [Double] {
    var offsets = [Double](repeating: 0, count: columns)
    for start in stride(from: 0, to: values.count, by: columns) {
      for j in 0..<columns { offsets[j] += values[start + j] - values[j] }
    }
    let count = Double(values.count / columns)
    return offsets.indices.map { values[$0] + offsets[$0] / count }
  }

  /// The columns in which all values so far are equal: none differs from the shift, for if all of the
  /// first rows equal it, so do the others.
  var constantColumns: [Int] { varies.indices.filter { !varies[$0] } }

  var mean: [Double] { zip(shift, sum).map { $0 + $1 / Double(rows) } }

  var covariance: Matrix {
    let offset = sum.map { $0 / Double(rows) }
    var result = gram.matrix
    for i in 0..<columns {
      for j in 0..<columns {
        result[i, j] = result[i, j] / Double(rows) - offset[i] * offset[j]
      }
    }
    return result
  }
}
