import RealModule
import Storage

/// Sums over samples of what a code is judged by.
struct CodeSums {
  let form: SpreadForm
  private var rows = 0
  private(set) var mean: [Double]
  private var kl: [Double]
  private var variance: [Double]
  private var wide: [Double]
  /// `Σ σ²` of all latents if the spreads stood in another form; `nil` once they cannot.
  private var others: [SpreadForm: [Double]]

  init(columns: Int, form: SpreadForm) {
    self.form = form
    let zeros = Array(repeating: 0.0, count: columns)
    (mean, kl, variance, wide) = (zeros, zeros, zeros, zeros)
    others = Dictionary(uniqueKeysWithValues: SpreadForm.allCases.map { ($0, zeros) })
    others[form] = nil
  }

  /// Adds rows, one after the other.
  mutating func add(
    firstRow: Int, _ means: [Double], _ spreads: [Double], of meanTable: DataTable,
    _ spreadTable: DataTable
  ) throws(DataFileError) {
    let columns = mean.count
    rows += means.count / columns
    for (index, (μ, s)) in zip(means, spreads).enumerated() {
      let (row, k) = (firstRow + index / columns, index % columns)
      let logVariance = form.logVariance(s)
      guard abs(logVariance) <= CodeSummary.logVarianceLimit else {
        throw spreadTable.unsuited(
          row, k, "\(s) cannot be \(form.name)",
          "the spread of a posterior is \(SpreadForm.logVariance.name) unless told otherwise")
      }
      guard abs(μ) <= CodeSummary.meanLimit else {
        throw meanTable.unsuited(row, k, "\(μ) cannot be the mean of a code", nil)
      }
      // σ² − 1 − ln σ², without the cancellation near σ² = 1.
      let excess = Double.expMinusOne(logVariance)
      mean[k] += μ
      kl[k] += 0.5 * (μ * μ + max(0, excess - logVariance))
      variance[k] += 1 + excess
      wide[k] += excess > -0.1 ? 1 : 0
    }
    for (other, sums) in others {
      others[other] = Self.adding(spreads, as: other, to: sums)
    }
  }

  private static func adding(
    _ spreads: [Double], as form: SpreadForm, to sums: [Double]
  ) -> [Double]? {
    var sums = sums
    for (index, s) in spreads.enumerated() {
      if form.isPositive && s <= 0 { return nil }
      sums[index % sums.count] += .exp(min(form.logVariance(s), CodeSummary.logVarianceLimit))
    }
    return sums
  }

  /// The averages, with the variances of the means.
  func latents(variances: [Double]) -> [LatentSummary] {
    let count = Double(rows)
    return mean.indices.map { k in
      LatentSummary(
        index: k, kl: kl[k] / count, meanOfMean: mean[k] / count, varianceOfMean: variances[k],
        meanVariance: variance[k] / count, widePosteriorShare: wide[k] / count)
    }
  }

  /// The form that brings the code into balance, (code-balance), where the one that it was read in is far
  /// from that.
  func likelierForm(_ latents: [LatentSummary]) -> SpreadForm? {
    let off = latents.filter { abs($0.imbalance) > 0.05 }
    guard !off.isEmpty else { return nil }
    func distance(_ sums: [Double]) -> Double {
      let distances = off.map { abs($0.secondMoment + sums[$0.index] / Double(rows) - 1) }
      return distances.reduce(0) { $0 + min($1, 10) } / Double(off.count)
    }
    let present = distance(variance)
    let best = others.map { (form: $0.key, distance: distance($0.value)) }
      .min { ($0.distance, $0.form.rawValue) < ($1.distance, $1.form.rawValue) }
    guard let best, present > 0.1, best.distance < 0.25 * present else { return nil }
    return best.form
  }
}

extension DataTable {
  /// An error about one number, with its row and column counted from 1.
  func unsuited(_ row: Int, _ column: Int, _ reason: String, _ remedy: String?) -> DataFileError {
    let cell = DataFileError.Cell(
      row: row + 1, column: title(ofColumn: column).number, name: title(ofColumn: column).name)
    return DataFileError(
      path: path, problem: .unsuited(reason: "\(cell): \(reason)", remedy: remedy))
  }
}
