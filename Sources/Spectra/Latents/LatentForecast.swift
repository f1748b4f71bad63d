import LinearVAE

/// What a linear β-VAE makes of a data set at its global optimum, before any training.
///
/// ```swift
/// let forecast = try LatentForecast(
///   eigenvalues: [3, 1, 0.2], latents: 2, beta: 1.5, decoderVariance: 1)
/// print(forecast.active)  // 1: the second eigenvalue does not exceed β σ² = 1.5
/// ```
/// The loss is `‖x − x̂‖²/(2σ²) + β KL`. The optimum is reverse water-filling at the level `βσ²`,
/// (water-filling): exact for linear models, a guide without error bound for others.
public struct LatentForecast: Sendable, Hashable {
  /// `N`, the number of dimensions of the data.
  public let dimensions: Int
  /// The weight of the KL term.
  public let beta: Double
  /// `σ²`, the decoder's variance, in squared units of the data.
  public let decoderVariance: Double
  /// The latents, largest eigenvalue first; `M` entries.
  public let latents: [LatentFate]
  /// `E‖x − x̂‖²` in squared units of the data: `k βσ² + Σ_{i>k} λ_i` with `k` active latents.
  ///
  /// In units of the decoder if the eigenvalues are.
  public let distortion: Double
  /// Whether this is the optimum of linear models.
  ///
  /// `true` for Gaussian decoders. For others, which latents live next to the collapsed state is exact,
  /// for networks of any kind, (any-threshold); how far they then go, ``LatentFate/kl``, ``rate`` and
  /// ``distortion``, is what the quadratic expansion of the loss there gives.
  public let isExact: Bool

  /// Where `σ²`, `βσ²` and the largest eigenvalue, unless it is 0, must lie, in squared units of the
  /// data, so that no product or quotient of two of them overflows.
  public static let supportedRange = 1e-120...1e120

  /// The forecast for a fixed decoder variance.
  ///
  /// - Parameters:
  ///   - eigenvalues: The `N` covariance eigenvalues, finite, `≥ 0` and descending.
  ///   - latents: `M`, from 1 to `N`.
  ///   - beta: The weight of the KL term, positive.
  ///   - decoderVariance: `σ²`, positive, in squared units of the data.
  /// - Throws: `InvalidProblem` with the number that is out of range; its key path is `latents`, `beta`,
  ///   `decoder_variance` or `eigenvalues`.
  /// - Complexity: O(N).
  public init(
    eigenvalues: [Double], latents: Int, beta: Double, decoderVariance: Double = 1
  ) throws(InvalidProblem) {
    try self.init(eigenvalues, latents, beta, decoderVariance, isExact: true)
  }

  /// The forecast for a decoder of any kind: the level is `β` and `σ² = 1`, and it is not ``isExact``.
  ///
  /// - Parameters:
  ///   - eigenvalues: Those that `β` is compared with, (any-threshold): of the scores of the decoder at
  ///     the best constant in units of their curvature; finite, `≥ 0` and descending, without a unit.
  ///   - latents: `M`, from 1 to `N`.
  ///   - beta: The weight of the KL term over that of the negative log-likelihood, positive.
  /// - Throws: `InvalidProblem` as above.
  /// - Complexity: O(N).
  public init(
    scoreEigenvalues eigenvalues: [Double], latents: Int, beta: Double
  ) throws(InvalidProblem) {
    try self.init(eigenvalues, latents, beta, 1, isExact: false)
  }

  private init(
    _ eigenvalues: [Double], _ latents: Int, _ beta: Double, _ decoderVariance: Double,
    isExact: Bool
  ) throws(InvalidProblem) {
    try Self.validate(eigenvalues: eigenvalues, latents: latents, beta: beta)
    try InvalidProblem.requirePositive("decoder_variance", decoderVariance)
    let level = beta * decoderVariance
    try require("decoder_variance", "the decoder variance σ²", decoderVariance)
    try require("beta", "the level βσ²", level)
    if eigenvalues[0] != 0 { try require("eigenvalues", "the largest eigenvalue", eigenvalues[0]) }
    let total = eigenvalues.reduce(0, +)
    dimensions = eigenvalues.count
    self.beta = beta
    self.decoderVariance = decoderVariance
    self.isExact = isExact
    self.latents = eigenvalues.prefix(latents).map {
      LatentFate(
        eigenvalue: $0, level: level, threshold: $0 / decoderVariance,
        varianceShare: total > 0 ? $0 / total : 0)
    }
    let active = self.latents.count { $0.isActive }
    distortion = Double(active) * level + sumOfTail(eigenvalues, after: active)
  }

