import LinearVAE
import NumericKit
import RealModule

/// A signal in noise as the sample shows it, and what it is without the samples' share,
/// (finite-optimum).
public struct SpikeEstimate: Sendable, Hashable {
  /// `λ̂`, the eigenvalue of the sample covariance, in squared units of the data.
  public let sample: Double
  /// `ℓ = ρ + η`, the eigenvalue of the population.
  public let debiased: Double
  /// Where `ℓ` lies with 95 % confidence for normal data.
  public let interval: ClosedRange<Double>
  /// `c²`, the squared cosine of the sample's direction with the true one.
  public let cosine2: Double
  /// `ρ = ℓ − η`, the strength of the signal alone.
  public let strength: Double

  /// The signals among the largest eigenvalues of a sample covariance.
  ///
  /// - Parameters:
  ///   - samples: Descending, each above the edge of the noise.
  ///   - η: The variance of the noise.
  ///   - shape: Of the noise beside them.
  /// - Returns: One for each, in their order.
  static func all(_ samples: [Double], noise η: Double, shape: NoiseShape) -> [SpikeEstimate] {
    let spikes = samples.map { SpikeShape($0, noise: η, shape: shape) }
    return spikes.indices.map { SpikeEstimate($0, of: spikes, noise: η) }
  }

  private init(_ index: Int, of spikes: [SpikeShape], noise η: Double) {
    let spike = spikes[index]
    sample = spike.sample
    debiased = spike.population
    cosine2 = spike.cosine2
    strength = spike.population - η
    // Where the eigenvalue would be without the other signals, which repel it.
    let alone =
      spike.scaled
      - spikes.indices.reduce(0) { push, other in
        other == index ? push : push + spike.push(from: spikes[other])
      }
    interval = spike.populations(of: alone)
  }
}

/// One signal of variance `ℓ` beside noise of variance `η`: its sample eigenvalue, and back.
struct SpikeShape {
  let sample: Double
  /// The eigenvalue with the divisor `P − 1`.
  let scaled: Double
  /// `ℓ`.
  let population: Double
  private let noise: Double
  private let ratio: Double
  private let degrees: Double

  init(_ sample: Double, noise η: Double, shape: NoiseShape) {
    (self.sample, noise, ratio) = (sample, η, shape.ratio)
    degrees = Double(shape.degrees)
    scaled = sample / shape.scale
    guard η > 0 else {
      population = scaled
      return
    }
    let root = 1 + shape.ratio.squareRoot()
    let y = max(scaled / η, root * root)
    let sum = y + 1 - shape.ratio
    population = η * max(sum / 2 * (1 + max(1 - 4 * (y / sum) / sum, 0).squareRoot()), root)
  }

  /// `1 − gη²/(ℓ − η)²`: how fast the sample eigenvalue moves with `ℓ`.
  private func slope(_ ℓ: Double) -> Double {
    SampledFactor.slope(strength: ℓ - noise, noise: noise, ratio: ratio)
  }

  /// `λ̂/ℓ`.
  private func gain(_ ℓ: Double) -> Double {
    SampledFactor.gain(strength: ℓ - noise, noise: noise, ratio: ratio)
  }

  var cosine2: Double { slope(population) / gain(population) }

  /// `gℓ/(ℓ − η)`: what the signal takes from the sum of the noise's eigenvalues, in units of `η`.
  var share: Double { noise > 0 ? ratio * population / (population - noise) : 0 }

  /// How far another signal pushes the sample eigenvalue, to first order in `1/P` (Lawley 1956), and
  /// bounded where the two are too close for that.
  func push(from other: SpikeShape) -> Double {
    let difference = population - other.population
    let blur = 2 * population * population * slope(population) / degrees
    return population * other.population * difference / (difference * difference + blur) / degrees
  }

  /// The values of `ℓ` for which a sample eigenvalue is within the 95 % around its mean.
  ///
  /// The cube root of the eigenvalue is close to normal; far above the noise this is the quantile of
  /// chi-square of Wilson and Hilferty.
  func populations(of value: Double) -> ClosedRange<Double> {
    func quantile(_ ℓ: Double, _ z: Double) -> Double {
      let mean = ℓ * gain(ℓ)
      let ninth = 2 * slope(ℓ) / (gain(ℓ) * gain(ℓ) * degrees) / 9
      return mean * Double.pow(max(0, 1 - ninth + z * ninth.squareRoot()), 3)
    }
    let visible = noise * (1 + ratio.squareRoot())
    let z = Normal.twoSided95
    var high = max(visible, value)
    while quantile(high, -z) < value, high.isFinite { high *= 2 }
    let low = Bisection.boundary(from: visible, to: max(visible, value)) {
      quantile($0, z) >= value
    }
    // One sample has no lower quantile.
    guard high.isFinite else { return low...(.infinity) }
    let top = Bisection.boundary(from: visible, to: high) { quantile($0, -z) > value }
    return low...max(low, top)
  }
}
