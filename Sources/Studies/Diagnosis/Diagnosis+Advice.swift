import Fitting
import LinearVAE
import Spectra
import Storage

extension Diagnosis {
  /// What to do, in the words of the loss; `nil` if nothing.
  var remedy: String? {
    switch verdict {
    case .healthy: nil
    case .collapsed, .overRegularised: weightRemedy
    case .plateau: plateauRemedy
    case .deadDecoder:
      cannotLive
        ? weightRemedy
        : "Start anew with units that cannot die (tanh, SiLU, leaky ReLU), a smaller learning rate, or the "
          + "KL weight rising from 0\(ramp): a decoder fed with pure noise loses its units for good."
    case .notTrained:
      (isHalfTrained ? "Train longer; if it was trained for long, see" : "See")
        + " that the encoder's parameters are in the optimiser and the saved model is the trained one"
        + (evidence.code?.likelierForm == nil
          ? "." : ", and the spreads are what they are read as.")
    case .weightUnused:
      "Multiply KL by its weight in the loss that is differentiated, and sum or average both terms as the "
        + "loss says."
    }
  }

  /// Whether the code looks like one on its way from its start.
  private var isHalfTrained: Bool {
    switch untrainedSign {
    case .farFromPrior, .unsorted, .outOfBalance: true
    case .constant, .noise, .neverMoved, nil: false
    }
  }

  /// A step in words: a whole number, where it is not a fraction of a few.
  private func step(_ value: Double) -> String {
    abs(value) >= 100 && abs(value) < 1e15 ? "\(Int(value.rounded()))" : number(value)
  }

  /// Over how many steps the weight should rise, if that is known.
  private var ramp: String {
    evidence.plan?.recommended?.line.map { ": \($0)" } ?? ""
  }

  private var weightRemedy: String {
    guard let plan = evidence.plan else {
      return
        "Data and loss would tell whether any latent can live; the decoder's outputs for draws of z, "
        + "whether it reacts to them."
    }
    if let lost = comparison, lost.agrees == false, verdict == .overRegularised {
      return "Take weight decay off, or lower the KL weight to make up for it."
    }
    guard let recommended = plan.recommended else {
      return "The first latent lives at KL weights below "
        + "\(number(plan.specification.klWeight(atBeta: plan.collapseBeta)))."
    }
    let count = recommended.latents == 1 ? "1 latent" : "\(recommended.latents) latents"
    return "Lower the KL weight: the first latent lives below "
      + "\(number(plan.specification.klWeight(atBeta: plan.collapseBeta))); recommended is "
      + "\(number(recommended.klWeight)) with \(count)\(ramp)."
  }

  private var plateauRemedy: String {
    if let end = plateauEnd {
      let upper = end.interval.upperBound
      let range =
        upper.isFinite
        ? "from \(step(end.interval.lowerBound)) to \(step(upper))"
        : "\(step(end.interval.lowerBound)) at the earliest"
      return
        "Wait: the plateau ends at \(evidence.log?.unit ?? "step") \(step(end.value)), \(range) with "
        + "95 % confidence, as KL grows exponentially; or let the KL weight rise from 0\(ramp)."
    }
    let unprobed = evidence.decoded == nil && evidence.activations == nil
    let probe =
      unprobed
      ? " First decode some draws of z and diagnose with the outputs: if they are alike, the decoder is "
        + "dead, and no waiting helps."
      : ""
    let wait =
      awaited.map { " Plain SGD would leave the plateau at step \(step($0)): wait, or" } ?? ""
    let anneal = "let the KL weight rise from 0\(ramp)."
    if isUnsettled && comparison?.lacksTheWeak == false && !isSilent {
      return "Train longer" + (awaited.map { ", beyond step \(step($0))" } ?? "") + "; or \(anneal)"
    }
    return (wait.isEmpty ? "Let" + anneal.dropFirst(3) : String(wait.dropFirst()) + " " + anneal)
      + probe
  }

  /// The step at which the first latent leaves its plateau, by the theory of plain SGD.
  public var awaited: Double? {
    guard let plan = evidence.plan, let scale = plan.stepsPerTime else { return nil }
    return plan.escapeTimes.compactMap { $0 }.min().map { $0 * scale }
  }

  /// When the first latent of a log leaves its plateau, with its 95 % interval: where the line reaches what
  /// that latent will tell, or 0.1 nats, it has half of it, (plateau-end); `nil` unless KL is below and grows.
  public var plateauEnd: (value: Double, interval: ClosedRange<Double>)? {
    guard let growth, let log = evidence.log, let last = log.total.last else { return nil }
    let first = comparison?.predicted.first ?? 0
    let target = first > 0 ? first : 0.1
    return last < 0.5 * target ? growth.step(reaching: target) : nil
  }

  /// What else is to be known, with codes that scripts can rely on.
  public var advice: [Advice] {
    [
      spreadAdvice, rowAdvice, balanceAdvice, floorAdvice, rampAdvice, surplusAdvice,
      correlationAdvice, priorAdvice, explanationAdvice, readingAdvice, survivorAdvice,
      fallingAdvice,
    ].compactMap { $0 }
  }

