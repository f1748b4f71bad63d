/// How much of a data set is signal: the variance of its noise, the directions that stand out of it, and
/// how strong they are.
///
/// Noise and signals are found together, (noise). A signal is an eigenvalue that the largest one of noise
/// exceeds with a probability of 1 % only, (edge). Exact for noise that is equal in all directions; whether
/// it is stands in ``NoiseEstimate/isBulkLikeNoise``.
///
/// ```swift
/// if let estimate = SignalEstimate(of: spectrum) {
///   print(estimate.signals, estimate.noise.variance)
/// }
/// ```
public struct SignalEstimate: Sendable, Hashable {
  /// The noise.
  public let noise: NoiseEstimate
  /// The signals, the strongest first.
  public let spikes: [SpikeEstimate]
  /// What an eigenvalue must exceed to be the next signal: the 99 % quantile of the largest one of
  /// noise beside the signals.
  public let detection: Double
  /// The eigenvalues that are no signals, descending and `> 0`.
  package let rest: [Double]

  /// How signals are told from noise.
  public static let method = "tracy-widom-99"

  /// Estimates from the spectrum of a covariance; `nil` when no column varies.
  ///
  /// - Parameter spectrum: Of the data, or of what a decoder makes of them.
  /// - Complexity: O(min(N, P)).
  public init?(of spectrum: DataSpectrum) {
    guard let varying = VaryingSpectrum(of: spectrum) else { return nil }
    let search = SignalSearch(varying)
    (noise, detection) = (search.noise, search.detection)
    let samples = varying.eigenvalues.prefix(search.signals)
    spikes = SpikeEstimate.all(
      Array(samples), noise: noise.variance, shape: varying.shape.besides(search.signals))
    rest = Array(varying.eigenvalues.dropFirst(search.signals))
  }

  /// The number of signals.
  public var signals: Int { spikes.count }

  /// Whether signals and noise can be told from each other: no more than half of the directions are
  /// signals, and the others are spread as those of noise. Otherwise the estimates are a guide only.
  public var isCertain: Bool { noise.isBulkLikeNoise && signals <= noise.eigenvaluesUsed }

  /// `η(1 + √g)²`, where the eigenvalues of noise end as their number grows.
  public var edge: Double { noise.bulk.upperBound }

  /// What a latent learns that meets the eigenvalue of the given rank.
  public enum Origin: String, Sendable, Hashable, Encodable {
    /// A direction that the data have.
    case signal
    /// A direction that these samples of the noise happen to have.
    case noise
  }

  /// What the latent learns that meets an eigenvalue.
  ///
  /// - Parameter rank: Of the eigenvalue, counted from 0 at the largest.
  /// - Returns: A signal for the first of them.
  public func origin(ofLatent rank: Int) -> Origin { rank < signals ? .signal : .noise }
}
