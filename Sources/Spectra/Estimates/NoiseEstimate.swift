import RealModule

/// The variance `η` of the noise in data with a few strong directions, (noise).
///
/// Exact for noise that is equal and independent in all directions, as `P` and `N` grow. Whether the
/// bulk of the spectrum looks like such noise is told by ``isBulkLikeNoise``.
public struct NoiseEstimate: Sendable, Hashable {
  /// How the noise was estimated.
  public enum Method: String, Sendable, Hashable, Encodable, CaseIterable {
    /// From the sum of the eigenvalues that are no signals, less what these take from it.
    case bulkMean = "marchenko-pastur-mean"
    /// From their median, against that of the Marchenko–Pastur law: for a bulk that does not look like
    /// noise, of which it describes the middle.
    case median = "marchenko-pastur-median"
    /// Half of the directions or more do not vary: there is no noise.
    case rank
  }

  /// `η`, in squared units of the data.
  public let variance: Double
  /// How it was estimated.
  public let method: Method
  /// Where `η` lies with 95 % confidence for normal data; for ``Method/median`` what the quartiles of
  /// the bulk would give, a range without a probability.
  public let interval: ClosedRange<Double>
  /// `g`, the ratio of columns that vary to rows, less the one that the mean takes.
  public let ratio: Double
  /// How many eigenvalues were taken for noise.
  public let eigenvaluesUsed: Int
  /// `η(1 − √g)² … η(1 + √g)²`: where the eigenvalues of pure noise lie.
  public let bulk: ClosedRange<Double>
  /// The largest distance between the distribution of the eigenvalues taken for noise and the
  /// Marchenko–Pastur law, from 0 to 1; near 1 for a spectrum that decays without a flat part.
  public let misfit: Double
  /// Whether the eigenvalues taken for noise are spread as those of noise.
  ///
  /// The misfit is at most ``misfitLimit(count:)``, and signals and noise could be told from each other
  /// consistently. `false` for most data that were not made by adding noise: then `η` depends on where in
  /// the spectrum one looks, and the number of signals with it.
  public let isBulkLikeNoise: Bool

  /// Estimates the noise of a data set; `nil` when no column varies.
  ///
  /// - Complexity: O(min(N, P)).
  public init?(of spectrum: DataSpectrum) {
    guard let varying = VaryingSpectrum(of: spectrum) else { return nil }
    self = SignalSearch(varying).noise
  }

  /// The misfit up to which so many eigenvalues count as noise.
  ///
  /// One in 20 is allowed at any size; the rest covers 99 % of draws of noise.
  public static func misfitLimit(count: Int) -> Double { 0.05 + 2.5 / Double(max(count, 1)) }

  init(
    variance: Double, method: Method, interval: ClosedRange<Double>, shape: NoiseShape,
    eigenvaluesUsed: Int, misfit: Double, isConsistent: Bool
  ) {
    (self.variance, self.method, self.interval) = (variance, method, interval)
    self.eigenvaluesUsed = eigenvaluesUsed
    ratio = shape.ratio
    bulk = (variance * shape.edges.lowerBound)...(variance * shape.edges.upperBound)
    self.misfit = misfit
    isBulkLikeNoise = isConsistent && misfit <= Self.misfitLimit(count: eigenvaluesUsed)
  }
}
