import RealModule
import Spectra
import Storage

extension Plan {
  /// What the reader should know: about the data file, the samples and the learning rate.
  public var advice: [Advice] {
    remarks.map(Advice.init) + noiseAdvice + [rateAdvice].compactMap { $0 }
  }

  // MARK: The learning rate

  /// The learning rate, that of the loss as it is written, above which full-batch gradient descent
  /// cannot end in the optimum, (stable-rate): at most three times the largest one at which it can.
  ///
  /// A step of learning rate `lr` is one of `lr` times the specification's `learningRateFactor` on the
  /// loss of which the curvature is known.
  public var largestStableRate: Double {
    let λ = forecast.latents[0].eigenvalue
    let level = forecast.beta * forecast.decoderVariance
    let curvature = max(λ * max(λ, level), 1, level / 2)
    return 2 / (curvature * specification.learningRateFactor)
  }

  private var rateAdvice: Advice? {
    guard let rate = specification.learningRate, rate > largestStableRate else { return nil }
    let bound = ShortNumber.text(largestStableRate, digits: 3)
    return Advice(
      .rateTooLarge,
      "at the learning rate \(ShortNumber.text(rate)) even full-batch gradient descent diverges: it "
        + "is stable up to about \(bound), and SGD with few samples per step only well below; the steps "
        + "printed hold for small rates",
      value: largestStableRate)
  }

  // MARK: Noise

  /// The largest eigenvalue of noise alone, for so many samples, (noise); `nil` where the estimate
  /// means little: the median of a few eigenvalues is one of the signals.
  private var noiseEdge: Double? {
    guard let noise, spectrum.columns - spectrum.constantColumns.count >= 10 else { return nil }
    return noise.bulk.upperBound
  }

  private var noiseAdvice: [Advice] {
    guard let edge = noiseEdge, let noise else { return [] }
    let above = spectrum.eigenvalues.count { $0 > edge }
    let doubtful = forecast.active - above
    guard doubtful > 0 else { return [] }
    let level = forecast.beta * forecast.decoderVariance
    let number = { (value: Double) in ShortNumber.text(value, digits: 3) }
    let weight = specification.klWeight(atBeta: edge / forecast.decoderVariance)
    let found = "\(doubtful) of the \(forecast.active) living latents"
    let larger = "\(above) of the data's \(above == 1 ? "is" : "are") larger"
    let remedy = "(they die at KL weights above \(number(weight)))"
    // What is below the noise by less than the error of its estimate may as well be above.
    let isBelow = level < noise.variance * (1 - 2 / Double(noise.eigenvaluesUsed))
    var advice: [Advice] = []
    if !isBelow || noise.ratio >= 1 {
      advice.append(
        Advice(
          .fewSamples,
          "\(spectrum.rows) samples are few: noise of variance \(number(noise.variance)) alone has "
            + "eigenvalues up to \(number(edge)) in them, and \(larger), so \(found) cannot be told "
            + "from noise \(remedy)",
          value: Double(above)))
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
}
