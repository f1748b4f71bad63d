import LinearVAE
import MeanField
import Spectra

extension Plan {
  /// What so few samples allow, and what more would buy, (finite-optimum) for the signals that the data
  /// show.
  public struct SampleValue: Sendable, Hashable {
    /// Samples per column that varies.
    public let samplesPerColumn: Double
    /// The error of what is learned against what is behind the data at the plan's level, in squared units of
    /// the data.
    public let error: Double
    /// The level with the smallest error, and that.
    public let best: BestLevel
    /// The smallest error with twice as many samples.
    public let errorWithTwice: Double
  }

  /// Samples per column from which on the number of samples is no matter of concern.
  static let enoughSamples = 20.0

  /// What samples are worth; `nil` where they are many, where noise and signals cannot be told apart, and for
  /// decoders without a given `σ²`.
  public var sampleValue: SampleValue? {
    let columns = Double(spectrum.columns - spectrum.constantColumns.count)
    guard specification.fixedDecoderVariance != nil, let estimate, estimate.isCertain,
      estimate.signals > 0, estimate.noise.variance > 0,
      // Rows whose mean has been subtracted are as good as one less.
      Double(spectrum.rows - 1) < Self.enoughSamples * columns
    else { return nil }
    let α = Double(spectrum.rows - 1) / columns
    let data = SpikedData(
      signals: estimate.spikes.map(\.strength), noise: estimate.noise.variance)
    let latents = specification.latents
    guard let best = estimate.bestLevel(latents: latents),
      let twice = try? FiniteOptimum(
        of: data, samplesPerDimension: 2 * α, latents: latents, beta: level)
    else { return nil }
    return SampleValue(
      samplesPerColumn: α, error: estimate.error(atLevel: level, latents: latents), best: best,
      errorWithTwice: twice.bestError)
  }

  /// What few samples are worth, as the end of a sentence; `nil` if neither the level nor more of them would
  /// make a tenth of a difference.
  var samplesInWords: String? {
    guard let value = sampleValue,
      max(value.error - value.best.error, value.best.error - value.errorWithTwice)
        > 0.1 * value.best.error
    else { return nil }
    return
      "what is learned is off what is behind the data by \(number(value.error)) (squared units), by "
      + "\(number(value.best.error)) at best, at the KL weight "
      + "\(number(klWeight(atLevel: value.best.level))), and with twice as many samples by "
      + "\(number(value.errorWithTwice))"
  }
}
