/// What a decoder says of its data: the likelihood whose negative logarithm is the reconstruction term.
///
/// Whether any latent can leave the collapsed state is known exactly for each of them and any networks,
/// (any-threshold). The dynamics that the theory follows are those of ``gaussian(variance:)``.
public enum Likelihood: Sendable, Hashable {
  /// `N(x; x̂, σ²)`: the squared error.
  case gaussian(variance: Double)
  /// The same with one `σ²` that is learned.
  case gaussianLearned
  /// The same with one learned `σ²` per column.
  case gaussianLearnedPerColumn
  /// Independent bits, or grey levels in [0, 1], by their logits: binary cross-entropy.
  case bernoulli
  /// Counts by the logarithms of their means.
  case poisson
  /// Counts by the logarithms of their means, of variance `μ + μ²/θ`.
  case negativeBinomial(dispersion: Double)
  /// Counts, or shares of a number of draws, by their logits: cross-entropy with a softmax over columns.
  case multinomial(draws: Double?)
  /// `e^{−|x − x̂|}/2`: the absolute error.
  case laplace

  /// Its name on the command line and in files.
  public var name: String {
    switch self {
    case .gaussian: "gaussian"
    case .gaussianLearned: "gaussian-learned"
    case .gaussianLearnedPerColumn: "gaussian-learned-per-column"
    case .bernoulli: "bernoulli"
    case .poisson: "poisson"
    case .negativeBinomial: "negative-binomial"
    case .multinomial: "multinomial"
    case .laplace: "laplace"
    }
  }
}
