import Fitting
import LinearVAE
import Spectra
import Storage

extension Plan {
  /// What the reader should know: about the data file, the latents, the samples and training, the worst
  /// first in each.
  public var advice: [Advice] { fileAdvice + planAdvice }

  /// What is to be said of the data file alone.
  public var fileAdvice: [Advice] {
    remarks.filter { remark in
      guard case .unitInterval = remark else { return true }
      // Of other decoders the bounds are part of what they say of the data.
      return forecast.isExact
    }.map(Advice.init)
  }

  /// What is to be said of the plan itself, the worst first.
  var planAdvice: [Advice] {
    let parts =
      [fateAdvice, rateAdvice] + noiseAdvice + [
        rowsAdvice, slowAdvice, latentsAdvice, annealAdvice,
      ]
    return parts.compactMap { $0 }
  }

  package func number(_ value: Double) -> String { ShortNumber.text(value, digits: 3) }

  // MARK: Fate

  private var fateAdvice: Advice? {
    let largest = spectrum.eigenvalues[0]
    if forecast.active == 0 {
      let weight = specification.klWeight(atBeta: collapseBeta)
      let first =
        largest > 0
        ? ": the first lives at KL weights below \(number(weight))" : ", as nothing varies"
      return Advice(
        .allCollapse,
        "no latent can live, as the largest eigenvalue of the data, \(number(largest)), is not above "
          + "the level \(number(level))\(first)", value: weight)
    }
    guard forecast.active == forecast.latents.count else { return nil }
    let more =
      directions > forecast.active
      ? "\(directions) directions of the data exceed the level: more latents would live too"
      : "as many as directions of the data exceed the level"
    return Advice(
      .noneCollapse, "all \(forecast.active) latents live, \(more)", value: Double(directions))
  }

  // MARK: The learning rate

  /// The learning rate, that of the loss as it is written, up to which full-batch gradient descent on `ln D`
  /// ends in the optimum, and above which it does not, (stable-rate); `nil` for decoders without a given `σ²`.
  ///
  /// A step of learning rate `lr` is one of `lr` times the specification's `learningRateFactor` on the
  /// loss of which the curvature is known.
  public var largestStableRate: Double? {
    guard let factor = specification.learningRateFactor, let curvature else { return nil }
    let descent = 2 / (curvature.largest * factor)
    guard let rate = specification.learningRate, let multiple = largestSGDFactor else {
      return descent
    }
    return min(descent, multiple * rate)
  }

  /// The learning rate, that of the loss as it is written, up to which each latent keeps its own direction under
  /// SGD with the batch of the plan, (spectral-mixing); `nil` without a learning rate or a batch.
  ///
  /// Between it and ``largestStableRate`` latents slowly come to share directions. With one latent they are the same.
  public var largestUnmixedRate: Double? {
    guard let rate = specification.learningRate, specification.batch != nil,
      specification.optimizer == .sgd, let largest = largestStableRate
    else { return nil }
    return largestUnmixedFactor.map { min(largest, $0 * rate) } ?? largest
  }

  /// How far above its minimum SGD with the batch and the learning rate of the plan keeps the loss as it is
  /// written, (noise-floor), to first order in the rate; `nil` if one of them is unknown.
  public var noiseFloor: Double? {
    guard specification.optimizer == .sgd, let rate = specification.learningRate,
      let batch = specification.batch, let factor = specification.learningRateFactor,
      let curvature, let largest = largestStableRate, rate < largest
    else { return nil }
    return factor * (rate * factor) * curvature.gradientVariance / (4 * Double(batch))
  }

  private var curvature: LossCurvature? {
    guard specification.fixedDecoderVariance != nil else { return nil }
    return LossCurvature(of: forecast, level: level, eigenvalues: spectrum.completedEigenvalues)
  }

  private var rateAdvice: Advice? {
    guard specification.optimizer == .sgd, let rate = specification.learningRate,
      let largest = largestStableRate
    else { return nil }
    if rate > largest {
      return Advice(.rateTooLarge, rateTooLargeText(rate, largest), value: largest)
    }
    guard let unmixed = largestUnmixedRate, rate > unmixed else { return nil }
    return Advice(
      .rateTooLarge,
      "at the learning rate \(ShortNumber.text(rate)) the noise of SGD slowly turns latents out of their "
        + "directions, at hardly any cost in the loss: take less than \(number(unmixed)), or larger batches, if "
        + "each is to keep its own", value: unmixed)
  }

