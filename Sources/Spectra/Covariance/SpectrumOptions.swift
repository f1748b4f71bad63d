import LinearVAE

/// What the spectrum of a data set is to be taken of.
///
/// ```swift
/// let options = SpectrumOptions(decoder: .poisson, weights: weights)
/// let spectrum = try DataSpectrum(of: table, options: options)
/// ```
public struct SpectrumOptions: Sendable, Hashable {
  /// What the decoder says of its data, (any-threshold).
  ///
  /// Of a Gaussian decoder with a given `σ²` the eigenvalues are those of the covariance.
  public var decoder: Likelihood
  /// What each row counts, finite and `≥ 0`: mean and covariance are `Σ w x/Σ w` and
  /// `Σ w (x − mean)(x − mean)ᵀ/Σ w`. `nil` if all count alike.
  public var weights: [Double]?
  /// Whether each column that varies is divided by its standard deviation, with divisor `P`.
  public var standardized: Bool
  /// How many of the largest eigenvalues are wanted; `nil` for all.
  public var top: Int?
  /// Of the random start of the search for the largest eigenvalues, of which nothing but rounding
  /// depends.
  public var seed: UInt64

  /// The covariance of rows that count alike, unless given.
  public init(
    decoder: Likelihood = .gaussian(variance: 1), weights: [Double]? = nil,
    standardized: Bool = false, top: Int? = nil, seed: UInt64 = 0
  ) {
    (self.decoder, self.weights, self.standardized) = (decoder, weights, standardized)
    (self.top, self.seed) = (top, seed)
  }

  /// Checks all but the weights, whose number depends on the rows.
  ///
  /// - Throws: `InvalidProblem` with key path `top`, `standardized`, `decoder_variance`, `dispersion`
  ///   or `draws`.
  func validate(columns: Int) throws(InvalidProblem) {
    if let top { try InvalidProblem.requireCount("top", top, in: 1...columns) }
    switch decoder {
    case .gaussian(let variance): try InvalidProblem.requirePositive("decoder_variance", variance)
    case .negativeBinomial(let θ): try InvalidProblem.requirePositive("dispersion", θ)
    case .multinomial(let draws?): try InvalidProblem.requirePositive("draws", draws)
    default: break
    }
    try InvalidProblem.require(
      !standardized || decoder.domain == nil, "standardized",
      found: "columns of mean 0 for a decoder of the family \(decoder.name)",
      allowed: "a Gaussian or Laplace decoder",
      advice: "a standardised value is no count and no probability")
  }
}
