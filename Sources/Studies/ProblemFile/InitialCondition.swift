import FiniteSize
import LinearVAE
import NumericKit

/// The state that training starts from.
public enum InitialCondition: Sendable, Hashable {
  /// One draw of `W`, `V` with independent standard normal entries and `D = 1`, at the dimension and
  /// with the seed of the simulation.
  case random
  /// Latents that overlap with the factors as given and share nothing else.
  case overlapping(OverlappingStart)
  /// These order parameters.
  case explicit(OrderParameters)

  /// The order parameters at `t = 0`.
  ///
  /// - Parameters:
  ///   - problem: The factors and the number of latents.
  ///   - simulation: The dimension and seed of a ``random`` start, which needs them.
  /// - Returns: A realisable state.
  /// - Throws: `InvalidProblem`, with a key path below `initial`, when no vectors have these order
  ///   parameters, or for ``random`` without a simulation.
  /// - Complexity: O((M* + 2M)³), to check that the state is realisable.
  public func orderParameters(
    for problem: LearningProblem, simulation: SimulationSettings? = nil
  ) throws(InvalidProblem) -> OrderParameters {
    let state: OrderParameters
    switch self {
    case .random:
      guard let simulation else {
        throw InvalidProblem(
          "", found: "random", allowed: "a section simulation with dimension and seed beside it",
          advice: "they decide the draw; flow and simulation start from the same one")
      }
      state = try drawn(for: problem, simulation)
    case .overlapping(let start):
      state = try start.orderParameters(for: problem)
    case .explicit(let given):
      state = given
    }
    do {
      try state.checkRealizable(data: problem.data)
    } catch {
      throw InvalidProblem(error.parameter ?? "", found: error.found, allowed: error.allowed)
    }
    return state
  }
}

extension InitialCondition {
  private func drawn(
    for problem: LearningProblem, _ simulation: SimulationSettings
  ) throws(InvalidProblem) -> OrderParameters {
    let least = OrderParameters.leastDimension(latents: problem.latents, data: problem.data)
    guard simulation.dimension >= least else {
      throw InvalidProblem(
        "", found: "random with simulation.dimension: \(simulation.dimension)",
        allowed: "a dimension ≥ \(least), for as many independent vectors")
    }
    do {
      return try .random(
        latents: problem.latents, data: problem.data, dimension: simulation.dimension,
        seed: simulation.seed)
    } catch {
      throw InvalidProblem("", found: "factors that cannot be drawn", allowed: "\(error)")
    }
  }
}

/// Equal overlaps of decoder and encoder with the factors, `m = d`, and latents whose parts outside
/// the factors are orthogonal: `Q`, `E` (off the diagonal) and `R` are `m m*⁻¹ mᵀ`.
public struct OverlappingStart: Sendable, Hashable {
  /// `m = d`, `M × M*`.
  public var overlap: Matrix
  /// `Q_kk` of every latent.
  public var decoderNorm: Double
  /// `E_kk` of every latent.
  public var encoderNorm: Double
  /// `D_k` of every latent.
  public var variance: Double

  /// A start with the norms and variance of a random one, unless others are given.
  public init(
    overlap: Matrix, decoderNorm: Double = 1, encoderNorm: Double = 1, variance: Double = 1
  ) {
    self.overlap = overlap
    self.decoderNorm = decoderNorm
    self.encoderNorm = encoderNorm
    self.variance = variance
  }

  /// The state with these overlaps, not yet checked to be realisable.
  fileprivate func orderParameters(
    for problem: LearningProblem
  ) throws(InvalidProblem) -> OrderParameters {
    let (latents, factors) = (problem.latents, problem.data.factors)
    precondition(
      overlap.rows == latents && overlap.columns == factors, "overlap must be M × M*")
    let shared = try sharedPart(overlap: problem.data.overlap)
    var (Q, E) = (shared, shared)
    for k in 0..<latents {
      Q[k, k] = decoderNorm
      E[k, k] = encoderNorm
    }
    return OrderParameters(
      m: overlap, d: overlap, Q: Q, E: E, R: shared, D: Array(repeating: variance, count: latents))
  }

  /// `m m*⁻¹ mᵀ`, the Gram matrix of the latents' parts in the span of the factors.
  private func sharedPart(overlap factorOverlap: Matrix) throws(InvalidProblem) -> Matrix {
    let factorization: LUFactorization
    do {
      factorization = try LUFactorization(factorOverlap)
    } catch {
      throw InvalidProblem("", found: "factors that depend on each other", allowed: "\(error)")
    }
    let rows = overlap.rowArrays
    let solutions = rows.map(factorization.solve)  // row k: m*⁻¹ m_k
    var shared = Matrix(rows: overlap.rows, columns: overlap.rows)
    for k in 0..<overlap.rows {
      for l in 0...k {
        var product = 0.0
        for s in 0..<overlap.columns { product += rows[l][s] * solutions[k][s] }
        shared[k, l] = product
        shared[l, k] = product
      }
    }
    return shared
  }
}
