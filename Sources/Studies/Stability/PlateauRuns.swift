import MeanField

/// When single runs of SGD leave their plateau: quantiles of (plateau-law).
public struct PlateauRuns: Sendable, Hashable {
  /// `N`.
  public let dimension: Int
  /// The times by which one run in ten, half of them and nine in ten have left, in steps divided by `N`.
  public let low, median, high: Double
  /// Whether all runs start without any overlap, so that only chance ends the plateau.
  public let isByChanceAlone: Bool

  /// Follows the flow to each of the quantiles.
  ///
  /// - Returns: `nil` without a law, or if not so many runs leave.
  init?(_ law: PlateauLaw?, dimension: Int) throws {
    guard let law, let low = try law.quantile(0.1), let median = try law.quantile(0.5),
      let high = try law.quantile(0.9)
    else { return nil }
    (self.dimension, self.low, self.median, self.high) = (dimension, low, median, high)
    isByChanceAlone = law.mean == 0
  }
}
