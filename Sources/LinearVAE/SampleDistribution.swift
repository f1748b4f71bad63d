/// The distribution of the independent numbers `c` and `n` that samples are made of; all have mean 0
/// and variance 1.
///
/// The theory assumes normal numbers. In the limit `N → ∞` only their first two moments matter, which
/// the others show.
public enum SampleDistribution: String, Sendable, Hashable, Codable, CaseIterable {
  /// Normal numbers, definition (data).
  case gaussian
  /// `+1` or `−1`, each with probability ½.
  case rademacher
  /// Uniform between `−√3` and `√3`.
  case uniform
  /// The density `exp(−√2 |x|)/√2`.
  case laplace
}