  private func rateTooLargeText(_ rate: Double, _ largest: Double) -> String {
    guard let batch = specification.batch, largestSGDFactor != nil else {
      return
        "at the learning rate \(ShortNumber.text(rate)) even full-batch gradient descent diverges: it "
        + "is stable up to \(number(largest)), and SGD with few samples per step only well below; "
        + "the steps printed hold for small rates"
    }
    return
      "at the learning rate \(ShortNumber.text(rate)) SGD with batches of \(batch) diverges: it is "
      + "stable up to \(number(largest)); take half of that, or larger batches; the steps printed hold "
      + "for small rates"
  }

  // MARK: Noise

  private var noiseAdvice: [Advice] {
    // The noise of a few columns is one of the signals.
    guard let estimate, spectrum.columns - spectrum.constantColumns.count >= 10 else { return [] }
    let noise = estimate.noise
    let above = estimate.signals
    let doubtful = forecast.active - above
    guard doubtful > 0 else {
      return samplesInWords.map {
        [
          Advice(
            .fewSamples, "\(spectrum.rows) samples of \(spectrum.columns) columns are few: \($0)",
            value: Double(above))
        ]
      } ?? []
    }
    let found = "\(doubtful) of the \(forecast.active) living latents"
    let larger = "\(above) of the data's \(above == 1 ? "is" : "are") larger"
    let edge = max(estimate.edge, estimate.detection)
    let remedy = "(they die at KL weights above \(number(klWeight(atLevel: edge))))"
    // What is below the noise by less than the error of its estimate may as well be above.
    let isBelow = level < noise.interval.lowerBound
    var advice: [Advice] = []
    if !isBelow || noise.ratio >= 1 {
      advice.append(
        Advice(
          .fewSamples,
          "\(spectrum.rows) samples are few: noise of variance \(number(noise.variance)) alone has "
            + "eigenvalues up to \(number(edge)) in them, and \(larger), so \(found) cannot be told "
            + "from noise \(remedy)\(samplesInWords.map { "; \($0)" } ?? "")", value: Double(above))
      )
    }
    if isBelow {
      advice.append(
        Advice(
          .overfitsNoise,
          "the level \(number(level)) is below the noise variance \(number(noise.variance)): \(found) "
            + "fit noise, which has eigenvalues up to \(number(edge)), and \(larger) \(remedy)",
          value: Double(above)))
    }
    return advice
  }

  private var rowsAdvice: Advice? {
    guard let outlyingRows else { return nil }
    let (rows, lost) = (outlyingRows.rows, outlyingRows.signals - outlyingRows.signalsWithout)
    let shown = rows.prefix(8).map { "\($0)" }.joined(separator: ", ")
    let more = rows.count > 8 ? ", …" : ""
    return Advice(
      .outlyingRows,
      "\(lost) of the \(outlyingRows.signals) signals rest\(lost == 1 ? "s" : "") on \(rows.count) "
        + "row\(rows.count == 1 ? "" : "s") far from all others (\(shown)\(more)): latents learn the "
        + "extremes of the data there; leave such rows out, or take logarithms or ranks",
      value: Double(lost))
  }

  // MARK: Training

  private var slowAdvice: Advice? {
    let times = escapeTimes
    guard let length = specification.length, let scale = stepsPerTime,
      let slowest = times.compactMap({ $0 }).max(), slowest * scale > Double(length.steps)
    else { return nil }
    let late = times.count { ($0 ?? 0) * scale > Double(length.steps) }
    return Advice(
      .slow,
      "training ends after \(length.steps) steps, before \(late) of the \(forecast.active) living "
        + "latents leave their plateau, the last at step \(number(slowest * scale)): they are slow, not "
        + "dead (train longer, at a larger rate, or anneal)", value: slowest * scale)
  }

  private var latentsAdvice: Advice? {
    guard let estimate, estimate.isCertain, estimate.signals > 0,
      specification.latents > estimate.signals
    else { return nil }
    return Advice(
      .moreLatentsThanSignals,
      "\(specification.latents) latents are more than the \(estimate.signals) directions of the data "
        + "that stand out of the noise", value: Double(estimate.signals))
  }

  private var annealAdvice: Advice? {
    guard specification.schedule == nil, forecast.active > 0, let ramp = recommended?.ramp else {
      return nil
    }
    return Advice(
      .anneal,
      "let the KL weight rise from 0 over the first \(ramp) steps: networks with ReLU units can lose "
        + "their decoder for good at a constant weight at which latents can live",
      value: Double(ramp))
  }
}
