/// The parameters of a simulation at finite `N`.
public struct SimulationSettings: Sendable, Hashable {
  /// `N`, the number of coordinates of a sample.
  public var dimension: Int
  /// How many independent runs.
  public var replicas: Int
  /// The seed that all random numbers follow from.
  public var seed: UInt64
  /// How to simulate.
  public var method: SimulationMethod

  /// The largest dimension: beyond it `N` and infinity cannot be told apart.
  public static let dimensionLimit = SimulationMethod.dimensionLimit
  /// The largest number of runs.
  public static let replicaLimit = 1_000_000

  /// Settings with a size and a number of runs that take seconds.
  public init(
    dimension: Int = 500, replicas: Int = 5, seed: UInt64 = 1, method: SimulationMethod = .exact
  ) {
    self.dimension = dimension
    self.replicas = replicas
    self.seed = seed
    self.method = method
  }
}

extension SimulationSettings: Codable, FormInWords {
  static var allowed: String {
    let defaults = SimulationSettings()
    return "{dimension: \(defaults.dimension), replicas: \(defaults.replicas), "
      + "seed: \(defaults.seed), method: \(defaults.method.rawValue)}"
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case dimension, replicas, seed, method
  }

  /// Reads what is there.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(decoder)
    func count(to limit: Int) -> String { "a whole number ≥ 1 and ≤ \(limit)" }
    self.init()
    dimension = try section.value(.dimension, count(to: Self.dimensionLimit), default: dimension)
    replicas = try section.value(.replicas, count(to: Self.replicaLimit), default: replicas)
    seed = try section.value(.seed, "a whole number ≥ 0 and < 2^64", default: seed)
    method = try section.choice(.method, default: method)
  }
}

/// How a simulation follows SGD.
public enum SimulationMethod: String, Sendable, Hashable, Codable, CaseIterable {
  /// The Markov chain of the order parameters, equal in law to SGD at the same `N`, at a cost that
  /// does not depend on `N`. Gaussian data only.
  case exact
  /// SGD on vectors of `N` numbers.
  case vector
}

extension SimulationMethod {
  /// The largest `N` of the exact chain.
  public static let dimensionLimit = 1_000_000_000_000

  /// Checks that this method can draw samples of a distribution.
  ///
  /// - Parameter distribution: The distribution of `c` and `n`.
  /// - Throws: `InvalidProblem` with key path `data.distribution`.
  public func validate(distribution: SampleDistribution) throws(InvalidProblem) {
    try validateDistribution(distribution.rawValue)
  }

  /// Checks that this method can draw samples of data with a spectrum.
  ///
  /// - Parameter distribution: What samples are made of.
  /// - Throws: `InvalidProblem` with key path `data.distribution`.
  public func validate(distribution: SpectralDistribution) throws(InvalidProblem) {
    try validateDistribution(distribution.rawValue)
  }

  private func validateDistribution(_ name: String) throws(InvalidProblem) {
    try InvalidProblem.require(
      self == .vector || name == SampleDistribution.gaussian.rawValue, "data.distribution",
      found: name,
      allowed: "gaussian with simulation.method: exact",
      advice: "only for normal numbers do the order parameters alone determine the law of the "
        + "next step: choose simulation.method: vector")
  }

  /// Checks that `N`-vectors of data with a spectrum fit in memory, and `N` in a number.
  ///
  /// - Parameters:
  ///   - dimension: `N`.
  ///   - problem: The numbers of latents and samples of a step.
  /// - Throws: `InvalidProblem` with key path `simulation.dimension`.
  public func validate(dimension: Int, for problem: SpectralProblem) throws(InvalidProblem) {
    let most =
      self == .exact
      ? Self.dimensionLimit : (1 << 32) / (2 * problem.latents + problem.training.batch)
    try InvalidProblem.require(
      dimension <= most, "simulation.dimension", found: "\(dimension)",
      allowed: "a whole number ≤ \(most)",
      advice: self == .exact
        ? nil : "vectors would fill more than 32 GiB; method: exact needs no vectors")
  }

  /// Checks that `N`-vectors with any realisable state exist, and room for a batch beside them.
  ///
  /// - Parameters:
  ///   - dimension: `N`.
  ///   - problem: The numbers of factors, latents and samples of a step.
  /// - Throws: `InvalidProblem` with key path `simulation.dimension`.
  public func validate(dimension: Int, for problem: LearningProblem) throws(InvalidProblem) {
    let independent = problem.data.factors + 2 * problem.latents
    let isExact = self == .exact
    let more = isExact ? min(problem.training.batch, 2 * problem.latents) : 0
    let least = independent + more
    try InvalidProblem.require(
      dimension >= least, "simulation.dimension", found: "\(dimension)",
      allowed: "a whole number ≥ \(least)",
      advice: "decoder, encoder and factors are \(independent) independent vectors"
        + (isExact ? ", and method: exact needs room for \(more) more" : ""))
    let most = isExact ? Self.dimensionLimit : (1 << 32) / (independent + problem.training.batch)
    try InvalidProblem.require(
      dimension <= most, "simulation.dimension", found: "\(dimension)",
      allowed: "a whole number ≤ \(most)",
      advice: isExact
        ? nil : "vectors would fill more than 32 GiB; method: exact needs no vectors")
  }
}
