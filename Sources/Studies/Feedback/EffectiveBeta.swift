import LinearVAE
import Storage

/// The weight of the KL term along a trajectory: one number a time, or, under a law that weighs
/// latents one by one, one a time and latent.
public struct EffectiveBeta: Sendable, Hashable {
  /// One value per time: of `β`, or of `β_k` for each latent.
  public let series: [[Double]]
  /// Whether each latent has a weight of its own.
  public let isPerLatent: Bool

  /// A `β` that is the same for all latents.
  init(_ beta: [Double]) {
    series = [beta]
    isPerLatent = false
  }

  /// What a feedback law gave each latent.
  ///
  /// - Parameters:
  ///   - latents: One value per time, latent by latent.
  ///   - law: Decides whether they can differ.
  init(latents: [[Double]], under law: FeedbackLaw?) {
    isPerLatent = law?.controller.isPerLatent ?? false
    series = isPerLatent ? latents : Array(latents.prefix(1))
  }

  private init(series: [[Double]], isPerLatent: Bool) {
    (self.series, self.isPerLatent) = (series, isPerLatent)
  }

  /// The same at some of the times, by their indices.
  func at(_ indices: [Int]) -> EffectiveBeta {
    EffectiveBeta(series: series.map { s in indices.map { s[$0] } }, isPerLatent: isPerLatent)
  }

  /// `beta`, or `beta_1` … `beta_M`, in front of what ends their names.
  private func names(_ suffix: String) -> [String] {
    isPerLatent ? series.indices.map { "beta_\($0 + 1)\(suffix)" } : ["beta\(suffix)"]
  }

  /// Adds a column, or a column a latent.
  func add(to table: inout ColumnTable, suffix: String = "") {
    for (name, values) in zip(names(suffix), series) { table.add(name, values) }
  }

  /// Adds an array with time as the first index, and the latent as the second if each has its own.
  func add(to archive: inout NPZArchive, suffix: String = "") {
    let count = series.first?.count ?? 0
    archive.add(
      "beta\(suffix)", shape: isPerLatent ? [count, series.count] : [count],
      (0..<count).flatMap { time in series.map { $0[time] } })
  }

  /// The heads of columns for people: `β`, or `β_1` and so on.
  ///
  /// - Parameter latents: How many latents are shown.
  /// - Returns: As many as ``row(_:latents:)`` has numbers.
  public func header(latents: Int) -> [String] {
    isPerLatent ? series.indices.prefix(latents).map { "β_\($0 + 1)" } : ["β"]
  }

  /// The values at one time that go below the heads.
  ///
  /// - Parameters:
  ///   - time: Its index.
  ///   - latents: How many latents are shown.
  /// - Returns: One value, or one a latent.
  public func row(_ time: Int, latents: Int) -> [Double] {
    (isPerLatent ? series.prefix(latents) : series.prefix(1)).map { $0[time] }
  }
}

extension EffectiveBeta: Encodable {
  /// Writes a list with a number a time, or a list of `M` numbers a time.
  public func encode(to encoder: any Encoder) throws {
    guard isPerLatent else { return try series[0].encode(to: encoder) }
    let count = series.first?.count ?? 0
    try (0..<count).map { time in series.map { $0[time] } }.encode(to: encoder)
  }
}
