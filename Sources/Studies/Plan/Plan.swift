import LinearVAE
import MeanField
import Spectra
import Storage

/// What a linear β-VAE will make of a data set: which latents live, and how long they take.
///
/// Whether any latent can live is exact for any network and decoder, (any-threshold). The rest is exact
/// for linear models with Gaussian decoders, trained by plain SGD, in the limit of small learning rates;
/// for others a guide without an error bound.
public struct Plan: Sendable, Hashable {
  /// What was planned.
  public let specification: PlanSpecification
  /// The eigenvalues that the level is compared with.
  public let spectrum: DataSpectrum
  /// What was noticed in the data file.
  public let remarks: [TableRemark]
  /// Noise and signals of the data; `nil` if no column varies, if not all eigenvalues are known, or if the
  /// decoder learns a variance for each column, in whose units they are not those of the latents.
  public let estimate: SignalEstimate?
  /// The rows that signals rest on, if these are few; `nil` also where the samples were not looked at.
  public let outlyingRows: OutlyingRows?
  /// The fate of each latent at the optimum.
  public let forecast: LatentForecast
  /// What is left of each column, where the decoder learns a variance for each.
  public let columnVariances: ColumnVarianceForecast?
  /// The predicted course of training; `nil` for decoders without a given `σ²`, and if the flow could not
  /// be followed, as where SGD diverges.
  public let curve: LearningCurve?
  /// Why there is no curve.
  public let curveFailure: FlowError?
  /// The multiple of the learning rate at which the noise of SGD takes the first latent's rest; `nil` if none
  /// does, and without a learning rate or a batch.
  package let largestSGDFactor: Double?
  /// The multiple of the learning rate from which on latents mix; `nil` as above.
  package let largestUnmixedFactor: Double?
  /// The course of a pilot run of Adam, its times in steps; `nil` unless one was made.
  public internal(set) var pilot: LearningCurve?

  /// The overlap from which every latent starts, in units of the data.
  public var startOverlap: Double { specification.startOverlap ?? forecast.typicalOverlap }

  /// What an eigenvalue must exceed for its latent to live: `βσ²`, or `β` of other decoders.
  public var level: Double { forecast.beta * forecast.decoderVariance }

  /// How many eigenvalues exceed the level: as many latents could live.
  public var directions: Int { spectrum.eigenvalues.count { $0 > level } }

  /// For each latent, the `β` from which on it is collapsed at the optimum; `nil` where the decoder learns a
  /// variance for each column, with which eigenvalues change.
  ///
  /// With a common `σ²` that is learned, that of the optimum at this very `β` counts.
  public var thresholds: [Double?] {
    switch specification.decoder {
    case .gaussianLearnedPerColumn: forecast.latents.map { _ in nil }
    case .gaussianLearned: forecast.latents.map { beta(atLevel: $0.eigenvalue) }
    default: forecast.latents.map(\.threshold)
    }
  }

  /// For each latent, the weight of the KL term from which on it is collapsed, in the words of the
  /// loss; its threshold in `β` where no loss was given.
  public var thresholdKLWeights: [Double?] {
    thresholds.map { threshold in threshold.map { specification.klWeight(atBeta: $0) } }
  }

  /// For each latent, how long it stays on its plateau in flow time; `nil` if it never leaves, for decoders
  /// without a given `σ²`, whose dynamics are not known, and under a schedule, which the curve follows.
  public var escapeTimes: [Double?] {
    guard specification.fixedDecoderVariance != nil, specification.schedule == nil else {
      return forecast.latents.map { _ in nil }
    }
    return forecast.escapeTimes(fromOverlap: startOverlap)
  }

  /// Steps of plain SGD that make one unit of flow time; `nil` if that is not known.
  public var stepsPerTime: Double? { specification.stepsPerTime }
}

extension Plan {
  /// The `β` from which on the collapsed state attracts: no latent of any network leaves it then,
  /// (any-threshold).
  public var collapseBeta: Double {
    let largest = spectrum.eigenvalues[0]
    switch specification.decoder {
    case .gaussian(let variance): return largest / variance
    case .gaussianLearned:
      let mean = spectrum.totalVariance / Double(spectrum.columns)
      return mean > 0 ? largest / mean : 0
    default: return largest
    }
  }

  /// Whether ``collapseBeta`` is exact for any network, and not itself estimated.
  public var isThresholdExact: Bool { specification.decoder != .laplace }

  /// The `β` at which eigenvalues must exceed a level.
  ///
  /// - Parameters:
  ///   - level: `βσ²`, or `β` of decoders that are not Gaussian.
  ///   - latents: `M`; that of the plan unless given.
  /// - Returns: `β`, infinite if there is nothing left to explain.
  public func beta(atLevel level: Double, latents: Int? = nil) -> Double {
    switch specification.decoder {
    case .gaussian(let variance): return level / variance
    case .gaussianLearned:
      let count = latents ?? specification.latents
      let living = spectrum.eigenvalues.prefix(count).prefix { $0 > level }
      let rest = spectrum.totalVariance - living.reduce(0, +)
      let variance = (rest + level * Double(living.count)) / Double(spectrum.columns)
      return variance > 0 ? level / variance : .infinity
    default: return level
    }
  }

  /// The weight of the KL term, in the words of the loss, at which eigenvalues must exceed a level.
  public func klWeight(atLevel level: Double) -> Double {
    specification.klWeight(atBeta: beta(atLevel: level))
  }
}
