import Fitting
import LinearVAE
import Spectra
import Storage

extension TrainingResult {
  /// Latents, counted from 0, that could live at this `β` and do not.
  public var missing: [Int] {
    zip(predictedActive, fit.active).enumerated().compactMap { index, pair in
      pair.0 && !pair.1 ? index : nil
    }
  }

  /// Latents in use at the end that cannot live at this `β`.
  public var surplus: [Int] {
    zip(predictedActive, fit.active).enumerated().compactMap { index, pair in
      !pair.0 && pair.1 ? index : nil
    }
  }

  /// The largest deviation of a living latent's KL divergence from the prediction, relatively; `nil` where
  /// nothing is predicted.
  public var largestDeviation: Double? {
    zip(predictedKL, fit.kl).compactMap { predicted, kl in
      predicted.flatMap { $0 > 0 ? abs(kl - $0) / $0 : nil }
    }.max()
  }

  /// The answer in sentences, the worst first.
  public var verdict: [String] {
    [fate, agreement, training, scope].compactMap { $0 }
  }

  private func number(_ value: Double) -> String { ShortNumber.text(value, digits: 4) }

  private func nats(_ value: Double) -> String { "\(ShortNumber.text(value, digits: 1)) nats" }

  private static func list(_ latents: [Int]) -> String {
    let shown = latents.prefix(8).map { "\($0 + 1)" }.joined(separator: ", ")
    return (latents.count == 1 ? "latent " : "latents ") + shown
      + (latents.count > 8 ? ", …" : "")
  }

  private var fate: String {
    let (count, predicted) = (forecast.latents.count, predictedCount)
    let measured = fit.active.count { $0 }
    let at = "at β = \(number(beta))"
    if !missing.isEmpty {
      return
        "Predicted alive, measured dead: \(Self.list(missing)) of \(count); \(at) they can live, so it is "
        + "not β that keeps them at 0."
    }
    if !surplus.isEmpty {
      return
        "Measured alive, predicted dead: \(Self.list(surplus)) of \(count); \(at) they cannot live in the "
        + (isExact ? "long run." : "linear expansion about the collapsed state.")
    }
    guard predicted > 0 else {
      if hasDecay, forecast.active > 0 {
        return
          "All \(count) latents are collapsed, as predicted: \(at) none can live beside this weight "
          + "decay, without which \(forecast.active) could."
      }
      return
        "All \(count) latents are collapsed, as predicted: \(at) none can live, since the largest eigenvalue, "
        + "\(number(spectrum.eigenvalues[0])), does not exceed \(number(level))."
    }
    let others =
      measured < count ? "; the other \(count - measured) are collapsed, as predicted" : ""
    return "All \(predicted) predicted latents live\(others)."
  }

  /// What an eigenvalue must exceed.
  private var level: Double { forecast.beta * forecast.decoderVariance }

  private var agreement: String? {
    guard let largestDeviation, missing.isEmpty, surplus.isEmpty else { return nil }
    let percent = number(100 * largestDeviation)
    return "The KL divergence of each is within \(percent) % of the prediction."
  }

  /// What to do about a difference.
  private var training: String? {
    if fit.stopped == .stalled {
      return
        "The search for the optimum stalled before nothing improved: another --seed may go further."
        .replacing("another --seed", with: "another seed")
    }
    guard fit.stopped != .converged, !missing.isEmpty || !surplus.isEmpty else { return nil }
    guard !missing.isEmpty, specification.law == nil else {
      return
        "Training ended after \(fit.steps) steps, before the latents had settled: train longer."
    }
    let plan = specification.plan
    guard let scale = plan.stepsPerTime, plan.schedule == nil,
      let slowest = forecast.escapeTimes(
        fromOverlap: plan.startOverlap ?? forecast.typicalOverlap
      ).compactMap({ $0 }).max()
    else {
      return "Training ended after \(fit.steps) steps: train longer, or anneal β."
    }
    let needed = slowest * scale
    return needed > Double(fit.steps)
      ? "Training ended after \(fit.steps) steps; the last plateau ends after about \(number(needed)): train "
        + "longer, at a larger learning rate, or anneal β."
      : "Training ended after \(fit.steps) steps, and the last plateau should have ended after about "
        + "\(number(needed)): take a smaller learning rate, or a larger batch."
  }

  private var scope: String {
    if specification.plan.decoder.isGaussian {
      if isExact && hasDecay {
        return
          "The prediction is exact for linear models at their optimum, weight decay included: it raises what "
          + "an eigenvalue must exceed, and leaves the code larger than the prior."
      }
      if isExact { return "The prediction is exact for linear models at their optimum." }
      return hasDecay
        ? "With weight decay beside a learned σ² the optimum has no closed form: only the latents that could live "
          + "without weight decay are predicted."
        : "Under this law each latent has a β of its own: only the live latents are predicted."
    }
    return
      "Which latents can live is exact next to the threshold for any network; their KL divergences have no "
      + "closed form for this decoder: the measured ones are those of the best linear model found"
      + (quadratureError.map {
        ", its expectations sums over nodes that leave at most \(nats($0)) open."
      } ?? ".")
  }

}
