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
    let state =
      switch self {
      case .random: try drawn(for: problem, simulation)
      case .overlapping(let start): try start.orderParameters(for: problem)
      case .explicit(let given): given
      }
    try state.checkRealizable(data: problem.data)
    return state
  }

  private func drawn(
    for problem: LearningProblem, _ simulation: SimulationSettings?
  ) throws(InvalidProblem) -> OrderParameters {
    guard let simulation else {
      throw InvalidProblem(
        "", found: "random", allowed: "a section simulation with dimension and seed beside it",
        advice: "they decide the draw; flow and simulation start from the same one")
    }
    let least = OrderParameters.leastDimension(latents: problem.latents, data: problem.data)
    try InvalidProblem.require(
      simulation.dimension >= least, "",
      found: "random with simulation.dimension: \(simulation.dimension)",
      allowed: "a dimension ≥ \(least), for as many independent vectors")
    do {
      return try .random(
        latents: problem.latents, data: problem.data, dimension: simulation.dimension,
        seed: simulation.seed)
    } catch {
      throw InvalidProblem("", found: "factors that cannot be drawn", allowed: "\(error)")
    }
  }
}

extension InitialCondition: Codable, FormInWords {
  static let allowed =
    "random, or {overlap: 0.01, decoder_norm: 1, encoder_norm: 1, variance: 1}, "
    + "or {m: …, d: …, Q: …, E: …, R: …, D: …}"

  /// Reads the word `random`, overlaps, or order parameters.
  public init(from decoder: any Decoder) throws {
    if decoder.word == "random" {
      self = .random
    } else if decoder.keys.isEmpty {
      throw decoder.otherKind(allowed: Self.allowed)
    } else if Set(decoder.keys).isDisjoint(with: OrderParameters.keys) {
      self = .overlapping(try OverlappingStart(from: decoder))
    } else {
      self = .explicit(try OrderParameters(from: decoder))
    }
  }

  /// Writes what it is.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .random: try "random".encode(to: encoder)
    case .overlapping(let start): try start.encode(to: encoder)
    case .explicit(let state): try state.encode(to: encoder)
    }
  }
}
