import Fitting
import LinearVAE
import Spectra
import Storage

extension Plan {
  /// The answer in two to five sentences, the worst first: what becomes of the latents, what networks made of
  /// such predictions if one was declared, what else is wrong, what to do, and what of this is exact for whom.
  public var verdict: [String] {
    let covered: Set<Advice.Code> = [.allCollapse, .noneCollapse, .anneal]
    let others = planAdvice.filter { !covered.contains($0.code) }.prefix(2)
    return [fate] + [networkForecast.map(sentence)].compactMap { $0 }
      + others.map { Self.sentence($0.text) } + [remedy].compactMap { $0 } + [scope]
  }

  private static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  /// What becomes of the latents, and at which weights.
  private var fate: String {
    let count = forecast.latents.count
    let weight = number(specification.klWeight)
    let acts = meaning.map { ", which acts as \($0)" } ?? ""
    let at = "at KL weight \(weight)\(acts)"
    guard forecast.active > 0 else {
      let first = number(specification.klWeight(atBeta: collapseBeta))
      let all = count == 1 ? "The latent collapses" : "All \(count) latents collapse"
      let largest = number(spectrum.eigenvalues[0])
      return
        "\(all) \(at): an eigenvalue must exceed \(number(level)), and the largest of the data is "
        + "\(largest); none can live unless the KL weight is below \(first)."
    }
    let weights = thresholdKLWeights
    let last = weights[forecast.active - 1].map { "; the weakest would die at \(number($0))" } ?? ""
    let known = spectrum.eigenvalues.count < spectrum.columns ? "at least " : ""
    guard forecast.active < count else {
      let all = count == 1 ? "The latent lives" : "All \(count) latents live"
      let more =
        directions > count ? "; \(known)\(directions) directions of the data exceed the level" : ""
      return "\(all) \(at)\(more)\(last)."
    }
    let next =
      weights[forecast.active].map { ": the next would need a KL weight below \(number($0))" } ?? ""
    return "\(forecast.active) of \(count) latents live \(at), the others collapse\(next)."
  }

  /// What the weight of a loss stands for, where it is not what it says.
  private var meaning: String? {
    guard let loss = specification.loss else { return nil }
    let factor = specification.finalFactor
    let written = loss.writtenKLWeight * factor
    let (value, words) =
      loss.effectiveBeta.map { ($0 * factor, " beside ½‖x − x̂‖²") } ?? (
        loss.beta * factor, " beside the NLL"
      )
    guard abs(value / written - 1) > 1e-9 else { return nil }
    return "β = \(number(value))\(words)"
  }

  /// What to train with, and the line that does it.
  private var remedy: String? {
    guard let recommended else {
      guard let estimate else {
        return columnVariances == nil
          ? "Signals and noise are not told apart, as only the largest eigenvalues are known." : nil
      }
      guard estimate.signals == 0 else { return nil }
      return "No KL weight helps: no direction stands out of the noise in these samples."
    }
    let count = recommended.latents
    let latents = count == 1 ? "1 latent" : "\(count) latents"
    let line = recommended.line.map { ": \($0)" } ?? ""
    return
      "Recommended: KL weight \(number(recommended.klWeight)) with \(latents)\(line). "
      + recommended.reason + units
  }

  /// A word about columns of different units, whose noise differs, so that some of it looks like signal.
  private var units: String {
    let variances = (spectrum.variances ?? []).filter { $0 > 0 }
    guard specification.fixedDecoderVariance != nil, let least = variances.min(),
      let largest = variances.max(), largest > 10 * least
    else { return "" }
    return
      " The variances of the columns go from \(number(least)) to \(number(largest)): if their units "
      + "differ, standardise them first."
  }

  /// What of all this is exact, and for whom.
  private var scope: String {
    let threshold =
      isThresholdExact
      ? "the KL weight at which the first latent dies is exact for any network"
      : "the KL weight at which the first latent dies holds for any network, up to the estimated density at "
        + "the medians"
    guard forecast.isExact else {
      return "Of this, \(threshold); KL divergences are a guess for a decoder of this kind."
    }
    let numbers = "the other numbers are exact for linear VAEs"
    // With a learned σ² there are no times.
    guard specification.fixedDecoderVariance != nil else {
      return "Of this, \(threshold); \(numbers)."
    }
    let time =
      pilot != nil
      ? "the course of training is that of a pilot run of Adam on these rows"
      : specification.optimizer == .adam
        ? "Adam's steps have no map to flow time"
        : "times are exact for plain SGD at small rates"
    return "Of this, \(threshold); \(numbers), and \(time)."
  }
}
