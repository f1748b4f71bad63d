import LinearVAE
import NumericKit
import RealModule

/// What training ends in on `P` samples that are used again and again, as `N` and `P` grow at a fixed
/// `α = P/N`, (finite-optimum): the global minimum of the loss on the samples.
///
/// A latent locks on to an eigenvector of the sample covariance. Of a factor that shows it has the share
/// `c²`; once these are taken it learns the edge of the noise, which has nothing of any factor.
///
/// ```swift
/// let optimum = try FiniteOptimum(
///   of: SpikedData(signals: [1], noise: 1), samplesPerDimension: 4, latents: 1, beta: 1)
/// print(optimum.error, optimum.best?.level ?? .infinity)
/// ```
public struct FiniteOptimum: Sendable, Hashable {
  /// The principal factors as the samples show them, in the order of `PrincipalFactors`: that of the data
  /// for orthogonal factors.
  public let factors: [SampledFactor]
  /// `η(1 + √g)²`, the edge of the noise's eigenvalues.
  public let edge: Double
  /// `M`.
  public let latents: Int
  /// `β`.
  public let beta: Double
  private let principal: PrincipalFactors

  /// The optimum of a number of latents.
  ///
  /// - Parameters:
  ///   - data: Factors in noise; their own number of samples is not looked at.
  ///   - α: `P/N > 0`, samples per dimension.
  ///   - latents: `M ≥ 1`.
  ///   - beta: `β ≥ 0`.
  /// - Throws: `InvalidProblem` for impossible data or numbers, with their key in the problem file.
  public init(
    of data: SpikedData, samplesPerDimension α: Double, latents: Int, beta: Double
  ) throws(InvalidProblem) {
    do { try data.validate() } catch { throw error.below("data") }
    try SpikedData.validate(samplesPerDimension: α)
    try InvalidProblem.requireCount("model.latents", latents, in: 1...LearningProblem.latentLimit)
    try InvalidProblem.requireNonNegative("training.beta", beta)
    do { principal = try PrincipalFactors(of: data) } catch {
      throw InvalidProblem("data.overlap", found: "\(error)", allowed: "independent factors")
    }
    factors = principal.signals.map {
      SampledFactor(strength: $0, noise: data.noise, ratio: 1 / α)
    }
    edge = SampledFactor.edge(noise: data.noise, ratio: 1 / α)
    (self.latents, self.beta) = (latents, beta)
  }

  /// The factor of each latent in the order of their eigenvalues, counted in ``factors``; `nil` for the
  /// edge of the noise.
  private var homes: [Int?] {
    let order = ranked.prefix { factors[$0].isVisible }.prefix(latents)
    return Array(order) + Array(repeating: nil, count: latents - order.count)
  }

  /// Factors by descending sample eigenvalue.
  private var ranked: [Int] {
    factors.indices.sorted { (factors[$0].sample, $1) > (factors[$1].sample, $0) }
  }

  /// The sample eigenvalue that each latent has locked on to, descending; those up to `β` are of
  /// collapsed ones.
  public var eigenvalues: [Double] { homes.map { $0.map { factors[$0].sample } ?? edge } }

  /// How many latents live.
  public var living: Int { eigenvalues.count { $0 > beta } }

  /// `ε_g`, the generalization error; of factors that overlap that of the best rotation of the latents
  /// (`GeneralizationError.subspace`).
  public var error: Double { BestLevel.error(at: beta, ranked.map { factors[$0] }, latents, bulk) }

  /// The `β` of the smallest ``error`` with so many latents, (best-beta-finite); `nil` if no factor shows,
  /// for then the best is collapse.
  public var best: BestLevel? {
    BestLevel(factors: ranked.map { factors[$0] }, bulk: bulk, latents: latents)
  }

  /// The smallest ``error`` that any `β` gives.
  public var bestError: Double { best?.error ?? factors.reduce(0) { $0 + $1.strength } }

  /// What latents beyond the factors have.
  private var bulk: [Double] {
    Array(repeating: edge, count: max(0, latents - factors.count))
  }

  /// The order parameters, overlaps with the true factors of positive sign.
  public var state: OrderParameters {
    let zero = Matrix(rows: latents, columns: latents)
    var state = OrderParameters(
      m: Matrix(rows: latents, columns: factors.count),
      d: Matrix(rows: latents, columns: factors.count), Q: zero, E: zero, R: zero,
      D: Array(repeating: 1, count: latents))
    for (latent, (λ, home)) in zip(eigenvalues, homes).enumerated() where λ > beta {
      let Q = λ - beta
      state.Q[latent, latent] = Q
      state.E[latent, latent] = Q / (λ * λ)
      state.R[latent, latent] = Q / λ
      state.D[latent] = beta / λ
      guard let home else { continue }
      state.m[latent, home] = (factors[home].cosine2 * Q).squareRoot()
      state.d[latent, home] = state.m[latent, home] / λ
    }
    return principal.restored(state)
  }
}
