import NumericKit

/// The level `βσ²` from which a linear VAE reproduces the factors behind its samples best,
/// (best-beta-finite).
///
/// At the optimum on `P` samples a living latent has the direction and the strength `λ̂ − βσ²` of a
/// sample eigenvector. With a squared cosine `c²` with the factor, of strength `ρ`, its error is
/// `ρ − 2c√(ρ(λ̂ − βσ²)) + λ̂ − βσ²`; a latent on an eigenvalue `λ` of noise adds `λ − βσ²`. For one factor
/// the best level is `λ̂ − ρc²`; it tends to the variance of the noise as samples grow.
public struct BestLevel: Sendable, Hashable {
  /// `βσ²`, in squared units of the data.
  public let level: Double
  /// `ε_g` there, summed over the factors, in squared units of the data.
  public let error: Double
  /// How many latents live there.
  public let living: Int

  /// The best level for some factors in noise; `nil` if no factor shows in the samples, for then the
  /// best is collapse.
  ///
  /// The error is convex between the eigenvalues of two factors; its minima there are compared.
  /// - Parameters:
  ///   - factors: Descending by `sample`.
  ///   - bulk: The eigenvalues of noise, descending, none above those of the factors.
  ///   - latents: `M`, of which the first meet the factors.
  package init?(factors: [SampledFactor], bulk: [Double], latents: Int) {
    let learned = factors.prefix(latents)
    let noise = bulk.prefix(max(0, latents - factors.count))
    guard learned.contains(where: { $0.cosine2 > 0 && $0.strength > 0 }) else { return nil }
    let tops = learned.map(\.sample)
    var best = (level: tops[0], error: factors.reduce(0) { $0 + $1.strength })
    for index in tops.indices {
      let low = index + 1 < tops.count ? tops[index + 1] : 0
      // With two equal eigenvalues there is nothing between them.
      guard low < tops[index] else { continue }
      let level = Bisection.boundary(from: low, to: tops[index]) {
        Self.slope(at: $0, learned.prefix(index + 1), noise) > 0
      }
      let error = Self.error(at: level, factors, latents, noise)
      if error < best.error { best = (level, error) }
    }
    (level, error) = best
    let level = level
    living = tops.count { $0 > level } + noise.count { $0 > level }
  }

  /// `ε_g` of the optimum at a level.
  package static func error(
    at level: Double, _ factors: [SampledFactor], _ latents: Int, _ noise: some Collection<Double>
  ) -> Double {
    let missed = factors.enumerated().reduce(0) { sum, element in
      let (index, factor) = element
      let square = index < latents ? max(0, factor.sample - level) : 0
      let overlap = (factor.strength * factor.cosine2 * square).squareRoot()
      return sum + factor.strength - 2 * overlap + square
    }
    return noise.reduce(missed) { $0 + max(0, $1 - level) }
  }

  /// How fast the error grows with the level while these factors have living latents.
  private static func slope(
    at level: Double, _ factors: ArraySlice<SampledFactor>, _ noise: ArraySlice<Double>
  ) -> Double {
    let sum = factors.reduce(0) { sum, factor in
      let square = factor.sample - level
      let overlap = (factor.strength * factor.cosine2).squareRoot()
      return sum - 1 + (overlap > 0 ? overlap / max(square, 0).squareRoot() : 0)
    }
    return sum - Double(noise.count { $0 > level })
  }
}
