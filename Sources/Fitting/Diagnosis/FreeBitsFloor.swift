/// The value of KL on which several latents sit, as free bits make them: below it the KL term has no
/// gradient, so that latents that would be dead stay there.
public struct FreeBitsFloor: Sendable, Hashable {
  /// Their mean KL divergence, in nats.
  public let kl: Double
  /// The latents, counted from 0.
  public let latents: [Int]

  /// How far apart, relative to the lowest, KL divergences on one floor can be.
  static let width = 0.08

  /// The least KL divergence that is a floor, in nats: below, latents are dead.
  static let least = 0.005

  /// The floor of some KL divergences, if at least 3 of them, and a quarter of all, are within 8 % of the lowest.
  ///
  /// - Parameters:
  ///   - kl: Of each latent, in nats.
  ///   - expected: What each would be without a floor, if that is known: only those of which next to nothing
  ///     was expected are held there.
  public init?(_ kl: [Double], expected: [Double]? = nil) {
    guard let lowest = kl.min(), lowest >= Self.least else { return nil }
    let near = kl.indices.filter { kl[$0] <= (1 + Self.width) * lowest }
    // Beside a floor there is a gap: latents that live are not next to it by chance.
    guard !kl.contains(where: { $0 > (1 + Self.width) * lowest && $0 < 1.25 * lowest }) else {
      return nil
    }
    let crowd = near.filter { index in expected.map { $0[index] <= 0.1 * lowest } ?? true }
    guard crowd.count >= max(3, (kl.count + 3) / 4), 2 * crowd.count > near.count else {
      return nil
    }
    latents = crowd
    self.kl = crowd.reduce(0) { $0 + kl[$1] } / Double(crowd.count)
  }
}
