import MessageText
import Storage

/// KL divergences as a training run has logged them: of each latent, or of all together, over steps.
public struct KLLog: Sendable, Hashable {
  /// The steps, ascending; epochs, or rows from 0, if that is what the file counts.
  public let steps: [Double]
  /// What the steps are called: the heading of their column, or `row`.
  public let unit: String
  /// For each latent the KL divergence at each step, in nats; a single list if only the total was logged.
  public let kl: [[Double]]
  /// The weight of the KL term at each step; `nil` if it was not logged.
  public let weights: [Double]?
  /// Whether ``kl`` is of all latents together.
  public let isTotal: Bool

  /// Headings of a column of steps.
  private static let stepNames: Set = [
    "step", "steps", "global_step", "iteration", "iterations", "iter", "it", "epoch", "epochs",
    "batch", "batches", "update", "updates", "t", "time",
  ]
  /// Headings of a column with the weight of the KL term.
  private static let weightNames: Set = [
    "beta", "β", "kl_weight", "klweight", "weight", "kld_weight",
  ]

  /// Reads a log: one row a step. Columns are known by their headings, `step` (or `epoch` and the like),
  /// `beta` or `kl_weight`, and names that begin with `kl`; without headings the first column counts the
  /// steps if it is one more than there are latents.
  ///
  /// - Parameters:
  ///   - table: At least two rows.
  ///   - latents: `M`, if it is known: as many KL columns are expected, or one for the total.
  /// - Throws: `DataFileError` if the columns do not fit, a KL divergence is negative, or steps do not ascend.
  public init(_ table: DataTable, latents: Int?) throws(DataFileError) {
    func wrong(_ reason: String, _ remedy: String) -> DataFileError {
      DataFileError(path: table.path, problem: .unsuited(reason: reason, remedy: remedy))
    }
    guard table.rows >= 2 else {
      throw wrong("a log of one row has no course", "log KL at several steps, one row each")
    }
    let names = table.columnNames?.map { $0.lowercased() }
    let layout = Layout(names, columns: table.columns, latents: latents)
    let found = layout.kl.count
    guard found > 0, latents == nil || found == latents || found == 1 else {
      let all =
        latents.map { "one for each of the \($0) latents, or one for the total" } ?? "one or more"
      throw wrong(
        "found \(found) columns of KL, expected \(all)",
        "name them kl_0, kl_1, …, beside step and beta")
    }
    let values = try table.values(ofRows: 0..<table.rows)
    func column(_ index: Int) -> [Double] {
      (0..<table.rows).map { values[$0 * table.columns + index] }
    }
    steps = layout.step.map(column) ?? (0..<table.rows).map(Double.init)
    unit = layout.step.map { names?[$0] ?? "step" } ?? "row"
    kl = layout.kl.map(column)
    weights = layout.weight.map(column)
    isTotal = found == 1 && latents != 1
    for (column, series) in zip(layout.kl, kl) {
      if let row = series.firstIndex(where: { $0 < -1e-6 }) {
        throw table.unsuited(
          row, column, "a KL divergence of \(series[row]) cannot be: it is never negative",
          "log KL itself, not a loss with its sign turned")
      }
    }
    if let row = steps.indices.dropFirst().first(where: { steps[$0] <= steps[$0 - 1] }) {
      throw table.unsuited(
        row, layout.step ?? 0, "step \(steps[row]) does not come after \(steps[row - 1])",
        "sort the log by step, one run in a file")
    }
  }

  /// The KL divergences of the last row.
  public var last: [Double] { kl.map { max($0[$0.count - 1], 0) } }

  /// The total at each step.
  public var total: [Double] {
    steps.indices.map { row in kl.reduce(0) { $0 + $1[row] } }
  }

  /// Whether nothing has moved since the first row: no KL divergence by more than a thousandth of itself.
  public var isConstant: Bool {
    kl.allSatisfy { series in
      guard let low = series.min(), let high = series.max() else { return true }
      return high - low <= 1e-3 * high
    }
  }

  /// The first row from which on the weight of the KL term is that of the last row; 0 if it was not logged.
  public var settledRow: Int {
    guard let weights, let last = weights.last else { return 0 }
    let row = weights.lastIndex { abs($0 - last) > 1e-9 * abs(last) }
    return row.map { $0 + 1 } ?? 0
  }

  /// Which columns are what.
  private struct Layout {
    var step: Int?
    var weight: Int?
    var kl: [Int]

    init(_ names: [String]?, columns: Int, latents: Int?) {
      guard let names else {
        let hasStep = latents.map { columns == $0 + 1 || (columns == 2 && $0 > 2) } ?? (columns > 1)
        step = hasStep ? 0 : nil
        kl = Array((hasStep ? 1 : 0)..<columns)
        return
      }
      step = names.firstIndex(where: KLLog.stepNames.contains)
      weight = names.firstIndex(where: KLLog.weightNames.contains)
      let taken = [step, weight].compactMap { $0 }
      let named = names.indices.filter { !taken.contains($0) && names[$0].hasPrefix("kl") }
      kl = named.isEmpty ? names.indices.filter { !taken.contains($0) } : named
      let isTotal = { (name: String) in
        ["kl", "kld", "kl_total", "kl_loss", "kl_sum"].contains(name)
      }
      if kl.count > 1 {
        let single = kl.filter { !isTotal(names[$0]) }
        if !single.isEmpty { kl = single }
      }
    }
  }
}
