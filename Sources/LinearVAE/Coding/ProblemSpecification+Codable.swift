import NumericKit

// The keys are those of the problem file; a default is the one of the initialiser.

extension ProblemSpecification: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case data, model, training, initial, time, simulation
  }

  /// Reads a problem with its start, times and simulation, as far as they are there.
  ///
  /// - Throws: `InvalidProblem` with the key path of what is missing, unknown or of another kind.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer(decoder, keys: CodingKeys.allCases.map(\.rawValue))
    func optional<Section: Decodable>(_ key: CodingKeys, _ allowed: String) throws -> Section? {
      section.contains(key.rawValue) ? try section.value(key.rawValue, allowed) : nil
    }
    self.init(
      problem: LearningProblem(
        data: try section.value("data", SpikedData.allowed),
        model: try section.value("model", Model.allowed),
        training: try section.value("training", Training.allowed)),
      initial: try optional(.initial, InitialCondition.allowed),
      time: try optional(.time, TimeGrid.allowed),
      simulation: try optional(.simulation, SimulationSettings.allowed))
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
