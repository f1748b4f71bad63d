import NumericKit

/// Data with a few strong directions in noise, definition (data):
/// `x = W* Λ^½ c / √N + √η n` with `c ~ N(0, I)`, `n ~ N(0, I_N)` and `Λ = diag(ρ_1 … ρ_{M*})`.
public struct SpikedData: Sendable, Hashable {
  /// `ρ_s ≥ 0`, the variance that factor `s` adds along its direction; one entry per factor.
  public var signals: [Double]
  /// `η ≥ 0`, the variance of every direction without a factor.
  public var noise: Double
  /// `m* = W*ᵀW*/N`, `M* × M*`, positive definite with unit diagonal; the identity for orthogonal
  /// factors. Of other signals than those it was made for it must be set anew.
  public var overlap: Matrix
  /// The distribution of `c` and `n`.
  public var distribution: SampleDistribution
  /// `α = P/N`, if `P` samples are used again and again; `nil` if every step of training has fresh ones.
  public var samplesPerDimension: Double?

  /// Data with the given factors: orthogonal and Gaussian unless given otherwise.
  ///
  /// - Precondition: `overlap` is `M* × M*`. Whether the values describe possible data is checked by
  ///   ``validate()``.
  public init(
    signals: [Double], noise: Double, overlap: Matrix? = nil,
    distribution: SampleDistribution = .gaussian, samplesPerDimension: Double? = nil
  ) {
    self.samplesPerDimension = samplesPerDimension
    self.signals = signals
    self.noise = noise
    self.distribution = distribution
    self.overlap = overlap ?? .identity(signals.count)
    precondition(
      self.overlap.rows == signals.count && self.overlap.columns == signals.count,
      "overlap must be \(signals.count) × \(signals.count)")
  }

  /// More factors than this are refused: `Γ` and its products would take minutes.
  public static let factorLimit = 1024

  /// The samples per dimension that are taken: beyond them a factor shows always or never.
  public static let samplesPerDimensionDomain = 1e-6...1e12

  /// Checks a number of samples per dimension.
  package static func validate(samplesPerDimension α: Double) throws(InvalidProblem) {
    let domain = samplesPerDimensionDomain
    try InvalidProblem.require(
      domain.contains(α), "data.samples_per_dimension", α,
      "a number ≥ \(domain.lowerBound) and ≤ \(domain.upperBound)")
  }

  /// `M*`, the number of factors.
  public var factors: Int { signals.count }
}

extension SpikedData: Codable, FormInWords {
  static let allowed = "{signals: [1.0], noise: 1.0}"

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case signals, noise, overlap, distribution
    case samplesPerDimension = "samples_per_dimension"
  }

  /// Reads `signals`, `noise`, `overlap`, `distribution` and `samples_per_dimension`.
  ///
  /// - Throws: `InvalidProblem`; more than ``factorLimit`` factors are refused before `m*` is built.
  public init(from decoder: any Decoder) throws {
    if let key = ["spectrum", "file"].first(where: decoder.keys.contains) {
      throw InvalidProblem(
        key, found: "data with a spectrum", allowed: "factors in noise, \(Self.allowed)",
        advice: "what is asked for is not known of any other covariance; its flow is"
      ).below(decoder.keyPath)
    }
    let section = try StrictContainer<CodingKeys>(decoder)
    let signals: [Double] = try section.value(.signals, "a list of numbers ≥ 0, one per factor")
    do { try Self.validateCount(signals.count) } catch { throw error.below(decoder.keyPath) }
    self.init(signals: signals, noise: try section.number(.noise))
    if section.contains(.overlap) {
      let shape = "a row and a column per factor"
      overlap = try section.matrix(.overlap, shape, columns: factors)
      guard overlap.rows == factors else {
        throw InvalidProblem(
          "overlap", found: "\(overlap.rows) rows", allowed: "\(factors) rows: \(shape)"
        ).below(decoder.keyPath)
      }
    }
    distribution = try section.choice(.distribution, default: distribution)
    if section.contains(.samplesPerDimension) {
      samplesPerDimension = try section.number(.samplesPerDimension)
    }
  }
}

extension SpikedData {
  /// Checks that such data exist.
  ///
  /// One to ``factorLimit`` factors, `ρ_s ≥ 0`, `η ≥ 0`, and `m*` symmetric, positive definite and of unit
  /// diagonal. A problem without factors is written with a factor of strength 0.
  ///
  /// - Throws: ``InvalidProblem`` with key path `signals`, `signals.0`, `noise` or `overlap`.
  public func validate() throws(InvalidProblem) {
    try InvalidProblem.require(
      factors > 0, "signals", found: "no number", allowed: "one number ≥ 0 per factor")
    try Self.validateCount(factors)
    for (s, signal) in signals.enumerated() {
      try InvalidProblem.requireNonNegative("signals.\(s)", signal)
    }
    try InvalidProblem.requireNonNegative("noise", noise)
    try validateOverlap()
  }

  private static func validateCount(_ factors: Int) throws(InvalidProblem) {
    try InvalidProblem.require(
      factors <= factorLimit, "signals", found: "\(factors) numbers",
      allowed: "at most \(factorLimit)")
  }

  private func validateOverlap() throws(InvalidProblem) {
    let tolerance = OrderParameters.realizabilityTolerance
    for i in 0..<factors {
      for j in 0..<factors {
        let (value, mirrored) = (overlap[i, j], overlap[j, i])
        if abs(value - (i == j ? 1 : mirrored)) <= tolerance { continue }
        throw InvalidProblem(
          "overlap.\(i).\(j)", found: "\(value)",
          allowed: i == j
            ? "1, as everywhere on the diagonal"
            : "\(mirrored) as in overlap.\(j).\(i): a symmetric matrix")
      }
    }
    let smallest = (try? overlap.symmetricEigenvalues().first) ?? .nan
    try InvalidProblem.require(
      smallest > tolerance, "overlap", found: "a matrix with the eigenvalue \(smallest)",
      allowed: "a positive definite matrix: independent factors")
  }
}

/// The distribution of the independent numbers `c` and `n` that samples are made of; all have mean 0
/// and variance 1.
///
/// The theory assumes normal numbers. In the limit `N → ∞` only their first two moments matter, which
/// the others show.
public enum SampleDistribution: String, Sendable, Hashable, Codable, CaseIterable {
  /// Normal numbers, definition (data).
  case gaussian
  /// `+1` or `−1`, each with probability ½.
  case rademacher
  /// Uniform between `−√3` and `√3`.
  case uniform
  /// The density `exp(−√2 |x|)/√2`.
  case laplace
}
