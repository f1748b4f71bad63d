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
    }
    do { try initial?.validate() } catch { throw error.below("initial") }
    if use.contains(.start), initial != nil, initial != .random || simulation != nil {
      _ = try initialState()
    }
  }
}
