import LinearVAE
import NumericKit
import RealModule

/// The eigenvalues of the covariance of `P` samples as `N, P → ∞`, as nodes of a quadrature, with what each
/// has of all directions and of the factors, (sample-spectrum).
///
/// With `λ = η(1 + g + 2√g cos θ)` the square root at both edges of the Marchenko–Pastur law becomes
/// `sin² θ`, for which equally spaced angles are Gauss's nodes. What they leave of the moments that are
/// known belongs to the poles of the densities: a node at 0, also where all eigenvalues are positive, and one
/// for each factor; so no `α` and no strength is special.
struct SampleSpectrum {
  /// `λ_b`: 0, the nodes of the noise descending, then one of each factor.
  let variances: [Double]
  /// `f_b`, the share of all directions; 0 for those of factors.
  let shares: [Double]
  /// `w_b` of each factor: the squared length of its part in each node, with the sum 1.
  let weights: [[Double]]

  /// The spectrum of orthogonal factors in noise.
  ///
  /// - Parameters:
  ///   - strengths: `ρ_s ≥ 0`.
  ///   - η: The variance of the noise.
  ///   - g: `N/P`.
  ///   - nodes: Of the noise.
  init(strengths: [Double], noise η: Double, ratio g: Double, nodes: Int) {
    let width = Double.pi / Double(nodes + 1)
    let root = g.squareRoot()
    var (scaled, f) = ([0.0], [0.0])
    for node in 1...nodes {
      let θ = width * Double(node)
      let sine = .sin(θ) as Double
      let x = (1 - root) * (1 - root) + 4 * root * .pow(.cos(0.5 * θ), 2)
      scaled.append(x)
      f.append(2 / Double(nodes + 1) * sine * sine / x)
    }
    f[0] = max(0, 1 - f.reduce(0, +))
    let spikes = strengths.map { SampledFactor(strength: $0, noise: η, ratio: g) }
    variances = scaled.map { η * $0 } + spikes.map(\.sample)
    shares = f + spikes.map { _ in 0 }
    weights = strengths.indices.map { s in
      let own = Self.weights(of: strengths[s], spikes[s], noise: η, ratio: g, scaled, f)
      var others = spikes.map { _ in 0.0 }
      others[s] = own.spike
      return own.bulk + others
    }
  }

  /// What each node has of a factor: `w/f = Lg/(L(L − 1 + g) − (L − 1)x)` with `L = 1 + ρ/η`, and for the
  /// two poles, at 0 and at the factor's own eigenvalue, what the sum 1 and the mean `ρ + η` leave.
  private static func weights(
    of ρ: Double, _ spike: SampledFactor, noise η: Double, ratio g: Double, _ x: [Double],
    _ f: [Double]
  ) -> (bulk: [Double], spike: Double) {
    guard η > 0 else { return (x.map { _ in 0 }, 1) }
    let excess = ρ / η
    let L = 1 + excess
    var weights = zip(x, f).map { x, f in f * L * g / (L * (excess + g) - excess * x) }
    weights[0] = 0
    let mean = zip(x, weights).reduce(0) { $0 + $1.0 * $1.1 }
    // Of a factor that does not show, the edge's: rounding, unless it is next to showing.
    let left = (L - mean) * η / spike.sample
    let own = spike.isVisible || left > 1e-12 ? max(0, left) : 0
    weights[0] = max(0, 1 - own - weights.reduce(0, +))
    return (weights, own)
  }
}
