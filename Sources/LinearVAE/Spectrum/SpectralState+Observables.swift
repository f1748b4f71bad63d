import NumericKit

extension SpectralState {
  /// The collapsed state: decoder and encoder vanish, and `D = 1`.
  public static func collapsed(latents: Int, groups: Int) -> SpectralState {
    let zero = Matrix(rows: latents, columns: latents)
    return SpectralState(
      groups: Array(repeating: Group(Q: zero, E: zero, R: zero), count: groups),
      D: Array(repeating: 1, count: latents))
  }

  /// `Var(μ_k) = A_kk`, the variance over the data of each latent's posterior mean, with `A = Σ_b λ_b E_b`.
  public func variancesOfMeans(data: SpectralData) -> [Double] {
    total(\.E, weights: data.groups.map(\.variance)).diagonal
  }

  /// The KL divergence from the prior of each latent, in nats, averaged over the data, (kl).
  public func klDivergences(data: SpectralData) -> [Double] {
    zip(variancesOfMeans(data: data), D).map { CodeStatistics.divergence(variance: $0, D: $1) }
  }

  /// The rate of the code in nats: the sum of ``klDivergences(data:)``.
  public func rate(data: SpectralData) -> Double { klDivergences(data: data).reduce(0, +) }

  /// (distortion) `E‖x − x̂‖² − E‖x‖²`, the squared error of reconstruction from a sampled code against that
  /// of reconstructing zero, with `A = Σ_b λ_b E_b` and `C = Σ_b λ_b R_bᵀ`.
  public func relativeDistortion(data: SpectralData) -> Double {
    let variances = data.groups.map(\.variance)
    return CodeStatistics.distortion(
      trace: total(\.R, weights: variances).trace, Q: Q.elements,
      A: total(\.E, weights: variances).elements, D: D, latents: latents)
  }
}