  /// The forecast for a decoder variance that is learned together with the weights.
  ///
  /// Solves `σ² = Σ_{i>k} λ_i/(N − βk)` with `k = #{i ≤ M: λ_i > βσ²}`, (learned-variance). The
  /// derivative of the loss with respect to `σ²` is, times `2σ⁴`, piecewise linear and convex in
  /// `σ²` and not positive at 0, so there is at most one solution, and it is the global optimum.
  /// - Throws: `InvalidProblem` as above; with key path `decoder_variance` when the latents explain the
  ///   data completely and `σ²` goes to 0.
  /// - Complexity: O(N).
  public init(
    learningDecoderVarianceOf eigenvalues: [Double], latents: Int, beta: Double
  ) throws(InvalidProblem) {
    try Self.validate(eigenvalues: eigenvalues, latents: latents, beta: beta)
    let dimensions = eigenvalues.count
    var tail = eigenvalues.reversed().reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1) }
    tail.reverse()  // tail[k] = Σ_{i>k} λ_i
    // The solution with k active latents is the first one that leaves the next latent collapsed.
    let active = (0..<latents).first { k in
      (Double(dimensions) - beta * Double(k)) * eigenvalues[k] <= beta * tail[k]
    }
    let k = active ?? latents
    // A remainder within the rounding of the eigenvalues is no remainder.
    try InvalidProblem.require(
      tail[k] > Double(dimensions) * .ulpOfOne * eigenvalues[0], "decoder_variance",
      found: "\(latents) latents that leave nothing of \(dimensions) dimensions unexplained",
      allowed: "fewer latents, or a fixed decoder variance", advice: "a learned σ² goes to 0")
    try self.init(
      eigenvalues: eigenvalues, latents: latents, beta: beta,
      decoderVariance: tail[k] / (Double(dimensions) - beta * Double(k)))
  }

  /// `k`, the number of active latents.
  public var active: Int { latents.count { $0.isActive } }

  /// `Σ KL_i`, in nats per sample.
  public var rate: Double { latents.reduce(0) { $0 + $1.kl } }

  /// `1/√N`, the overlap of a random vector of unit length with any direction.
  public var typicalOverlap: Double { 1 / Double(dimensions).squareRoot() }

  /// How long each latent stays on the plateau, in flow time; `nil` for collapsed latents.
  ///
  /// - Parameter overlap: The overlap of decoder and encoder with each direction at the start, in
  ///   units of the data; ``typicalOverlap`` unless given.
  /// - Returns: One entry per latent, as ``LatentFate/escapeTime(fromOverlap:)``.
  public func escapeTimes(fromOverlap overlap: Double? = nil) -> [Double?] {
    latents.map { $0.escapeTime(fromOverlap: overlap ?? typicalOverlap) }
  }

  static func validate(eigenvalues: [Double], latents: Int, beta: Double) throws(InvalidProblem) {
    precondition(isSpectrum(eigenvalues), "eigenvalues must be finite, ≥ 0 and descending")
    try InvalidProblem.require(
      latents >= 1 && latents <= eigenvalues.count, "latents", found: "\(latents)",
      allowed: "a whole number ≥ 1 and ≤ \(eigenvalues.count), the columns of the data",
      advice: latents > 0 ? "more latents than dimensions have nothing to learn" : nil)
    try InvalidProblem.requirePositive("beta", beta)
  }
}

private func require(_ key: String, _ quantity: String, _ value: Double) throws(InvalidProblem) {
  let range = LatentForecast.supportedRange
  try InvalidProblem.require(
    range.contains(value), key, found: "\(quantity) = \(value)",
    allowed: "one from \(range.lowerBound) to \(range.upperBound): choose other units")
}

/// `Σ_{i>k} λ_i`, smallest first.
private func sumOfTail(_ eigenvalues: [Double], after k: Int) -> Double {
  eigenvalues.dropFirst(k).reversed().reduce(0, +)
}
