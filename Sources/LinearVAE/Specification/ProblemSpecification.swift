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

extension ProblemSpecification {
  /// The initial condition.
  ///
  /// - Throws: ``InvalidProblem`` that names the key `initial` when it is absent.
  public func requireInitial() throws(InvalidProblem) -> InitialCondition {
    try require(
      initial, "initial",
      "random, or {overlap: 0.01, decoder_norm: 1, encoder_norm: 1, variance: 1}, "
        + "or {m: …, d: …, Q: …, E: …, R: …, D: …}")
  }

  /// The times to record.
  ///
  /// - Throws: ``InvalidProblem`` that names the key `time` when it is absent.
  public func requireTime() throws(InvalidProblem) -> TimeGrid {
    try require(
      time, "time", "{end: 3000, samples: \(TimeGrid.defaultSamples)} or {at: [0, 10, 100]}")
  }

  /// The settings of the simulation.
  ///
  /// - Throws: ``InvalidProblem`` that names the key `simulation` when it is absent.
  public func requireSimulation() throws(InvalidProblem) -> SimulationSettings {
    let defaults = SimulationSettings()
    return try require(
      simulation, "simulation",
      "{dimension: \(defaults.dimension), replicas: \(defaults.replicas), "
        + "seed: \(defaults.seed), method: \(defaults.method.rawValue)}")
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

  private func require<Section>(
    _ section: Section?, _ key: String, _ expected: String
  ) throws(InvalidProblem) -> Section {
    guard let section else {
      throw InvalidProblem(key, found: "no such section", allowed: expected)
    }
    return section
  }
}