  private var spreadAdvice: Advice? {
    // A code on its way is out of balance as well.
    guard let form = evidence.code?.likelierForm, verdict == .notTrained || surplus == nil else {
      return nil
    }
    return Advice(
      .spreadForm,
      "the spreads look like \(form.name) rather than what they were read as: if so, read them "
        + "as spread=\(form.rawValue)", value: nil)
  }

  private var rowAdvice: Advice? {
    guard verdict != .notTrained, isCodeNoise else { return nil }
    return Advice(
      .rowMismatch,
      "the means have nothing to do with the rows of the data beside them: they are in another order, or of "
        + "other data", value: nil)
  }

  private var balanceAdvice: Advice? {
    guard verdict != .notTrained, let code = evidence.code, code.likelierForm == nil, floor == nil
    else { return nil }
    guard let worst = unbalanced else { return nil }
    let off = code.latents.filter {
      $0.varianceOfMean > code.unitThreshold && abs($0.imbalance) > 0.3
    }
    return Advice(
      .unbalancedCode,
      "E μ² + E σ² of \(off.count) living latent\(off.count == 1 ? "" : "s") is far from 1, where training "
        + "ends (\(number(1 + worst.imbalance)) of latent \(worst.index + 1)): it has not converged, or "
        + "something beside the loss acts on the code", value: worst.imbalance)
  }

  private var floorAdvice: Advice? {
    guard verdict != .notTrained, let floor else { return nil }
    return Advice(
      .freeBitsFloor,
      "\(floor.latents.count) latents sit at \(nats(floor.kl)) each: a floor, as free bits make one, and "
        + "without it they would be dead", value: floor.kl)
  }

  private var rampAdvice: Advice? {
    guard let log = evidence.log, log.settledRow > log.steps.count / 2 else { return nil }
    return Advice(
      .rampRunning,
      "the KL weight was still changing at \(log.unit) \(number(log.steps[max(0, log.settledRow - 1)])): "
        + "growth is fitted after it alone", value: log.steps[max(0, log.settledRow - 1)])
  }

  private var surplusAdvice: Advice? {
    guard let plan = evidence.plan, let count = evidence.count,
      count > plan.forecast.latents.count
    else { return nil }
    return Advice(
      .latentsBeyondData,
      "\(count) latents are more than the \(plan.spectrum.columns) columns of the data: the rest has nothing "
        + "to learn", value: Double(plan.spectrum.columns))
  }

  private var correlationAdvice: Advice? {
    guard verdict != .notTrained, let largest = evidence.code?.largestCorrelation,
      abs(largest.value) > 0.5
    else { return nil }
    return Advice(
      .correlatedLatents,
      "the means of latents \(largest.latents.0 + 1) and \(largest.latents.1 + 1) correlate by "
        + "\(number(largest.value)): they share a direction, from which longer training turns them",
      value: largest.value)
  }

  private var priorAdvice: Advice? {
    guard verdict != .notTrained, let code = evidence.code, code.likelierForm == nil else {
      return nil
    }
    let far = code.latents.filter { $0.marginalKL > 0.1 }
    guard let worst = far.max(by: { $0.marginalKL < $1.marginalKL }) else { return nil }
    return Advice(
      .farFromPrior,
      "over all samples \(far.count) latent\(far.count == 1 ? "" : "s") do\(far.count == 1 ? "es" : "") not "
        + "look like the prior (latent \(worst.index + 1): mean \(number(worst.meanOfMean)), variance "
        + "\(number(worst.aggregateVariance))): draws from the prior will miss the data",
      value: worst.marginalKL)
  }

  private var explanationAdvice: Advice? {
    guard verdict == .weightUnused, let plan = evidence.plan, let fitted = comparison?.fittedLevel
    else { return nil }
    let weight = plan.klWeight(atLevel: fitted)
    return Advice(.fittedWeight, "KL is that of KL weight \(number(weight))", value: weight)
  }

  /// Another reading of a number that was logged, with which it fits.
  private var readingAdvice: Advice? {
    guard verdict == .weightUnused, evidence.totalKL != nil, let plan = evidence.plan,
      let count = evidence.count
    else { return nil }
    let readings =
      [("a mean over the latents too", Double(count))]
      + (evidence.batch.map { [("a sum over the batch", 1 / Double($0))] } ?? [])
    for (words, factor) in readings where factor != 1 {
      let other = RateComparison(
        plan.forecast, measured: nil, total: total * factor, latents: count,
        studied: comparison?.studied)
      guard other.agrees else { continue }
      return Advice(
        .readingOfKL,
        "as \(words), the number would be \(nats(total * factor)) a sample, and fit the KL weight of the loss",
        value: total * factor)
    }
    return nil
  }

  private var survivorAdvice: Advice? {
    guard !isSilent, cannotLive, verdict != .weightUnused else { return nil }
    return Advice(
      .survivor,
      "a little is told above the threshold (\(nats(information))): beside the collapsed state one with "
        + "information can survive, where a ramp leads to it", value: information)
  }

  private var fallingAdvice: Advice? {
    guard verdict == .plateau, let growth, !growth.isGrowing, growth.interval.upperBound < 0 else {
      return nil
    }
    return Advice(
      .falling,
      "KL falls where any decoder that reacts would let it grow: look for dead units",
      value: growth.rate)
  }
}
