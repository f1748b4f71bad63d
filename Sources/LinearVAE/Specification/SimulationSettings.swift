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

extension SimulationSettings: Codable {
  static let allowed = "a mapping with keys of dimension, replicas, seed, method"

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case dimension, replicas, seed, method
  }

  /// Reads what is there.
  ///
  /// - Throws: `InvalidProblem`.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer(decoder, keys: CodingKeys.allCases.map(\.rawValue))
    func count(to limit: Int) -> String { "a whole number ≥ 1 and ≤ \(limit)" }
    self.init()
    dimension = try section.value(
      "dimension", count(to: Self.dimensionLimit), default: dimension)
    replicas = try section.value("replicas", count(to: Self.replicaLimit), default: replicas)
    seed = try section.value("seed", "a whole number ≥ 0 and < 2^64", default: seed)
    method = try section.choice("method", default: method)
  }
}
