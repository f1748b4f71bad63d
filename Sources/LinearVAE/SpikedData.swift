import NumericKit

/// Data with a few strong directions in noise, definition (data):
/// `x = W* Λ^½ c / √N + √η n` with `c ~ N(0, I)`, `n ~ N(0, I_N)` and `Λ = diag(ρ_1 … ρ_{M*})`.
public struct SpikedData: Sendable, Hashable {
  /// `ρ_s ≥ 0`, the variance that factor `s` adds along its direction; one entry per factor.
  public var signals: [Double]
  /// `η ≥ 0`, the variance of every direction without a factor.
  public var noise: Double
  /// `m* = W*ᵀW*/N`, `M* × M*`, positive definite with unit diagonal; the identity for orthogonal
  /// factors. Of other signals than those it was made for it must be set anew.
  public var overlap: Matrix
  /// The distribution of `c` and `n`.
  public var distribution: SampleDistribution

  /// Data with the given factors: orthogonal and Gaussian unless given otherwise.
  ///
  /// - Precondition: `overlap` is `M* × M*`. Whether the values describe possible data is checked by
  ///   ``validate()``.
  public init(
    signals: [Double], noise: Double, overlap: Matrix? = nil,
    distribution: SampleDistribution = .gaussian
  ) {
    self.signals = signals
    self.noise = noise
    self.distribution = distribution
    self.overlap = overlap ?? .identity(signals.count)
    precondition(
      self.overlap.rows == signals.count && self.overlap.columns == signals.count,
      "overlap must be \(signals.count) × \(signals.count)")
  }

  /// More factors than this are refused: `Γ` and its products would take minutes.
  public static let factorLimit = 1024

  /// `M*`, the number of factors.
  public var factors: Int { signals.count }
}
