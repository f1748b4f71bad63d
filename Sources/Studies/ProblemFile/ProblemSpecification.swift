import FiniteSize
import LinearVAE

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

/// The times at which a trajectory is recorded, in steps divided by `N`, or in `τt` in the
/// small-rate limit.
public enum TimeGrid: Sendable, Hashable {
  /// As many recordings as a curve needs to look smooth, when a file does not say.
  public static let defaultSamples = 101
  /// More recordings than this are refused: no picture shows them.
  public static let sampleLimit = 100_000

  /// `samples ≥ 2` times from 0 to `end > 0`, evenly spaced, both ends included.
  case even(end: Double, samples: Int = defaultSamples)
  /// These times, non-decreasing and `≥ 0`.
  case at([Double])

  /// The times themselves.
  public var times: [Double] {
    switch self {
    case .even(let end, let samples):
      (0..<samples).map { $0 == samples - 1 ? end : end * (Double($0) / Double(samples - 1)) }
    case .at(let times): times
    }
  }

  /// The last time, or 0 when there is none.
  public var end: Double {
    switch self {
    case .even(let end, _): end
    case .at(let times): times.last ?? 0
    }
  }
}

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

extension ProblemSpecification {
  /// The initial condition.
  ///
  /// - Throws: ``ProblemFileError`` that names the key `initial` when it is absent.
  public func requireInitial() throws(ProblemFileError) -> InitialCondition {
    try require(
      initial, "initial",
      "random, or {overlap: 0.01, decoder_norm: 1, encoder_norm: 1, variance: 1}, "
        + "or {m: …, d: …, Q: …, E: …, R: …, D: …}")
  }

  /// The times to record.
  ///
  /// - Throws: ``ProblemFileError`` that names the key `time` when it is absent.
  public func requireTime() throws(ProblemFileError) -> TimeGrid {
    try require(
      time, "time", "{end: 3000, samples: \(TimeGrid.defaultSamples)} or {at: [0, 10, 100]}")
  }

  /// The settings of the simulation.
  ///
  /// - Throws: ``ProblemFileError`` that names the key `simulation` when it is absent.
  public func requireSimulation() throws(ProblemFileError) -> SimulationSettings {
    let defaults = SimulationSettings()
    return try require(
      simulation, "simulation",
      "{dimension: \(defaults.dimension), replicas: \(defaults.replicas), "
        + "seed: \(defaults.seed), method: \(defaults.method.rawValue)}")
  }

  /// The order parameters at `t = 0`.
  ///
  /// - Throws: ``ProblemFileError`` when `initial` is absent, not realisable, or `random` without a
  ///   section simulation.
  public func initialState() throws(ProblemFileError) -> OrderParameters {
    let initial = try requireInitial()
    do {
      return try initial.orderParameters(for: problem, simulation: simulation)
    } catch {
      throw ProblemFileError(error.below("initial"))
    }
  }

  private func require<Section>(
    _ section: Section?, _ key: String, _ expected: String
  ) throws(ProblemFileError) -> Section {
    guard let section else {
      throw ProblemFileError(
        file: nil, line: nil, keyPath: key, found: "no such section", expected: expected)
    }
    return section
  }
}
