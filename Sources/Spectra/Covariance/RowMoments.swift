import NumericKit
import Storage

/// Mean of the rows of a table, with their covariance or the variances only, in one pass, (moments).
///
/// Each block of rows is centred at its own mean, whose distance from the mean so far enters as one
/// more row (Chan, Golub and LeVeque 1983). Nothing large is ever subtracted from anything large, so
/// neither a mean that is large against the spread nor first rows far from the others cost digits.
struct RowMoments<Products: RowProducts>: RowSum {
  private let columns: Int
  private let sample: DataSample
  /// What values are measured from; exactly the value of a column that is constant.
  private let origin: [Double]
  /// Whether the signs of values about the origin take their place.
  private let takesSigns: Bool
  private var weight = 0.0
  /// Relative to the origin.
  private var offset: [Double]
  private var products: Products
  private var scratch: [Double] = []
  /// For each column, whether a value that counts differs from the origin.
  private var varies: [Bool]

  private init(_ sample: DataSample, origin: [Double], takesSigns: Bool) {
    (self.sample, self.origin, self.takesSigns) = (sample, origin, takesSigns)
    columns = origin.count
    offset = Array(repeating: 0, count: columns)
    varies = Array(repeating: false, count: columns)
    products = Products(columns: columns)
  }

  /// The moments of the rows.
  ///
  /// - Complexity: O(P N²) time and O(N²) memory, whatever `P`; for variances only O(P N) and O(N).
  init(of sample: DataSample) throws {
    let table = sample.table
    let length = Self.rowsPerBlock(columns: table.columns)
    let first = sample.weights.firstRow
    var origin: [Double] = []
    try table.forEachBlock(ofRows: length, in: first..<min(first + length, table.rows)) {
      origin = Self.mean(of: $0, columns: table.columns, weights: sample.weights)
    }
    self = try RowMoments(sample, origin: origin, takesSigns: false).summed()
  }

  /// The moments of the signs of the values about the given number of each column.
  init(ofSignsIn sample: DataSample, about medians: [Double]) throws {
    self = try RowMoments(sample, origin: medians, takesSigns: true).summed()
  }

  private func summed() throws -> RowMoments {
    try summed(
      over: sample.table,
      rowsPerBlock: Self.rowsPerBlock(columns: columns, atLeast: Products.leastRows),
      holding: products.count)
  }

  mutating func add(_ block: DataTable.Block, threads: Int) throws {
    try sample.check(block)
    let count = block.values.count
    let rows = block.firstRow..<(block.firstRow + count / columns)
    let added = sample.weights.sum(over: rows)
    guard added > 0 else { return }
    // Room for one more row: the distance of the means.
    if scratch.count < count + columns {
      scratch = Array(repeating: 0, count: count + columns)
    }
    var mean = [Double](repeating: 0, count: columns)
    measure(block.values, rows, sum: &mean)
    noteVariation(rows)
    for j in 0..<columns { mean[j] /= added }
    centre(rows, at: mean)
    let distance = distance(of: mean, weighing: added)
    scratch.replaceSubrange(count..<(count + columns), with: distance)
    scratch.withUnsafeBufferPointer {
      products.add(UnsafeBufferPointer(rebasing: $0[..<(count + columns)]), threads: threads)
    }
  }

  mutating func add(_ other: RowMoments) {
    guard other.weight > 0 else { return }
    for j in 0..<columns { varies[j] = varies[j] || other.varies[j] }
    products.add(other.products)
    distance(of: other.offset, weighing: other.weight).withUnsafeBufferPointer {
      products.add($0, threads: 1)
    }
  }

  /// What a mean of further rows adds to the products, as a row; the mean so far moves towards it.
  private mutating func distance(of mean: [Double], weighing added: Double) -> [Double] {
    let share = added / (weight + added)
    let root = (weight * share).squareRoot()
    weight += added
    return mean.indices.map { j in
      let difference = mean[j] - offset[j]
      offset[j] += share * difference
      return root * difference
    }
  }

