/// A factor as `P` samples of `N` variables show it, (finite-optimum): a sample eigenvector that has a part
/// of it only.
public struct SampledFactor: Sendable, Hashable {
  /// `ρ`, the variance that the factor adds along its direction.
  public let strength: Double
  /// `λ̂`, the eigenvalue of the sample covariance; the edge of the noise's for one that does not show.
  public let sample: Double
  /// `c²`, the squared cosine of the sample eigenvector with the factor; 0 for one that does not show.
  public let cosine2: Double

  /// A factor of which all is known.
  package init(sample: Double, strength: Double, cosine2: Double) {
    (self.sample, self.strength, self.cosine2) = (sample, strength, cosine2)
  }

  /// A factor as `N` and `P` grow at a fixed ratio; it shows if `ρ > η√g`.
  ///
  /// - Parameters:
  ///   - ρ: The variance that it adds along its direction.
  ///   - η: The variance of the noise.
  ///   - g: `N/P`, variables per sample.
  public init(strength ρ: Double, noise η: Double, ratio g: Double) {
    strength = ρ
    guard ρ > η * g.squareRoot() else {
      (sample, cosine2) = (Self.edge(noise: η, ratio: g), 0)
      return
    }
    let gain = Self.gain(strength: ρ, noise: η, ratio: g)
    sample = (ρ + η) * gain
    cosine2 = Self.slope(strength: ρ, noise: η, ratio: g) / gain
  }

  /// Whether it shows in the samples.
  public var isVisible: Bool { cosine2 > 0 }

  /// `η(1 + √g)²`, up to which sample eigenvalues of noise alone reach.
  public static func edge(noise η: Double, ratio g: Double) -> Double {
    let root = 1 + g.squareRoot()
    return η * root * root
  }

  /// `λ̂/(ρ + η) = 1 + gη/ρ`.
  package static func gain(strength ρ: Double, noise η: Double, ratio g: Double) -> Double {
    η > 0 ? 1 + g * η / ρ : 1
  }

  /// `1 − gη²/ρ²`: how fast the sample eigenvalue moves with the strength.
  package static func slope(strength ρ: Double, noise η: Double, ratio g: Double) -> Double {
    guard η > 0 else { return 1 }
    let x = η / ρ
    return max(0, 1 - g * x * x)
  }
}
