import LinearVAE
import NumericKit
import Storage

/// The scores of rows at the best constant, in units of their curvature, (any-threshold).
struct ScoreRows: Sendable {
  private let sample: DataSample
  /// What is subtracted from each column.
  private let centers: [Double]
  /// What each column is multiplied with.
  private let scales: [Double]
  /// The medians that signs are taken about; empty for other decoders than Laplace.
  private let medians: [Double]
  private let isMultinomial: Bool
  /// Of the data, for all decoders.
  let moments: ColumnMoments

  /// Reads the table once, by rows, or for a Laplace decoder by columns and by rows.
  init(of sample: DataSample, _ options: SpectrumOptions) throws {
    self.sample = sample
    isMultinomial = sample.decoder.isMultinomial
    if sample.decoder == .laplace {
      let signs = try MedianSigns(of: sample, standardized: options.standardized)
      let moments = try RowMoments<ColumnSquares>(ofSignsIn: sample, about: signs.medians)
      (medians, scales, centers) = (signs.medians, signs.scales, moments.mean)
      self.moments = signs.moments
    } else {
      moments = try RowMoments<ColumnSquares>(of: sample).moments
      (medians, scales) = ([], options.scoreScales(moments))
      let total = moments.mean.reduce(0, +)
      // Of a multinomial decoder the shares of the columns in the sum of a row.
      centers = isMultinomial ? moments.mean.map { total > 0 ? $0 / total : 0 } : moments.mean
    }
    try moments.check(in: sample.table)
  }

  /// Writes the scores of the rows of a block, each times the root of its row's weight.
  func write(_ block: DataTable.Block, into target: UnsafeMutableBufferPointer<Double>) {
    let columns = centers.count
    centers.withUnsafeBufferPointer { centers in
      scales.withUnsafeBufferPointer { scales in
        for index in 0..<(block.values.count / columns) {
          let range = (index * columns)..<((index + 1) * columns)
          let values = UnsafeBufferPointer(rebasing: block.values[range])
          let row = UnsafeMutableBufferPointer(rebasing: target[range])
          let root = sample.weights[block.firstRow + index].squareRoot()
          let sum = isMultinomial ? values.reduce(0, +) : 1
          if medians.isEmpty {
            for j in 0..<columns { row[j] = (values[j] - sum * centers[j]) * scales[j] * root }
          } else {
            for j in 0..<columns {
              row[j] = (Double(signOf: values[j] - medians[j]) - centers[j]) * scales[j] * root
            }
          }
        }
      }
    }
  }
}

/// The squares of the scores of each column, whose sum is the trace of their covariance.
struct ScoreSquares: RowSum {
  private let rows: ScoreRows
  private var squares: ColumnSquares
  private var scores: [Double] = []

  private init(_ rows: ScoreRows, columns: Int) {
    (self.rows, squares) = (rows, ColumnSquares(columns: columns))
  }

  /// The trace of the covariance of the scores.
  static func trace(of rows: ScoreRows, in sample: DataSample) throws -> Double {
    let columns = sample.table.columns
    let sum = try ScoreSquares(rows, columns: columns).summed(
      over: sample.table, rowsPerBlock: rowsPerBlock(columns: columns, atLeast: 1), holding: columns
    )
    return sum.squares.values.reduce(0, +) / sample.weights.total
  }

  mutating func add(_ block: DataTable.Block, threads: Int) {
    let (count, rows) = (block.values.count, rows)
    if scores.count < count { scores = Array(repeating: 0, count: count) }
    scores.withUnsafeMutableBufferPointer { rows.write(block, into: $0) }
    scores.withUnsafeBufferPointer {
      squares.add(UnsafeBufferPointer(rebasing: $0[..<count]), threads: threads)
    }
  }

  mutating func add(_ other: ScoreSquares) { squares.add(other.squares) }
}

/// `Σ w s sᵀ v` over rows with scores `s`, for a block of vectors `v`.
struct ScoreProduct: RowSum {
  private let rows: ScoreRows
  /// The vectors, as rows.
  private let vectors: Matrix
  private var image: Matrix
  private var scores: [Double] = []

  private init(_ rows: ScoreRows, _ vectors: Matrix) {
    (self.rows, self.vectors) = (rows, vectors)
    image = Matrix(rows: vectors.rows, columns: vectors.columns)
  }

  /// The image of vectors under the covariance of the scores, over `Σ w` rows.
  static func image(of vectors: Matrix, under rows: ScoreRows, in sample: DataSample) throws
    -> Matrix
  {
    let sum = try ScoreProduct(rows, vectors).summed(
      over: sample.table, rowsPerBlock: rowsPerBlock(columns: vectors.columns),
      holding: vectors.elements.count)
    return (1 / sample.weights.total) * sum.image
  }

  mutating func add(_ block: DataTable.Block, threads: Int) {
    let (count, columns, rows) = (block.values.count, vectors.columns, rows)
    if scores.count < count { scores = Array(repeating: 0, count: count) }
    scores.withUnsafeMutableBufferPointer { rows.write(block, into: $0) }
    let length = count / columns
    var overlaps = [Double](repeating: 0, count: length * vectors.rows)
    DenseProduct.multiply(
      scores, vectors.elements, transposed: true, rows: length, inner: columns,
      columns: vectors.rows, into: &overlaps)
    DenseProduct.add(
      transposed: overlaps, scores, rows: vectors.rows, inner: length, columns: columns,
      to: &image.elements)
  }

  mutating func add(_ other: ScoreProduct) {
    for i in image.elements.indices { image.elements[i] += other.image.elements[i] }
  }
}
