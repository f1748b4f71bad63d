import NumericKit

// The keys are those of the problem file; a default is the one of the initialiser.

extension LearningProblem: Codable {
  /// Reads `data`, `model` and `training`.
  ///
  /// - Throws: `InvalidProblem` with the key path of what is missing, unknown or of another kind.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer(decoder, keys: ["data", "model", "training"])
    self.init(
      data: try section.value("data", SpikedData.allowed),
      model: try section.value("model", Model.allowed),
      training: try section.value("training", Training.allowed))
  }

  private enum CodingKeys: String, CodingKey { case data, model, training }

  /// Writes all keys, defaults filled in.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(data, forKey: .data)
    try container.encode(model, forKey: .model)
    try container.encode(training, forKey: .training)
  }
}

extension Model: Codable {
  static let allowed = "{latents: 1}"

  /// Reads `latents` and `decoder`.
  ///
  /// - Throws: `InvalidProblem`.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer(decoder, keys: ["latents", "decoder"])
    self.init(
      latents: try section.value(
        "latents", "a whole number ≥ 1 and ≤ \(LearningProblem.latentLimit)"),
      decoder: try section.choice("decoder", default: Model(latents: 1).decoder))
  }

  private enum CodingKeys: String, CodingKey { case latents, decoder }

  /// Writes all keys.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(latents, forKey: .latents)
    try container.encode(decoder, forKey: .decoder)
  }
}

extension SpikedData: Codable {
  static let allowed = "{signals: [1.0], noise: 1.0}"

  /// Reads `signals`, `noise`, `overlap` and `distribution`.
  ///
  /// - Throws: `InvalidProblem`; more than ``factorLimit`` factors are refused before `m*` is built.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer(
      decoder, keys: ["signals", "noise", "overlap", "distribution"])
    let signals: [Double] = try section.value("signals", "a list of numbers ≥ 0, one per factor")
    guard signals.count <= Self.factorLimit else {
      throw InvalidProblem(
        "signals", found: "\(signals.count) numbers", allowed: "at most \(Self.factorLimit)"
      ).below(decoder.keyPath)
    }
    let plain = SpikedData(signals: signals, noise: try section.number("noise"))
    let shape = "a row and a column per factor"
    let overlap =
      section.contains("overlap")
      ? try section.matrix("overlap", shape, columns: plain.factors) : plain.overlap
    guard overlap.rows == plain.factors else {
      throw InvalidProblem(
        "overlap", found: "\(overlap.rows) rows", allowed: "\(plain.factors) rows: \(shape)"
      ).below(decoder.keyPath)
    }
    self.init(
      signals: signals, noise: plain.noise, overlap: overlap,
      distribution: try section.choice("distribution", default: plain.distribution))
  }

  private enum CodingKeys: String, CodingKey { case signals, noise, overlap, distribution }

  /// Writes all keys, defaults filled in.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(signals, forKey: .signals)
    try container.encode(noise, forKey: .noise)
    try container.encode(overlap, forKey: .overlap)
    try container.encode(distribution, forKey: .distribution)
  }
}
