import MessageText
import Storage

/// What a decoder makes of draws of `z` from the prior: whether it reacts to them at all.
public struct DecoderProbe: Sendable, Hashable {
  /// `K`, the number of draws.
  public let draws: Int
  /// `N`, the number of outputs.
  public let columns: Int
  /// The variance of each output over the draws, with divisor `K`.
  public let variances: [Double]
  /// The mean square of all outputs.
  public let meanSquare: Double
  /// The share of outputs that are the same for all draws, rounding of `Float` aside.
  public let constantShare: Double

  /// Reads outputs, or the values of units within the decoder, one row for each draw.
  ///
  /// - Throws: `DataFileError` for values that are not finite, or a single draw.
  public init(of outputs: DataTable) throws(DataFileError) {
    guard outputs.rows >= 2 else {
      throw DataFileError(
        path: outputs.path,
        problem: .unsuited(
          reason: "holds a single row, in which nothing can vary",
          remedy: "decode several draws of z (K × columns, K of 16 or more)"))
    }
    (draws, columns) = (outputs.rows, outputs.columns)
    var moments = ColumnSums(columns: columns)
    let length = max(1, (1 << 18) / columns)
    try outputs.forEachBlock(ofRows: length) { moments.add($0.values) }
    (variances, meanSquare) = (moments.variances, moments.meanSquare)
    constantShare = Double(moments.constantColumns) / Double(columns)
  }

  /// The variance of all outputs together.
  public var totalVariance: Double { variances.reduce(0, +) }

  /// The variance of the outputs as a share of that of the data, or of their own mean square where the data
  /// are not known.
  public func reaction(relativeTo dataVariance: Double? = nil) -> Double {
    let total = dataVariance ?? meanSquare * Double(columns)
    return total > 0 ? totalVariance / total : 0
  }

  /// The share of the variance below which outputs count as all alike: 0.3 % of the data's standard deviation.
  public static let deadReaction = 1e-5

  /// The share of units that are constant from which on nothing gets through a layer.
  public static let deadShare = 0.95
}

/// Means and variances of columns relative to their first row, so that large means cost no digits.
private struct ColumnSums {
  private let columns: Int
  private var rows = 0.0
  private var origin: [Double] = []
  private var sum: [Double]
  private var square: [Double]
  private var largest: [Double]

  init(columns: Int) {
    self.columns = columns
    sum = Array(repeating: 0, count: columns)
    (square, largest) = (sum, sum)
  }

  mutating func add(_ values: UnsafeBufferPointer<Double>) {
    if origin.isEmpty { origin = Array(values.prefix(columns)) }
    var start = 0
    while start < values.count {
      for column in 0..<columns {
        let difference = values[start + column] - origin[column]
        sum[column] += difference
        square[column] += difference * difference
        largest[column] = max(largest[column], abs(difference))
      }
      start += columns
      rows += 1
    }
  }

  var variances: [Double] {
    zip(sum, square).map { max(0, $1 / rows - ($0 / rows) * ($0 / rows)) }
  }

  var meanSquare: Double {
    let squares = zip(zip(origin, sum), variances).map { pair, variance in
      let mean = pair.0 + pair.1 / rows
      return mean * mean + variance
    }
    return squares.reduce(0, +) / Double(columns)
  }

  var constantColumns: Int {
    zip(origin, largest).count { $1 <= 1e-6 * max(abs($0), 1e-30) }
  }
}
