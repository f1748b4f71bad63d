import Fitting
import LinearVAE
import RealModule
import Spectra

/// What is the matter with a trained VAE, if anything: what was measured, what was predicted, and what
/// follows.
public struct Diagnosis: Sendable, Hashable {
  /// What was known.
  public let evidence: DiagnosisSpecification
  /// `Σ KL`, in nats per sample.
  public let total: Double
  /// What of ``total`` tells of a sample, in nats, without latents on a floor: neither what latents tell twice
  /// nor the distance of the code over all samples from the prior, (code-split). The total itself without means.
  public let information: Double
  /// How far the code over all samples is from the prior, latent by latent, in nats; 0 wherever training ends.
  public let offset: Double
  /// `KL(q(z) ‖ Π q(z_k))` of a Gaussian of the code's covariance, in nats; `nil` without means.
  public let totalCorrelation: Double?
  /// The KL divergence on which several latents sit, if they do.
  public let floor: FreeBitsFloor?
  /// Measured beside predicted; `nil` without data and loss.
  public let comparison: RateComparison?
  /// The growth of the total KL in the log.
  public let growth: GrowthFit?

  /// What is the matter.
  public enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
    /// The model does what its loss says, as far as can be told.
    case healthy
    /// No latent lives, and at this level none can; without data, none lives.
    case collapsed
    /// Latents could live and do not, or not yet: it is not β.
    case plateau
    /// Latents live, but are held below what the data offer.
    case overRegularised = "over-regularised"
    /// The decoder does not react to its latents.
    case deadDecoder = "dead-decoder"
    /// The code is noise, or constant, or far from any stationary point of training.
    case notTrained = "not-trained"
    /// The KL divergences are those of another weight of the KL term.
    case weightUnused = "weight-unused"
  }

  init(_ evidence: DiagnosisSpecification, total: Double) throws {
    self.evidence = evidence
    self.total = total
    let forecast = evidence.plan?.forecast
    let count = evidence.count ?? 1
    let floor = evidence.kl.flatMap { FreeBitsFloor($0, expected: Self.expected(of: $0, forecast)) }
    self.floor = floor
    let held = Set(floor?.latents ?? [])
    let told = evidence.told.map { values in
      values.indices.map { held.contains($0) ? 0 : values[$0] }
    }
    let correlation = try evidence.code?.totalCorrelation()
    totalCorrelation = correlation
    information = told.map { max(0, $0.reduce(0, +) - (correlation ?? 0)) } ?? total
    offset = (evidence.code?.latents ?? []).reduce(0) {
      held.contains($1.index) ? $0 : $0 + $1.marginalKL
    }
    let information = information
    comparison = forecast.map {
      RateComparison(
        $0, measured: told, total: information, latents: count,
        studied: evidence.plan?.studiedFactors(by: .committed))
    }
    growth = evidence.log.flatMap { log in
      let target = forecast.map(\.rate).flatMap { $0 > 0 ? $0 : nil }
      return GrowthFit(steps: log.steps, kl: log.total, from: log.settledRow, target: target)
    }
  }

  /// The predicted KL divergence of each latent, what tells most to what should.
  static func expected(of kl: [Double], _ forecast: LatentForecast?) -> [Double]? {
    guard let forecast else { return nil }
    let ranked = kl.indices.sorted { (kl[$0], $1) > (kl[$1], $0) }
    var expected = Array(repeating: 0.0, count: kl.count)
    for (rank, index) in ranked.enumerated() where rank < forecast.latents.count {
      expected[index] = forecast.latents[rank].kl
    }
    return expected
  }

  /// Which latents tell something of the data: active units that are not on a floor; of a log those whose KL
  /// is that of an active unit. `nil` if only the total is known.
  public var living: [Int]? {
    let onFloor = Set(floor?.latents ?? [])
    if let code = evidence.code {
      return code.latents.filter { $0.varianceOfMean > code.unitThreshold }.map(\.index)
        .filter { !onFloor.contains($0) }
    }
    return evidence.kl.map { kl in
      kl.indices.filter { kl[$0] > 0.5 * CodeSummary.usualUnitThreshold && !onFloor.contains($0) }
    }
  }

  /// Whether no latent tells anything.
  public var isSilent: Bool {
    if let living { return living.isEmpty }
    return total < max(0.01, 0.02 * (comparison?.predictedTotal ?? 0))
  }

  /// The predicted KL divergence of each latent, in their order: what tells most beside the largest; `nil`
  /// without data.
  public var predicted: [Double]? {
    evidence.told.flatMap { Self.expected(of: $0, evidence.plan?.forecast) }
  }

  /// Whether the level is above the largest eigenvalue, or so near it that no latent would be seen to live.
  public var cannotLive: Bool {
    guard let comparison, let plan = evidence.plan else { return false }
    return plan.spectrum.eigenvalues[0] <= 1.05 * comparison.level
      || comparison.predictedTotal < 0.02
  }
}
