import LinearVAE
import RealModule
import Spectra

/// What the latents of a trained model tell beside the KL divergences of the linear theory, largest beside
/// largest: at its optimum the two are the same, (code-split).
public struct RateComparison: Sendable, Hashable {
  /// `βσ²`, or `β` of other decoders, as the loss has it.
  public let level: Double
  /// Predicted at that level, in nats, largest first; `M` entries, 0 beyond the directions of the data.
  public let predicted: [Double]
  /// Measured, in nats: KL less the distance of the code over all samples from the prior; largest first, latents
  /// on a floor of free bits counting 0; `nil` if only the total is known.
  public let measured: [Double]?
  /// All of that together, what latents tell twice counting once.
  public let total: Double
  /// The level at which a linear VAE would tell as much, (rate-level); `nil` if nothing is told.
  public let fittedLevel: Double?
  private let eigenvalues: [Double]
  private let isExact: Bool
  /// Where networks ended, over the prediction; `nil` outside of what was studied.
  public let studied: StudiedFactors?

  init(
    _ forecast: LatentForecast, measured: [Double]?, total: Double, latents: Int,
    studied: StudiedFactors? = nil
  ) {
    self.studied = studied
    level = forecast.beta * forecast.decoderVariance
    eigenvalues = forecast.latents.map(\.eigenvalue)
    predicted =
      forecast.latents.map(\.kl)
      + Array(repeating: 0, count: max(0, latents - forecast.latents.count))
    self.measured = measured?.sorted(by: >)
    self.total = total
    isExact = forecast.isExact
    fittedLevel =
      total > 0 ? LatentForecast.level(ofRate: total, eigenvalues: eigenvalues) : nil
  }

  /// `Σ KL` as predicted.
  public var predictedTotal: Double { predicted.reduce(0, +) }

  /// The fitted level over that of the loss: by so much another `β` would explain what is measured.
  public var ratio: Double? { fittedLevel.map { $0 / level } }

  // MARK: How far networks can be from the linear theory

  /// By which factor the fitted level may differ where no networks were studied; where KL is a guess near the
  /// threshold, twice the factor.
  public var levelTolerance: Double { isExact ? 2 : 4 }

  /// By which share the total may differ there whatever the level: at small levels many nats are little of it.
  public var totalTolerance: Double { isExact ? 0.25 : 0.5 }

  /// Whether what is measured is what the loss gives, within what networks of the calibration study came to, or
  /// the tolerances where there were none; and no single other level explains it far better.
  public var agrees: Bool {
    guard ratio != nil else { return predictedTotal == 0 }
    if let studied {
      // A total alone says too little to blame it on anything where the level is near.
      return studied.factors.contains(total / predictedTotal) && (isNear || !isShifted)
        || measured == nil && isNear
    }
    return isNear || (abs(total - predictedTotal) <= totalTolerance * predictedTotal && !isShifted)
  }

  /// Whether the fitted level is that of the loss up to the tolerance.
  var isNear: Bool {
    ratio.map { $0 <= levelTolerance && $0 >= 1 / levelTolerance } ?? false
  }

  /// Whether each latent is near what was predicted of it, up to a share of the total.
  func profileAgrees(within share: Double) -> Bool {
    guard let measured else { return agrees }
    return Self.distance(measured, predicted) <= share * max(predictedTotal, total)
  }

  /// How far the latents are from those at the fitted level, as a share of the total.
  public var misfit: Double? {
    guard let measured, let fittedLevel, total > 0 else { return nil }
    return Self.distance(measured, atLevel(fittedLevel)) / total
  }

  /// Whether the latents follow another level to 3 %, where they are 10 % off at that of the loss: no
  /// shortcoming of training or theory makes all of them shift alike.
  private var isShifted: Bool {
    guard let measured, let misfit, measured.count(where: { $0 > 0.05 }) >= 3 else { return false }
    return misfit < 0.03 && Self.distance(measured, predicted) > 0.1 * max(total, predictedTotal)
  }

  /// How many latents are missing, in ranks: 0.1 nats or more were predicted, a tenth of that is there.
  public var missing: Int {
    guard let measured else { return 0 }
    return zip(predicted, measured).count { $0 >= 0.1 && $1 < 0.1 * $0 }
  }

  /// Whether the weaker half or more of the latents is missing while the others are as predicted.
  var lacksTheWeak: Bool {
    guard let measured, missing > 0, total < (1 - totalTolerance) * predictedTotal else {
      return false
    }
    let expected = predicted.count { $0 >= 0.1 }
    let present = zip(predicted, measured).filter { $0 >= 0.1 && $1 >= 0.1 * $0 }
    guard 2 * missing >= expected, !present.isEmpty else { return false }
    let shift = present.reduce(0) { $0 + 2 * ($1.0 - $1.1) } / Double(present.count)
    return abs(shift) <= .log(levelTolerance)
  }

  private func atLevel(_ level: Double) -> [Double] {
    let alive = eigenvalues.map { $0 > level ? 0.5 * .log($0 / level) : 0 }
    return alive + Array(repeating: 0, count: max(0, predicted.count - alive.count))
  }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + abs($1.0 - $1.1) }
  }
}
