import LinearVAE
import Storage
import RealModule

extension LossConvention {
  /// The answer in sentences: what the weight is, and what follows for any data where something does.
  package var words: [String] {
    let number = ShortNumber.text(level, digits: 8)
    let answer =
      switch decoder {
      case .gaussian:
        "This is an effective β of \(number): a latent lives if its eigenvalue of the data's "
          + "covariance exceeds that."
      case .gaussianLearned, .gaussianLearnedPerColumn:
        "This is β = \(number) with σ² learned: a latent lives if its eigenvalue exceeds βσ²."
      default:
        "This is β = \(number) with a \(decoder.name) decoder: any latent can live only if β is "
          + "below the largest eigenvalue of the data in its units."
      }
    let verdict = verdictWithoutData.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
    return [answer] + (verdict.map { [$0] } ?? [])
  }

  /// What the loss makes of any data of the usual scales, as the variance of all coordinates together
  /// bounds every eigenvalue, (any-threshold); `nil` where there is no such bound, or where it needs an
  /// unknown size.
  public var verdictWithoutData: String? {
    guard let dimension = sizes.dimension else { return nil }
    let beta = self.beta / Double(dimension)
    func weight(at limit: Double) -> String { Self.short(writtenKLWeight * (limit / beta)) }
    switch decoder {
    case .gaussian(let variance):
      let level = beta * variance
      let shares =
        "a latent lives only if its share of the total variance exceeds \(Self.short(level))/v, with v "
        + "the mean variance of a coordinate"
      if level >= 1 {
        return
          "all latents collapse on standardised data, and on any data in [−1, 1] or [0, 1]: the "
          + "KL weight must be below \(weight(at: 1)), and below \(weight(at: 0.25)) for data in [0, 1]; "
          + shares
      }
      if level >= 0.25 {
        return "all latents collapse on any data in [0, 1]: the KL weight must be below "
          + "\(weight(at: 0.25)) there; \(shares), which is 1 for standardised data"
      }
      return "\(shares): more than \(Self.percent(level)) on standardised data, more than "
        + "\(Self.percent(4 * level)) on any data in [0, 1]"
    case .gaussianLearned, .gaussianLearnedPerColumn, .bernoulli:
      let data = decoder == .bernoulli ? "any data in [0, 1]" : "any data"
      if beta >= 1 {
        return "all latents collapse on \(data): the KL weight must be below \(weight(at: 1))"
      }
      if decoder != .bernoulli {
        return
          "no latent leaves the collapsed state unless one direction of the data has more than "
          + "\(Self.percent(beta)) of the variance, of standardised columns if each has a σ² of its own"
      }
      return "a latent lives only if its eigenvalue exceeds \(Self.percent(beta)) of N, and all "
        + "eigenvalues together are at most N, on \(data)"
    case .laplace:
      // Of a Gaussian column the sign has variance 1 and the density at the median is 1/√(2π).
      let limit = Double.sqrt(.pi / 2)
      return beta >= limit
        ? "all latents collapse on standardised data that are about Gaussian: the KL weight must be "
          + "below \(weight(at: limit))"
        : "latents may live on standardised data that are about Gaussian, as the KL weight is below "
          + weight(at: limit)
    case .poisson, .negativeBinomial, .multinomial: return nil
    }
  }

  private static func percent(_ share: Double) -> String { short(100 * share) + " %" }

  private static func short(_ value: Double) -> String { ShortNumber.text(value, digits: 4) }
}
