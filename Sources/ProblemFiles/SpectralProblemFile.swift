import LinearVAE

/// A problem file of data with a spectrum that was read, valid and with all defaults filled in, and
/// remarks for its author.
public struct SpectralProblemFile: Sendable, Hashable {
  /// A data file whose covariance has the spectrum.
  public struct Table: Sendable, Hashable {
    /// As the problem file names it.
    let name: String
    /// Where it is, found from the folder of the problem file.
    public let path: String
    /// How many groups of directions were to be made of its eigenvalues, at most.
    let groups: Int
  }

  /// What the file says.
  public let specification: SpectralSpecification
  /// The data file whose covariance has the spectrum, if there is one.
  public let table: Table?
  /// What its author should know.
  public let notes: [ProblemFile.Note]

  /// The problem as a file that reads back as the same one, with all defaults filled in.
  ///
  /// A spectrum that was read of a data file stands in the place of that file, unless samples are its
  /// rows: then `data` names the file as before, to be found from the same folder.
  ///
  /// - Returns: YAML text that ends with a line break.
  public func yaml() -> String { problemFile(of: self) }
}

extension SpectralProblemFile: Encodable {
  private enum CodingKeys: String, CodingKey {
    case data, model, training, initial, time, simulation
  }
  private enum DataKeys: String, CodingKey { case file, groups, distribution }

  /// Writes what ``yaml()`` does.
  public func encode(to encoder: any Encoder) throws {
    let problem = specification.problem
    guard let table, problem.data.distribution == .rows else {
      return try specification.encode(to: encoder)
    }
    var container = encoder.container(keyedBy: CodingKeys.self)
    var data = container.nestedContainer(keyedBy: DataKeys.self, forKey: .data)
    try data.encode(table.name, forKey: .file)
    try data.encode(table.groups, forKey: .groups)
    try data.encode(problem.data.distribution, forKey: .distribution)
    try container.encode(problem.model, forKey: .model)
    try container.encode(problem.training, forKey: .training)
    try container.encodeIfPresent(specification.initial, forKey: .initial)
    try container.encodeIfPresent(specification.time, forKey: .time)
    try container.encodeIfPresent(specification.simulation, forKey: .simulation)
  }
}
