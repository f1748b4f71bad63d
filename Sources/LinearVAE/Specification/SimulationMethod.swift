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
    guard self == .vector || distribution == .gaussian else {
      throw InvalidProblem(
        "data.distribution", found: distribution.rawValue,
        allowed: "gaussian with simulation.method: exact",
        advice: "only for normal numbers do the order parameters alone determine the law of the "
          + "next step: choose simulation.method: vector")
    }
  }

  /// Checks that `N`-vectors with any realisable state exist, and room for a batch beside them.
  ///
  /// - Parameters:
  ///   - dimension: `N`.
  ///   - problem: The numbers of factors, latents and samples of a step.
  /// - Throws: `InvalidProblem` with key path `simulation.dimension`.
  public func validate(
    dimension: Int, for problem: LearningProblem
  ) throws(InvalidProblem) {
    let independent = problem.data.factors + 2 * problem.latents
    let isExact = self == .exact
    let more = isExact ? min(problem.training.batch, 2 * problem.latents) : 0
    let least = independent + more
    guard dimension >= least else {
      throw InvalidProblem(
        "simulation.dimension", found: "\(dimension)", allowed: "a whole number ≥ \(least)",
        advice: "decoder, encoder and factors are \(independent) independent vectors"
          + (isExact ? ", and method: exact needs room for \(more) more" : ""))
    }
    let most = isExact ? Self.dimensionLimit : (1 << 32) / (independent + problem.training.batch)
    guard dimension <= most else {
      throw InvalidProblem(
        "simulation.dimension", found: "\(dimension)", allowed: "a whole number ≤ \(most)",
        advice: isExact
          ? nil : "vectors would fill more than 32 GiB; method: exact needs no vectors")
    }
  }
}
