import ComplexModule
import NumericKit
import RealModule

/// The eigenvalues of the flow's Jacobian for one latent and one factor in closed form, (spectrum).
///
/// Small-rate limit, no weight decay, `D` trained directly; per unit of `τt`. With `P = ρ + η`.
package struct ClosedFormSpectrum {
  let signal, noise, beta: Double

  package init(signal: Double, noise: Double, beta: Double) {
    (self.signal, self.noise, self.beta) = (signal, noise, beta)
  }

  private var P: Double { signal + noise }

  /// At the collapsed state: `−β/2`, `−(1 + βη)`, `−(1 + βη) ± √((1 + βη)² + 4η(η − β))` and
  /// `½[−(1 + βP) ± √((1 + βP)² + 4P(P − β))]`.
  package var collapsed: [Double] {
    let (noiseDamping, factorDamping) = (1 + beta * noise, 1 + beta * P)
    let noiseRoot =
      (noiseDamping * noiseDamping + 4 * noise * (noise - beta)).squareRoot()
    let factorRoot = (factorDamping * factorDamping + 4 * P * (P - beta)).squareRoot()
    return [
      -beta / 2, -noiseDamping, -noiseDamping + noiseRoot, -noiseDamping - noiseRoot,
      0.5 * (-factorDamping + factorRoot), 0.5 * (-factorDamping - factorRoot),
    ]
  }

  /// At the learned state: `−(1 + ηP)`, `−(1 + ηP) ± √((1 + ηP)² − 4ηρ)`, and `x/(2βP²)` for the
  /// three roots `x` of the cubic (learned-cubic).
  ///
  /// - Precondition: `β < P`, where the state exists.
  package var learned: [Complex<Double>] {
    precondition(beta < P, "the learned state needs β < \(P), not β = \(beta)")
    let damping = 1 + noise * P
    let root = (damping * damping - 4 * noise * signal).squareRoot()
    let own = [Complex(-damping), Complex(-damping + root), Complex(-damping - root)]
    let unit = 1 / (2 * beta * P * P)
    return own + Polynomial.roots(ofCubic: learnedCubic).map { Complex(unit) * $0 }
  }

  /// The coefficients of `x³ + P²(P² + 2(1 + P²)β)x² + 2P⁴β(P²(1 + P²) − 8β³ + 2(1 + 4P)β² − 2Pβ)x
  /// + 8P⁸(P − β)β³`, (learned-cubic).
  var learnedCubic: (Double, Double, Double, Double) {
    let P2 = P * P
    let inner =
      P2 * (1 + P2) - 8 * beta * beta * beta + 2 * (1 + 4 * P) * beta * beta - 2 * P * beta
    return (
      1, P2 * (P2 + 2 * (1 + P2) * beta), 2 * P2 * P2 * beta * inner,
      8 * P2 * P2 * P2 * P2 * (P - beta) * beta * beta * beta
    )
  }

  /// The largest eigenvalue at the collapsed state; negative iff it attracts.
  package var collapsedGrowthRate: Double { collapsed.max() ?? .nan }

  /// The largest real part at the learned state; negative wherever it exists.
  package var learnedGrowthRate: Double { learned.map(\.real).max() ?? .nan }
}
