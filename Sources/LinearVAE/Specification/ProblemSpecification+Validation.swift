import NumericKit

extension ProblemSpecification {
  /// Checks that every part is possible and that the parts fit together.
  ///
  /// - Parameter use: What is to be done: of parts that it leaves aside, each is checked for itself.
  /// - Throws: `InvalidProblem` with the key path of the problem file.
  public func validate(for use: ProblemUse = .everything) throws(InvalidProblem) {
    if use.contains(.samples), problem.data.samplesPerDimension != nil {
      try problem.validateOnSamples()
    } else {
      try problem.validate()
    }
    do { try time?.validate() } catch { throw error.below("time") }
    if use.contains(.recording) {
      let (latents, factors) = (problem.latents, problem.data.factors)
      try time?.validateSize(
        ofStates: latents * (2 * factors + 3 * latents + 1),
        "\(latents) latents and \(factors) factors")
    }
    if use.contains(.start) { try problem.training.validatePeriod(upTo: time?.end) }
    // The small-rate limit has no steps to simulate.
    let isRun = use.contains(.simulation) && problem.training.rates != .limit
    try validateSimulation(isRun: isRun)
    if use.contains(.start) { try validateRandomStart() }
    try validateInitial(isUsed: use.contains(.start))
  }

  /// Numbers that one run of a simulation may hold in memory: 0.8 GB.
  package static let memoryLimit = 100_000_000

  /// The simulation's numbers, and that `N`-vectors with any realisable state exist.
  private func validateSimulation(isRun: Bool) throws(InvalidProblem) {
    guard let simulation else { return }
    if isRun { try simulation.method.validate(dimension: simulation.dimension, for: problem) }
    try InvalidProblem.requireCount(
      "simulation.dimension", simulation.dimension, in: 1...SimulationSettings.dimensionLimit)
    try InvalidProblem.requireCount(
      "simulation.replicas", simulation.replicas, in: 1...SimulationSettings.replicaLimit)
    if isRun { try validateMemory(of: simulation) }
  }

  /// That there is a draw of decoder and encoder in as many dimensions.
  private func validateRandomStart() throws(InvalidProblem) {
    guard case .random = initial, let simulation else { return }
    let least = OrderParameters.leastDimension(latents: problem.latents, data: problem.data)
    try InvalidProblem.require(
      simulation.dimension >= least, "simulation.dimension", found: "\(simulation.dimension)",
      allowed: "a whole number ≥ \(least)",
      advice: "initial: random draws decoder and encoder, which with the factors are \(least) "
        + "independent vectors")
  }

  /// That one run fits in memory: the vectors and a batch of samples, or of the exact chain a batch and
  /// the Gram matrix of its directions.
  private func validateMemory(of simulation: SimulationSettings) throws(InvalidProblem) {
    let columns = problem.data.factors + 2 * problem.latents + problem.training.batch
    let isExact = simulation.method == .exact
    let rows = isExact ? problem.data.factors + 4 * problem.latents : simulation.dimension
    try InvalidProblem.require(
      rows <= Self.memoryLimit / columns, isExact ? "training.batch" : "simulation.dimension",
      found: "\(isExact ? problem.training.batch : rows)",
      allowed: "a run of at most \(Self.memoryLimit) numbers",
      advice: "this one needs \(rows) × \(columns), for its vectors and a batch of samples")
  }

  private func validateInitial(isUsed: Bool) throws(InvalidProblem) {
    switch initial {
    case nil, .random: return
    case .overlapping(let start):
      if case .each(let overlap) = start.overlap {
        try validateShape(overlap.rows, overlap.columns, of: "initial.overlap")
      }
      try InvalidProblem.requireNonNegative("initial.decoder_norm", start.decoderNorm)
      try InvalidProblem.requireNonNegative("initial.encoder_norm", start.encoderNorm)
      try InvalidProblem.requirePositive("initial.variance", start.variance)
    case .explicit(let state):
      try validateShape(state.latents, state.factors, of: "initial.m")
    }
    guard isUsed else { return }
    do { _ = try initial?.orderParameters(for: problem) } catch { throw error.below("initial") }
  }

  private func validateShape(
    _ rows: Int, _ columns: Int, of keyPath: String
  ) throws(InvalidProblem) {
    let (latents, factors) = (problem.latents, problem.data.factors)
    try InvalidProblem.require(
      rows == latents && columns == factors, keyPath, found: "a \(rows) × \(columns) matrix",
      allowed: "a \(latents) × \(factors) matrix: a row per latent, a column per factor")
  }
}

/// What is done with a problem file, which decides how much of it must fit together.
///
/// What is impossible in itself, such as an unknown key or a negative dimension, is refused whatever the
/// use. What fits only together with other values is looked at where it is used.
public struct ProblemUse: OptionSet, Sendable, Hashable {
  /// The bits.
  public let rawValue: Int

  /// A set with the given bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Training is followed from the initial state.
  public static let start = ProblemUse(rawValue: 1)
  /// States are recorded at the times.
  public static let recording = ProblemUse(rawValue: 2)
  /// Runs at finite `N` are simulated.
  public static let simulation = ProblemUse(rawValue: 4)
  /// Samples may be used again, where the data have `samplesPerDimension`.
  public static let samples = ProblemUse(rawValue: 8)

  /// Everything in the file.
  public static let everything: ProblemUse = [.start, .recording, .simulation, .samples]
}
