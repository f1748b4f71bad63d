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
  init(_ beta: [Double]) { (series, isPerLatent) = ([beta], false) }

  /// The weights of each latent, time by time.
  ///
  /// - Parameters:
  ///   - weights: One number a latent, per time.
  ///   - law: Decides whether they can differ.
  init(_ weights: [[Double]], under law: FeedbackLaw?) {
    let latents = weights.first?.count ?? 0
    self.init(byLatent: (0..<latents).map { k in weights.map { $0[k] } }, under: law)
  }

  /// The same, latent by latent: one number per time.
  init(byLatent latents: [[Double]], under law: FeedbackLaw?) {
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
