/// All that a problem file says: the problem, and how to start, watch and simulate it.
///
/// Sections that no command at hand needs may be absent; ``requireInitial()``, ``requireTime()`` and
/// ``requireSimulation()`` name the missing one.
public struct ProblemSpecification: Sendable, Hashable {
  /// The data, the model and its training.
  public var problem: LearningProblem
  /// The state at `t = 0`.
  public var initial: InitialCondition?
  /// When to look.
  public var time: TimeGrid?
  /// How to simulate at finite `N`.
  public var simulation: SimulationSettings?

  /// A specification; ``validate(for:)`` tells whether its parts are possible and fit together.
  public init(
    problem: LearningProblem, initial: InitialCondition? = nil, time: TimeGrid? = nil,
    simulation: SimulationSettings? = nil
  ) {
    self.problem = problem
    self.initial = initial
    self.time = time
    self.simulation = simulation
  }
}

extension ProblemSpecification: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case data, model, training, initial, time, simulation
  }

  /// Reads a problem with its start, times and simulation, as far as they are there.
  ///
  /// - Throws: `InvalidProblem` with the key path of what is missing, unknown or of another kind.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(decoder)
    problem = try LearningProblem(section, data: .data, model: .model, training: .training)
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

extension ProblemSpecification {
  /// The initial condition; an error names its key when it is absent.
  public func requireInitial() throws(InvalidProblem) -> InitialCondition {
    try present(initial, CodingKeys.initial)
  }

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
  public func initialState() throws(InvalidProblem) -> OrderParameters {
    let initial = try requireInitial()
    do {
      return try initial.orderParameters(for: problem, simulation: simulation)
    } catch {
      throw error.below("initial")
    }
  }
}
