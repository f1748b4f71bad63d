/// All that a problem file says of data with a spectrum: the problem, and how to start, watch and simulate
/// it; ``ProblemSpecification`` for data without factors.
public struct SpectralSpecification: Sendable, Hashable {
  /// The data, the model and its training.
  public var problem: SpectralProblem
  /// The state at `t = 0`.
  public var initial: SpectralStart?
  /// When to look.
  public var time: TimeGrid?
  /// How to simulate at finite `N`.
  public var simulation: SimulationSettings?

  /// A specification; ``validate(for:)`` tells whether its parts are possible and fit together.
  public init(
    problem: SpectralProblem, initial: SpectralStart? = nil, time: TimeGrid? = nil,
    simulation: SimulationSettings? = nil
  ) {
    (self.problem, self.initial) = (problem, initial)
    (self.time, self.simulation) = (time, simulation)
  }
}

extension SpectralSpecification: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case data, model, training, initial, time, simulation
  }

  /// Reads a problem with its start, times and simulation, as far as they are there.
  ///
  /// - Throws: `InvalidProblem` with the key path of what is missing, unknown or of another kind.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(decoder)
    problem = SpectralProblem(
      data: try section.value(.data), model: try section.value(.model),
      training: try section.value(.training))
    initial = try section.optional(.initial)
    time = try section.optional(.time)
    simulation = try section.optional(.simulation)
  }

  /// Writes all keys of the sections that are there, defaults filled in.
  public func encode(to encoder: any Encoder) throws {
    try problem.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(initial, forKey: .initial)
    try container.encodeIfPresent(time, forKey: .time)
    try container.encodeIfPresent(simulation, forKey: .simulation)
  }
}

extension SpectralSpecification {
  /// The times to record; an error names their key when they are absent.
  public func requireTime() throws(InvalidProblem) -> TimeGrid {
    try present(time, CodingKeys.time)
  }

  /// The settings of the simulation; an error names their key when they are absent.
  public func requireSimulation() throws(InvalidProblem) -> SimulationSettings {
    try present(simulation, CodingKeys.simulation)
  }

  /// The order parameters at `t = 0`.
  ///
  /// - Throws: ``InvalidProblem`` when `initial` is absent, not realisable, or `random` without a
  ///   section simulation.
  public func initialState() throws(InvalidProblem) -> SpectralState {
    let initial = try present(initial, CodingKeys.initial)
    do {
      return try initial.state(for: problem, simulation: simulation)
    } catch {
      throw error.below("initial")
    }
  }

  /// Checks that every part is possible and that the parts fit together.
  ///
  /// - Parameter use: What is to be done: of parts that it leaves aside, each is checked for itself.
  /// - Throws: `InvalidProblem` with the key path of the problem file.
  public func validate(for use: ProblemUse = .everything) throws(InvalidProblem) {
    try problem.validate()
    do { try time?.validate() } catch { throw error.below("time") }
    let (latents, groups) = (problem.latents, problem.data.groups.count)
    if use.contains(.recording) {
      try time?.validateSize(
        ofStates: 3 * (groups + 1) * latents * latents + latents,
        "\(latents) latents and \(groups) groups")
    }
    if use.contains(.start) { try problem.training.validatePeriod(upTo: time?.end) }
    if let simulation {
      try InvalidProblem.requireCount(
        "simulation.dimension", simulation.dimension, in: 1...SimulationSettings.dimensionLimit)
      try InvalidProblem.requireCount(
        "simulation.replicas", simulation.replicas, in: 1...SimulationSettings.replicaLimit)
      // The small-rate limit has no steps to simulate.
      if use.contains(.simulation), problem.training.rates != .limit {
        try validateRun(of: simulation)
      }
    }
    do { try initial?.validate() } catch { throw error.below("initial") }
    if use.contains(.start), initial != nil, initial != .random || simulation != nil {
      _ = try initialState()
    }
  }
}

extension SpectralSpecification {
  /// That one run can be made, and fits in memory: the vectors and a batch of samples, or of the exact chain
  /// what it keeps of each group.
  private func validateRun(of simulation: SimulationSettings) throws(InvalidProblem) {
    let (data, M, B) = (problem.data, problem.latents, problem.training.batch)
    try simulation.method.validate(distribution: data.distribution)
    try simulation.method.validate(dimension: simulation.dimension, for: problem)
    do { _ = try data.sizes(dimension: simulation.dimension) } catch {
      throw error.below("simulation.dimension")
    }
    let isExact = simulation.method == .exact
    let rows = isExact ? 4 * M * data.groups.count : simulation.dimension
    try InvalidProblem.require(
      rows <= Self.memoryLimit / (2 * M + B), isExact ? "training.batch" : "simulation.dimension",
      found: "\(isExact ? B : rows)", allowed: "a run of at most \(Self.memoryLimit) numbers",
      advice: "this one needs \(rows) × \(2 * M + B), for its vectors and a batch of samples")
  }

  /// Numbers that one run of a simulation may hold in memory: 0.8 GB.
  private static let memoryLimit = ProblemSpecification.memoryLimit
}
