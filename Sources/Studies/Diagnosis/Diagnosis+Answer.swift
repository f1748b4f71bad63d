import Fitting
import LinearVAE
import Spectra
import Storage

extension Diagnosis {
  /// The answer in sentences: what is the matter with its evidence, what to do, what else was noticed, and
  /// what of it is exact.
  public var answer: [String] {
    [finding, remedy].compactMap { $0 }
      + advice.filter(\.isWarning).map { sentence($0.text) } + [scope].compactMap { $0 }
  }

  func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }

  func number(_ value: Double) -> String { ShortNumber.text(value, digits: 3) }

  func nats(_ value: Double) -> String { "\(number(value)) nats" }

  /// What is the matter, and what shows it.
  var finding: String {
    switch verdict {
    case .healthy: healthy
    case .collapsed: collapsed
    case .plateau: plateau
    case .overRegularised: overRegularised
    case .deadDecoder: deadDecoder
    case .notTrained: notTrained
    case .weightUnused: weightUnused
    }
  }

  private var latentCount: Int { evidence.count ?? 1 }

  private func latents(_ count: Int) -> String { count == 1 ? "1 latent" : "\(count) latents" }

  private var weight: String { number(evidence.plan?.specification.klWeight ?? 1) }

  /// `5 of 16 latents live and tell 1.6 nats`.
  private var measuredWords: String {
    guard let living else {
      return "\(latents(latentCount)) tell\(latentCount == 1 ? "s" : "") \(nats(total)) a sample"
    }
    return "\(living.count) of \(latents(latentCount)) \(living.count == 1 ? "lives" : "live"), "
      + "\(nats(information)) a sample in all\(offsetWords)"
  }

  /// ` (and 3 nats more of KL are its distance from the prior)`, where that is no trifle.
  private var offsetWords: String {
    guard offset > 0.05, offset > 0.05 * total else { return "" }
    return " (\(nats(offset)) more of KL are only the code's distance from the prior)"
  }

  private var predictedWords: String? {
    guard let comparison, let forecast = evidence.plan?.forecast else { return nil }
    return
      "the theory has \(forecast.active) and \(nats(comparison.predictedTotal)) at KL weight \(weight)"
  }

  private var healthy: String {
    guard let words = predictedWords else { return "Healthy: \(measuredWords)." }
    return "Healthy: \(measuredWords), and \(words)."
  }

  private var collapsed: String {
    guard let plan = evidence.plan else {
      return
        "Collapsed: none of \(latents(latentCount)) tells anything (\(nats(total)) a sample in all); "
        + "whether any could, data and loss would tell."
    }
    let largest = plan.spectrum.eigenvalues[0]
    guard largest > plan.level else {
      return
        "Collapsed: no latent lives, and none can at KL weight \(weight): an eigenvalue must exceed "
        + "\(number(plan.level)), and the largest of the data is \(number(largest))."
    }
    return
      "Collapsed: no latent lives, and at KL weight \(weight) there is next to nothing to tell: the "
      + "largest eigenvalue of the data, \(number(largest)), is hardly above \(number(plan.level)), what "
      + "it must exceed."
  }

  private var plateau: String {
    guard let comparison, let forecast = evidence.plan?.forecast else { return "Plateau." }
    let predicted =
      "the data let \(latents(forecast.active)) live (\(nats(comparison.predictedTotal))) at KL weight "
      + weight
    guard let living, !living.isEmpty else {
      return isSilent
        ? "Plateau: \(predicted), and none does (\(nats(information)))\(offsetWords). It is not β."
        : "Plateau: \(predicted), and KL is still rising at \(nats(information)). It is not β."
    }
    let so = "Plateau: \(predicted), and \(living.count == 1 ? "1 does" : "\(living.count) do") "
    guard comparison.lacksTheWeak || !isUnsettled else {
      return so
        + "so far, but tell\(living.count == 1 ? "s" : "") only \(nats(information))\(offsetWords): training "
        + "has not come to its end. It is not β."
    }
    return so + "(\(nats(information))): the weaker ones have not left their plateau. It is not β."
  }

  private var overRegularised: String {
    if let lost = lostSignals, let comparison, comparison.agrees {
      return "Over-regularised: \(measuredWords), as predicted at KL weight \(weight); but "
        + "\(lost) more directions of the data stand out of the noise, and cannot live there."
    }
    let words = predictedWords.map { "; \($0)" } ?? ""
    return
      "Over-regularised: \(measuredWords)\(words), and no other weight explains what is missing: "
      + "something beside β holds the code back, such as weight decay, dropout or noise on it."
  }

  private var deadDecoder: String {
    var signs: [String] = []
    if let reaction, reaction < DecoderProbe.deadReaction {
      signs.append(
        "its outputs for draws of z are all alike (they vary by \(number(reaction)) of what the data do)"
      )
    }
    if let units = evidence.activations, units.constantShare >= DecoderProbe.deadShare {
      signs.append(
        "\(number(100 * units.constantShare)) % of its units are the same for all of them")
    }
    let fate =
      evidence.plan == nil
      ? "" : cannotLive ? "" : ". It is not β: \(predictedWords ?? "")"
    return
      "Dead decoder: it does not react to its latents, as \(signs.joined(separator: " and "))\(fate)."
  }

  private var notTrained: String {
    let sign =
      switch untrainedSign {
      case .farFromPrior:
        "\(nats(offset)) of KL are the distance of its code over all samples from the prior, which training "
          + "takes to 0; it tells \(nats(information))"
          + beside
      case .unsorted:
        "\(living?.count ?? 0) of \(latents(latentCount)) live, of which "
          + "\(evidence.plan?.forecast.active ?? 0) can for good, and \(unsortedWords); they tell "
          + "\(nats(information))" + beside
      case .outOfBalance(let excess):
        "E μ² + E σ² of its latents, which training brings to 1, is above by \(number(100 * excess)) % of E μ²"
      case .constant: "its means hardly vary, and lie where no training leaves them"
      case .noise: "its means have nothing to do with the rows of the data"
      case .neverMoved, nil: "no KL divergence has moved since the first step of the log"
      }
    switch untrainedSign {
    case .farFromPrior, .unsorted: return "Not trained to its end: \(sign)."
    default: return "Not trained: \(sign) (\(nats(total)) a sample)."
    }
  }

  /// `, where the theory has 2 nats`.
  private var beside: String {
    comparison.map { ", where the theory has \(nats($0.predictedTotal))" } ?? ""
  }

  private var unsortedWords: String {
    if let largest = evidence.code?.largestCorrelation, abs(largest.value) > 0.5 {
      return
        "the means of latents \(largest.latents.0 + 1) and \(largest.latents.1 + 1) still correlate by "
        + number(largest.value)
    }
    return unbalanced.map {
      "E μ² + E σ² of latent \($0.index + 1) is still \(number(1 + $0.imbalance)), not 1"
    } ?? ""
  }

  private var weightUnused: String {
    guard let plan = evidence.plan, let comparison, let fitted = comparison.fittedLevel,
      let ratio = comparison.ratio
    else { return "Weight unused." }
    let beta = plan.beta(atLevel: fitted)
    let acts =
      "\(measuredWords), which fits KL weight \(number(plan.klWeight(atLevel: fitted))) "
      + "(β = \(number(beta))), not \(weight)"
    let why =
      explanation.map { ", as if \($0.text)" }
      ?? ", \(number(max(ratio, 1 / ratio))) times \(ratio > 1 ? "more" : "less")"
    return "Weight unused: \(acts)\(why); \(predictedWords ?? "")."
  }

  /// Why the weight acts as another one, if a usual mistake fits.
  var explanation: WeightExplanation? {
    guard let plan = evidence.plan, let fitted = comparison?.fittedLevel else { return nil }
    let factor = plan.beta(atLevel: fitted) / plan.forecast.beta
    return .of(factor, plan, latents: latentCount, batch: evidence.batch)
  }

  /// What of this is exact.
  private var scope: String? {
    guard let plan = evidence.plan else { return nil }
    let collapse = plan.specification.klWeight(atBeta: plan.collapseBeta)
    let threshold =
      "that no latent lives from KL weight \(number(collapse)) on holds for any network"
    guard plan.forecast.isExact else {
      return
        "Of this, \(threshold); predicted KL divergences are a guess for a decoder of this kind"
        + (tolerance ?? ", taken to be right within a factor of 4 in β") + "."
    }
    return
      "Of this, \(threshold); the predicted KL divergences are those of linear VAEs"
      + (tolerance ?? ", taken to hold within a factor of 2 in β") + "."
  }

  /// How far networks may be from the prediction, where that is known or asked for.
  private var tolerance: String? {
    guard let comparison, comparison.predictedTotal > 0 else { return "" }
    return comparison.studied.map { studied in
      ", and 9 of 10 trained networks end between \(number(studied.factors.lowerBound)) and "
        + "\(number(studied.factors.upperBound)) times that (\(studied.runs) runs at such a level on "
        + "\(studied.dataSets) data sets)"
    }
  }
}
