import NumericKit

extension OrderParameters {
  /// The largest correlation between two rows of the encoder, `|E_kl| / √(E_kk E_ll)` over `k ≠ l`.
  ///
  /// Zero for a disentangled encoder, hence for a single latent; a latent with `E_kk = 0` has no
  /// direction and is left out.
  public var entanglement: Double {
    var largest = 0.0
    for k in 0..<latents where E[k, k] > 0 {
      for l in 0..<k where E[l, l] > 0 {
        largest = max(largest, abs(E[k, l]) / (E[k, k].squareRoot() * E[l, l].squareRoot()))
      }
    }
    return largest
  }

  /// `Var(μ_k) = A_kk`, the variance over the data of each latent's posterior mean, with
  /// `A = dΛdᵀ + ηE` of (flow-m): near zero for a collapsed latent.
  public func variancesOfMeans(data: SpikedData) -> [Double] { encodedCovariance(data).diagonal }

  /// The KL divergence from the prior of each latent, in nats, averaged over the data:
  /// (kl) `½ (Var(μ_k) + D_k − 1 − ln D_k)`.
  public func klDivergences(data: SpikedData) -> [Double] {
    zip(variancesOfMeans(data: data), D).map { CodeStatistics.divergence(variance: $0, D: $1) }
  }

  /// The rate of the code in nats: the sum of ``klDivergences(data:)``.
  public func rate(data: SpikedData) -> Double { klDivergences(data: data).reduce(0, +) }

  /// (distortion) `E‖x − x̂‖² − E‖x‖² = −2 tr C + tr(QA) + Σ_k Q_kk D_k`, the squared error of reconstruction
  /// from a sampled code against that of reconstructing zero, averaged over data and code.
  ///
  /// Negative as soon as the model is of use. `C = dΛmᵀ + ηRᵀ` is the covariance of posterior mean
  /// and decoded data, as in (flow-Q). The difference stays finite as `N → ∞`, `E‖x‖²` does not.
  public func relativeDistortion(data: SpikedData) -> Double {
    let A = encodedCovariance(data)
    let traceC = zip(d.scalingColumns(by: data.signals).elements, m.elements)
      .reduce(data.noise * R.trace) { $0 + $1.0 * $1.1 }
    return CodeStatistics.distortion(
      trace: traceC, Q: Q.elements, A: A.elements, D: D, latents: latents)
  }

  /// `A = dΛdᵀ + ηE`, the covariance over the data of the posterior means.
  private func encodedCovariance(_ data: SpikedData) -> Matrix {
    precondition(
      data.factors == factors, "data of \(data.factors) factors for a state of \(factors)")
    return d.scalingColumns(by: data.signals) * d.transposed + data.noise * E
  }
}
