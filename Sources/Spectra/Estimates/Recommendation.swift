import LinearVAE
import Storage

/// How many latents to train on a data set, and at which level `βσ²`, so that they learn what the data
/// have and not what their noise happens to have.
public struct Recommendation: Sendable, Hashable {
  /// `βσ²`, in squared units of the data, (best-beta-finite); `nil` without signals, for then no level
  /// is of use.
  public let level: Double?
  /// As many as there are signals that live at the level.
  public let latents: Int
  /// `ε_g`, the expected error of what is learned against what is behind the data, in squared units of
  /// the data; `nil` without signals.
  public let error: Double?
  /// Whether noise and signals can be told from each other; otherwise all of this is a guide only.
  public let isCertain: Bool
  /// Why, in a sentence or two.
  public let reason: String

  /// What follows from the noise and the signals of a data set.
  public init(_ estimate: SignalEstimate) {
    let best = estimate.bestLevel()
    (level, error, latents) = (best?.level, best?.error, best?.living ?? 0)
    isCertain = estimate.isCertain
    let facts = Facts(estimate, best)
    reason = [facts.verdict, facts.doubt].compactMap { $0 }.joined(separator: " ")
  }

  /// The sentences.
  private struct Facts {
    let verdict: String
    var doubt: String?

    init(_ estimate: SignalEstimate, _ best: BestLevel?) {
      func number(_ value: Double) -> String { ShortNumber.text(value, digits: 3) }
      let (noise, k) = (estimate.noise, estimate.signals)
      if let best {
        let directions = k == 1 ? "1 direction stands" : "\(k) directions stand"
        let all = best.living == k ? "" : ", of which \(best.living) can be learned"
        verdict =
          noise.variance > 0
          ? "\(directions) out of noise of variance \(number(noise.variance))\(all); the level "
            + "\(number(best.level)) reproduces \(k == 1 ? "it" : "them") with the smallest error."
          : "\(directions) for all that varies, without noise: the lower the level, the smaller the error."
      } else {
        verdict =
          "No direction stands out of noise of variance \(number(noise.variance)): whatever a latent "
          + "learns from these samples is noise."
      }
      guard noise.isBulkLikeNoise else {
        doubt = Self.decay(noise)
        return
      }
      guard !estimate.isCertain else { return }
      doubt =
        "What is left, \(noise.eigenvaluesUsed) directions, is too little to tell what noise is, so that this "
        + "number is a guide only."
    }

    private static func decay(_ noise: NoiseEstimate) -> String {
      func number(_ value: Double) -> String { ShortNumber.text(value, digits: 3) }
      return
        "The spectrum decays without a flat part that looks like noise (misfit "
        + "\(number(noise.misfit)), at most \(number(NoiseEstimate.misfitLimit(count: noise.eigenvaluesUsed)))"
        + " for noise), so that this number depends on where noise is taken to begin."
    }
  }
}
