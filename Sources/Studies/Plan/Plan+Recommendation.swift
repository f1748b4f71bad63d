import LinearVAE
import Spectra
import Storage

extension Plan {
  /// What to train with, in the words of the loss.
  public struct Recommended: Sendable, Hashable {
    /// `β`, the weight of the KL term over that of the negative log-likelihood.
    public let beta: Double
    /// The weight of the KL term in the loss as it is written, for so many latents.
    public let klWeight: Double
    /// `M`.
    public let latents: Int
    /// What that weight is multiplied by over the steps of training, as the schedule of a plan; `nil` if
    /// their number is not known.
    public let schedule: BetaSchedule?
    /// The steps until the weight has risen.
    public let ramp: Int?
    /// Why, in a sentence or two.
    public let reason: String

    /// The schedule as a line of Python, of a training loop that counts its steps from 0.
    public var line: String? {
      ramp.map { "kl_weight = \(ShortNumber.text(klWeight)) * min(1, step / \($0))" }
    }
  }

  /// The share of training over which the weight of the KL term should rise: with this one, ReLU networks
  /// kept their latents where at constant weight they lost all of them, and ended where the linear theory
  /// says.
  public static let rampShare = 0.4

  /// What to train with; `nil` if no direction stands out of the noise, or the eigenvalues are not all
  /// known.
  public var recommended: Recommended? {
    guard let estimate else { return nil }
    let recommendation = Recommendation(estimate)
    guard let level = recommendation.level, level > 0, recommendation.latents > 0 else {
      return nil
    }
    let latents = recommendation.latents
    let beta = beta(atLevel: level, latents: latents)
    guard LatentForecast.supportedRange.contains(beta) else { return nil }
    let weight = specification.klWeight(atBeta: beta, latents: latents)
    let ramp = specification.length.map {
      max(1, Int((Self.rampShare * Double($0.steps)).rounded()))
    }
    return Recommended(
      beta: beta, klWeight: weight, latents: latents,
      schedule: ramp.map { .linear(rate: 1 / Double($0), min: 0, max: 1) }, ramp: ramp,
      reason: recommendation.reason)
  }
}
