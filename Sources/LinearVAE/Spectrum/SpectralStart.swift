import NumericKit

/// The state that training on data with any spectrum starts from.
public enum SpectralStart: Sendable, Hashable {
  /// One draw of `W`, `V` with independent standard normal entries and `D = 1`, at the dimension and
  /// with the seed of the simulation.
  case random
  /// Latents that are orthogonal to each other, spread over the groups by their shares: `Q_b = q f_b I`,
  /// `E_b = e f_b I`, `R_b = 0`.
  case spread(decoderNorm: Double, encoderNorm: Double, variance: Double)
  /// These order parameters.
  case explicit(SpectralState)

  /// The order parameters at `t = 0`.
  ///
  /// - Parameters:
  ///   - problem: The groups and the number of latents.
  ///   - simulation: The dimension and seed of a ``random`` start, which needs them.
  /// - Returns: A realisable state.
  /// - Throws: ``InvalidProblem``, with a key path below `initial`.
  public func state(
    for problem: SpectralProblem, simulation: SimulationSettings? = nil
  ) throws(InvalidProblem) -> SpectralState {
    let state =
      switch self {
      case .random: try drawn(for: problem, simulation)
      case .spread(let decoderNorm, let encoderNorm, let variance):
        SpectralState(
          groups: problem.data.groups.map { group in
            let unit = Matrix.identity(problem.latents)
            return .init(
              Q: decoderNorm * group.share * unit, E: encoderNorm * group.share * unit,
              R: 0 * unit)
          }, D: Array(repeating: variance, count: problem.latents))
      case .explicit(let given): given
      }
    try InvalidProblem.require(
      state.latents == problem.latents, "D", found: "\(state.latents) numbers",
      allowed: "\(problem.latents), one per latent of model.latents")
    try state.checkRealizable(data: problem.data)
    return state
  }

  private func drawn(
    for problem: SpectralProblem, _ simulation: SimulationSettings?
  ) throws(InvalidProblem) -> SpectralState {
    guard let simulation else {
      throw InvalidProblem(
        "", found: "random", allowed: "a section simulation with dimension and seed beside it",
        advice: "they decide the draw; flow and simulation start from the same one")
    }
    // Replicas have the streams from 0 on.
    var stream = RandomStream(seed: simulation.seed, stream: .max)
    let sizes = try problem.data.sizes(dimension: simulation.dimension)
    let (M, N) = (problem.latents, Double(simulation.dimension))
    let groups = sizes.map { size in
      let gram: Matrix
      if size >= 2 * M {
        gram = Wishart(order: 2 * M, degreesOfFreedom: size).draw(from: &stream)
      } else {
        let vectors = Matrix(rows: 2 * M, columns: size, elements: stream.normals(2 * M * size))
        gram = vectors * vectors.transposed
      }
      func block(_ row: Int, _ column: Int) -> Matrix {
        Matrix(rows: M, columns: M) { gram[row + $0, column + $1] / N }
      }
      return SpectralState.Group(Q: block(0, 0), E: block(M, M), R: block(0, M))
    }
    return SpectralState(groups: groups, D: Array(repeating: 1, count: M))
  }
}

extension SpectralData {
  /// How many of `N` directions each group has: one where the share is 0, of the others the shares of what
  /// is left, rounded so that the sum is `N`.
  ///
  /// - Parameter dimension: `N`.
  /// - Returns: One number per group.
  /// - Throws: ``InvalidProblem`` without a key when there are not as many directions.
  package func sizes(dimension: Int) throws(InvalidProblem) -> [Int] {
    let single = groups.count { $0.share == 0 }
    try InvalidProblem.require(
      dimension >= groups.count, "", found: "\(dimension) directions",
      allowed: "at least \(groups.count), one per group of data.spectrum")
    let rest = Double(dimension - single)
    var sizes = groups.map { $0.share == 0 ? 1 : Int(($0.share * rest).rounded(.down)) }
    let shared = groups.indices.filter { groups[$0].share > 0 }
    // Largest remainders first.
    let order = shared.sorted {
      groups[$0].share * rest - Double(sizes[$0]) > groups[$1].share * rest - Double(sizes[$1])
    }
    var missing = dimension - sizes.reduce(0, +)
    for index in order where missing > 0 {
      sizes[index] += 1
      missing -= 1
    }
    // Shares whose sum is off by rounding leave more; the largest group does not feel them.
    if let largest = shared.max(by: { sizes[$0] < sizes[$1] }) { sizes[largest] += missing }
    return sizes
  }
}

extension SpectralStart: Codable, FormInWords {
  static let allowed =
    "random, or {decoder_norm: 1, encoder_norm: 1, variance: 1}, "
    + "or {groups: [{Q: …, E: …, R: …}, …], D: …}"

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case decoderNorm = "decoder_norm"
    case encoderNorm = "encoder_norm"
    case variance
  }

  /// Reads the word `random`, norms, or order parameters of groups.
  public init(from decoder: any Decoder) throws {
    if decoder.word == "random" {
      self = .random
    } else if decoder.keys.isEmpty {
      throw decoder.otherKind(allowed: Self.allowed)
    } else if !Set(decoder.keys).isDisjoint(with: SpectralState.keys) {
      self = .explicit(try SpectralState(from: decoder))
    } else {
      let section = try StrictContainer<CodingKeys>(decoder)
      self = .spread(
        decoderNorm: try section.number(.decoderNorm, default: 1),
        encoderNorm: try section.number(.encoderNorm, default: 1),
        variance: try section.number(.variance, default: 1))
    }
  }

  /// Writes what it is.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .random: try "random".encode(to: encoder)
    case .explicit(let state): try state.encode(to: encoder)
    case .spread(let decoderNorm, let encoderNorm, let variance):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(decoderNorm, forKey: .decoderNorm)
      try container.encode(encoderNorm, forKey: .encoderNorm)
      try container.encode(variance, forKey: .variance)
    }
  }

  /// Checks norms and variance.
  func validate() throws(InvalidProblem) {
    guard case .spread(let decoderNorm, let encoderNorm, let variance) = self else { return }
    try InvalidProblem.requireNonNegative("decoder_norm", decoderNorm)
    try InvalidProblem.requireNonNegative("encoder_norm", encoderNorm)
    try InvalidProblem.requirePositive("variance", variance)
  }
}