  /// Writes values relative to the origin, or their signs, and adds them up.
  private mutating func measure(
    _ values: UnsafeBufferPointer<Double>, _ rows: Range<Int>, sum: inout [Double]
  ) {
    let (columns, takesSigns, weights) = (columns, takesSigns, sample.weights)
    origin.withUnsafeBufferPointer { origin in
      scratch.withUnsafeMutableBufferPointer { target in
        sum.withUnsafeMutableBufferPointer { sum in
          for (index, row) in rows.enumerated() {
            let (start, weight) = (index * columns, weights[row])
            for j in 0..<columns { target[start + j] = values[start + j] - origin[j] }
            if takesSigns {
              for j in 0..<columns { target[start + j] = Double(signOf: target[start + j]) }
            }
            for j in 0..<columns { sum[j] += weight * target[start + j] }
          }
        }
      }
    }
  }

  private mutating func centre(_ rows: Range<Int>, at mean: [Double]) {
    let (columns, weights) = (columns, sample.weights)
    mean.withUnsafeBufferPointer { mean in
      scratch.withUnsafeMutableBufferPointer { target in
        for (index, row) in rows.enumerated() {
          let (start, root) = (index * columns, weights[row].squareRoot())
          for j in 0..<columns { target[start + j] = (target[start + j] - mean[j]) * root }
        }
      }
    }
  }

  /// Looks for columns that vary only where none is known to: in nearly all data the first rows do.
  private mutating func noteVariation(_ rows: Range<Int>) {
    for column in 0..<columns where !varies[column] {
      varies[column] = rows.enumerated().contains { index, row in
        scratch[index * columns + column] != 0 && sample.weights[row] > 0
      }
    }
  }

  /// The mean relative to the first row: exactly that row's value where a column is constant.
  private static func mean(
    of block: DataTable.Block, columns: Int, weights: RowWeights
  ) -> [Double] {
    let (values, rows) = (block.values, block.values.count / columns)
    var offsets = [Double](repeating: 0, count: columns)
    for i in 0..<rows {
      let weight = weights[block.firstRow + i]
      for j in 0..<columns { offsets[j] += weight * (values[i * columns + j] - values[j]) }
    }
    let total = weights.sum(over: block.firstRow..<(block.firstRow + rows))
    return offsets.indices.map { values[$0] + offsets[$0] / total }
  }

  /// The columns in which no value differs from the origin: if all of the first rows equal it, so do the
  /// others.
  var constantColumns: [Int] { varies.indices.filter { !varies[$0] } }

  /// Of the values, or of their signs.
  var mean: [Double] { takesSigns ? offset : zip(origin, offset).map(+) }
}

extension RowMoments<GramAccumulator> {
  /// The covariance, whose memory leaves this sum.
  mutating func takeCovariance() -> Matrix { products.takeMatrix(dividedBy: weight) }
}

extension RowMoments<ColumnSquares> {
  var moments: ColumnMoments {
    ColumnMoments(
      mean: mean, variances: products.values.map { $0 / weight }, constantColumns: constantColumns)
  }
}

/// What is summed up of rows whose mean is 0.
protocol RowProducts: Sendable {
  /// The rows that are worth a block.
  static var leastRows: Int { get }
  init(columns: Int)
  mutating func add(_ rows: UnsafeBufferPointer<Double>, threads: Int)
  mutating func add(_ other: Self)
  /// How many numbers the sum holds.
  var count: Int { get }
}

/// Of all pairs of columns.
extension GramAccumulator: RowProducts {
  static var leastRows: Int { 64 }
  var count: Int { columns * columns }
}

/// Of each column with itself.
struct ColumnSquares: RowProducts {
  static var leastRows: Int { 1 }

  private(set) var values: [Double]

  init(columns: Int) { values = Array(repeating: 0, count: columns) }

  var count: Int { values.count }

  mutating func add(_ rows: UnsafeBufferPointer<Double>, threads: Int) {
    for start in stride(from: 0, to: rows.count, by: count) {
      for j in values.indices { values[j] += rows[start + j] * rows[start + j] }
    }
  }

  mutating func add(_ other: ColumnSquares) {
    for j in values.indices { values[j] += other.values[j] }
  }
}

extension Double {
  /// −1, 0 or 1.
  init(signOf value: Double) { self = (value > 0 ? 1 : 0) - (value < 0 ? 1 : 0) }
}
