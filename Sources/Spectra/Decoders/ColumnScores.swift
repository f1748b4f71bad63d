import LinearVAE
import NumericKit
import RealModule
import Storage

/// The scores of single columns at the best constant, in units of their curvature, (any-threshold).
struct ColumnScores: Sendable {
  private let decoder: Likelihood
  private let standardized: Bool
  private let weights: [Double]
  private let roots: [Double]
  private let isUniform: Bool
  private let total: Double
  /// The rows that equal weights would tell as much as.
  private let effectiveCount: Double
  /// The sum of each row over the mean of these sums; empty unless the decoder is multinomial.
  private let sums: [Double]

  /// - Complexity: O(P) memory; one pass over the table for a multinomial decoder.
  init(of sample: DataSample, standardized: Bool) throws {
    (decoder, self.standardized) = (sample.decoder, standardized)
    weights = (0..<sample.table.rows).map { sample.weights[$0] }
    roots = weights.map { $0.squareRoot() }
    isUniform = weights.allSatisfy { $0 == 1 }
    (total, effectiveCount) = (sample.weights.total, sample.weights.effectiveCount)
    guard decoder.isMultinomial else {
      sums = []
      return
    }
    let found = try sample.rowSums()
    let mean = zip(weights, found).reduce(0) { $0 + $1.0 * $1.1 } / total
    sums = found.map { mean > 0 ? $0 / mean : 0 }
  }

  /// Writes the scores of a column, each times the root of its row's weight.
  ///
  /// - Returns: The moments of the column.
  func write(
    of values: UnsafeBufferPointer<Double>, into target: UnsafeMutableBufferPointer<Double>
  ) -> ColumnMoment {
    var moments = centre(values, into: target)
    var scale: Double
    switch decoder {
    case .laplace:
      let middle = middle(of: values)
      (scale, moments.tie) = medianScale(of: values, at: middle, variance: moments.variance)
      let median = middle.median
      for i in target.indices { target[i] = Double(signOf: values[i] - median) }
      let mean = mean(of: target)
      for i in target.indices { target[i] -= mean }
    case .multinomial:
      scale = decoder.scoreScale(
        mean: moments.mean, variance: moments.variance, standardized: false)
      for i in target.indices { target[i] = values[i] - sums[i] * moments.mean }
    default:
      scale = decoder.scoreScale(
        mean: moments.mean, variance: moments.variance, standardized: standardized)
    }
    for i in target.indices { target[i] *= scale * roots[i] }
    return moments
  }

  /// The median of a column with the scale of the signs about it.
  func signs(
    of values: UnsafeBufferPointer<Double>, scratch: UnsafeMutableBufferPointer<Double>
  ) -> (median: Double, scale: Double, moments: ColumnMoment) {
    var moments = centre(values, into: scratch)
    let middle = middle(of: values)
    let scale: Double
    (scale, moments.tie) = medianScale(of: values, at: middle, variance: moments.variance)
    return (middle.median, scale, moments)
  }

  /// Subtracts the mean, twice: what rounding leaves of a large one is taken away the second time.
  ///
  /// A column in which all values are equal becomes exactly 0.
  private func centre(
    _ values: UnsafeBufferPointer<Double>, into target: UnsafeMutableBufferPointer<Double>
  ) -> ColumnMoment {
    let first = values[weights.firstIndex { $0 > 0 } ?? 0]
    var (sum, varies) = (0.0, false)
    for i in values.indices {
      let difference = weights[i] * (values[i] - first)
      sum += difference
      varies = varies || difference != 0
    }
    let mean = first + sum / total
    guard varies else {
      target.update(repeating: 0)
      return ColumnMoment(mean: first, variance: 0, isConstant: true)
    }
    for i in values.indices { target[i] = values[i] - mean }
    let rest = self.mean(of: target)
    var squares = 0.0
    for i in target.indices {
      target[i] -= rest
      squares += weights[i] * target[i] * target[i]
    }
    return ColumnMoment(mean: mean + rest, variance: squares / total, isConstant: false)
  }

  private func mean(of values: UnsafeMutableBufferPointer<Double>) -> Double {
    var sum = 0.0
    for i in values.indices { sum += weights[i] * values[i] }
    return sum / total
  }

  /// The values between which half of the weight lies below and half above: two where both can claim it,
  /// or else the same twice.
  private func middle(of values: UnsafeBufferPointer<Double>) -> MedianValues {
    guard !isUniform else {
      let sorted = values.sorted()
      return MedianValues(low: sorted[(sorted.count - 1) / 2], high: sorted[sorted.count / 2])
    }
    let order = values.indices.filter { weights[$0] > 0 }.sorted { values[$0] < values[$1] }
    var below = 0.0
    for (position, index) in order.enumerated() {
      below += weights[index]
      if below > total / 2 { return MedianValues(low: values[index], high: values[index]) }
      if below == total / 2 {
        return MedianValues(low: values[index], high: values[order[position + 1]])
      }
    }
    let last = order.last.map { values[$0] } ?? 0
    return MedianValues(low: last, high: last)
  }

  /// `1/√(2f)`, with the density `f` at the median by a Gaussian kernel of Scott's width, `P^{−1/5}`
  /// standard deviations.
  ///
  /// Repeated values at the median are told from a density by their share of that estimate: values that are
  /// rounded, but finer than the kernel is wide, make up little of it.
  private func medianScale(
    of values: UnsafeBufferPointer<Double>, at middle: MedianValues, variance: Double
  ) -> (scale: Double, tie: MedianTie?) {
    guard variance > 0 else { return (0, nil) }
    let deviation = (variance / (1 - 1 / effectiveCount)).squareRoot()
    let width = deviation * Double.pow(effectiveCount, -0.2)
    let median = middle.median
    var sum = 0.0
    var (low, high) = ((sum: 0.0, largest: 0.0), (sum: 0.0, largest: 0.0))
    for i in values.indices {
      let distance = (values[i] - median) / width
      sum += weights[i] * Double.exp(-distance * distance / 2)
      if values[i] == middle.low {
        low = (low.sum + weights[i], max(low.largest, weights[i]))
      } else if values[i] == middle.high {
        high = (high.sum + weights[i], max(high.largest, weights[i]))
      }
    }
    let density = sum / (total * width * (2 * Double.pi).squareRoot())
    // One value of each is there in any data.
    let (repeated, distance) = (
      low.sum - low.largest + high.sum - high.largest, (middle.high - median) / width
    )
    let share = repeated * Double.exp(-distance * distance / 2) / sum
    let tie =
      share > MedianTie.largestShare
      ? MedianTie(values: middle, share: (low.sum + high.sum) / total) : nil
    return (1 / (2 * density * (standardized ? variance.squareRoot() : 1)).squareRoot(), tie)
  }
}

extension DataSample {
  /// The sum of each row.
  fileprivate func rowSums() throws(DataFileError) -> [Double] {
    var sums: [Double] = []
    sums.reserveCapacity(table.rows)
    let columns = table.columns
    try table.forEachBlock(ofRows: max(1, (1 << 17) / columns)) { block in
      for start in stride(from: 0, to: block.values.count, by: columns) {
        sums.append(block.values[start..<(start + columns)].reduce(0, +))
      }
    }
    return sums
  }
}
