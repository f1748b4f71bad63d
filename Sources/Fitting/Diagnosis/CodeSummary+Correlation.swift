import NumericKit
import RealModule

extension CodeSummary {
  /// The correlations of the means, `M × M`; 0 between a latent whose mean does not vary and any other.
  public var correlations: Matrix {
    Self.correlations(of: covariance)
  }

  /// The largest correlation between the means of two active units, in magnitude; `nil` with fewer than two.
  public var largestCorrelation: (value: Double, latents: (Int, Int))? {
    let units = latents.filter { $0.varianceOfMean > unitThreshold }.map(\.index)
    let correlations = correlations
    var largest: (value: Double, latents: (Int, Int))?
    for (place, i) in units.enumerated() {
      for j in units[..<place] where abs(correlations[i, j]) > abs(largest?.value ?? 0) {
        largest = (correlations[i, j], (j, i))
      }
    }
    return largest
  }

  /// `KL(q(z) ‖ Π q(z_k))`, in nats, if the code over all samples were Gaussian: from its covariance,
  /// `½(Σ ln C_kk − ln det C)` with `C = Cov μ + diag E σ²`, (code-split).
  ///
  /// - Throws: `LinearAlgebraError.notConverged`, which has not been seen for a finite matrix.
  public func totalCorrelation() throws(LinearAlgebraError) -> Double {
    var aggregate = covariance
    for latent in latents { aggregate[latent.index, latent.index] += latent.meanVariance }
    let eigenvalues = try Self.correlations(of: aggregate).symmetricEigenvalues()
    // What rounding leaves of an eigenvalue that is 0.
    let least = Double(latents.count) * .ulpOfOne
    return max(0, -0.5 * eigenvalues.reduce(0) { $0 + .log(max($1, least)) })
  }

  private static func correlations(of covariance: Matrix) -> Matrix {
    let roots = covariance.diagonal.map { $0.squareRoot() }
    return Matrix(rows: covariance.rows, columns: covariance.columns) { i, j in
      guard i != j else { return 1 }
      let product = roots[i] * roots[j]
      return product > 0 ? max(-1, min(1, covariance[i, j] / product)) : 0
    }
  }
}
