import MessageText
import NumericKit
import RealModule
import Storage

/// What the encoder of a trained VAE makes of a data set, whatever framework trained it: averages over the
/// samples of its means `μ` and variances `σ²`.
///
/// ```swift
/// let code = try CodeSummary(
///   means: DataTable(contentsOf: "mu.npy"), spreads: DataTable(contentsOf: "logvar.npy"))
/// print(code.activeUnits, code.totalKL)
/// ```
public struct CodeSummary: Sendable, Hashable {
  /// `P`, the number of samples.
  public let rows: Int
  /// The latents, in the order of the encoder's output.
  public let latents: [LatentSummary]
  /// The covariance of the means, `M × M`, with divisor `P`.
  public let covariance: Matrix
  /// `Var μ` above which a latent is an active unit.
  public let unitThreshold: Double
  /// The form in which the spreads are more likely to stand than the one they were read in; `nil` if they
  /// were read well.
  public let likelierForm: SpreadForm?

  /// The threshold of Burda, Grosse and Salakhutdinov (2016).
  public static let usualUnitThreshold = 0.01

  /// The largest `|ln σ²|` that is read: beyond it a variance is no number to reckon with.
  static let logVarianceLimit = 250.0

  /// The largest `|μ|` that is read.
  static let meanLimit = 1e100

  /// Reads both arrays twice, in blocks of rows.
  ///
  /// - Parameters:
  ///   - means: `μ`, `P × M`.
  ///   - spreads: `ln σ²`, or what `form` says, `P × M`.
  ///   - form: In which form the spreads stand.
  ///   - unitThreshold: `Var μ` above which a latent is an active unit, `≥ 0`.
  /// - Throws: `DataFileError` for arrays of different shapes, and for numbers that are not finite or cannot
  ///   be a mean or a spread, with row and column.
  /// - Complexity: O(P M²) time, O(M²) memory beyond a block of rows.
  public init(
    means: DataTable, spreads: DataTable, form: SpreadForm = .logVariance,
    unitThreshold: Double = CodeSummary.usualUnitThreshold
  ) throws(DataFileError) {
    try Self.checkShapes(means, spreads)
    let columns = means.columns
    var sums = CodeSums(columns: columns, form: form)
    try Self.forEachBlock(means, spreads) { first, μ, s throws(DataFileError) in
      try sums.add(firstRow: first, μ, s, of: means, spreads)
    }
    let count = Double(means.rows)
    let average = sums.mean.map { $0 / count }
    var gram = GramAccumulator(columns: columns)
    try Self.forEachBlock(means, spreads, onlyMeans: true) { _, μ, _ throws(DataFileError) in
      var centred = μ
      for index in centred.indices { centred[index] -= average[index % columns] }
      centred.withUnsafeBufferPointer { gram.add($0) }
    }
    let covariance = gram.takeMatrix(dividedBy: count)
    latents = sums.latents(variances: covariance.diagonal)
    (self.covariance, self.unitThreshold, rows) = (covariance, unitThreshold, means.rows)
    likelierForm = sums.likelierForm(latents)
  }

  /// `Σ KL`, in nats per sample.
  public var totalKL: Double { latents.reduce(0) { $0 + $1.kl } }

  /// How many latents have `Var μ` above the threshold.
  public var activeUnits: Int { latents.count { $0.varianceOfMean > unitThreshold } }

  private static func checkShapes(
    _ means: DataTable, _ spreads: DataTable
  ) throws(DataFileError) {
    guard means.rows != spreads.rows || means.columns != spreads.columns else { return }
    let isTurned = means.rows == spreads.columns && means.columns == spreads.rows
    throw DataFileError(
      path: spreads.path,
      problem: .unsuited(
        reason: "the spreads are \(spreads.rows) × \(spreads.columns), but the means in "
          + "\(InputFile.name(means.path).shownPath()) are \(means.rows) × \(means.columns)",
        remedy: isTurned
          ? "transpose one of them (x.T)"
          : "save both for the same samples, one row each, one column a latent"))
  }

  /// Hands out rows of both arrays, side by side.
  private static func forEachBlock(
    _ means: DataTable, _ spreads: DataTable, onlyMeans: Bool = false,
    _ body: (Int, [Double], [Double]) throws(DataFileError) -> Void
  ) throws(DataFileError) {
    let length = max(1, (1 << 18) / means.columns)
    var first = 0
    while first < means.rows {
      let rows = first..<min(first + length, means.rows)
      try body(first, means.values(ofRows: rows), onlyMeans ? [] : spreads.values(ofRows: rows))
      first = rows.upperBound
    }
  }
}

extension DataTable {
  /// A copy of some rows, one after the other.
  func values(ofRows rows: Range<Int>) throws(DataFileError) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(rows.count * columns)
    try forEachBlock(ofRows: rows.count, in: rows) { values += $0.values }
    return values
  }
}
