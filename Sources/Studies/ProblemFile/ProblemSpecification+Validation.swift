import LinearVAE
import NumericKit

extension ProblemSpecification {
  /// Checks that every part is possible and that the parts fit together.
  ///
  /// - Throws: `InvalidProblem` with the key path of the problem file.
  public func validate() throws(InvalidProblem) {
    try problem.validate()
    do { try time?.validate() } catch { throw error.below("time") }
    try validateSimulation()
    try validateInitial()
  }

  /// The simulation's numbers, and that `N`-vectors with any realisable state exist.
  private func validateSimulation() throws(InvalidProblem) {
    guard let simulation else { return }
    let independent = problem.data.factors + 2 * problem.latents
    let isExact = simulation.method == .exact
    let least = isExact ? independent + problem.training.batch : independent
    guard simulation.dimension >= least else {
      throw InvalidProblem(
        "simulation.dimension", found: "\(simulation.dimension)",
        allowed: "a whole number ≥ \(least)",
        advice: "decoder, encoder and factors are \(independent) independent vectors"
          + (isExact ? ", and method: exact needs a direction more per sample of a batch" : ""))
    }
    guard simulation.replicas >= 1 else {
      throw InvalidProblem(
        "simulation.replicas", found: "\(simulation.replicas)", allowed: "a whole number ≥ 1")
    }
  }

  private func validateInitial() throws(InvalidProblem) {
    switch initial {
    case nil, .random: return
    case .overlapping(let start):
      try validateShape(start.overlap.rows, start.overlap.columns, of: "initial.overlap")
      try InvalidProblem.requireNonNegative("initial.decoder_norm", start.decoderNorm)
      try InvalidProblem.requireNonNegative("initial.encoder_norm", start.encoderNorm)
      try InvalidProblem.requirePositive("initial.variance", start.variance)
    case .explicit(let state):
      try validateShape(state.latents, state.factors, of: "initial.m")
    }
    do { _ = try initial?.orderParameters(for: problem) } catch { throw error.below("initial") }
  }

  private func validateShape(
    _ rows: Int, _ columns: Int, of keyPath: String
  ) throws(InvalidProblem) {
    let (latents, factors) = (problem.latents, problem.data.factors)
    guard rows == latents, columns == factors else {
      throw InvalidProblem(
        keyPath, found: "a \(rows) × \(columns) matrix",
        allowed: "a \(latents) × \(factors) matrix: a row per latent, a column per factor")
    }
  }
}

extension TimeGrid {
  /// Checks that there is something to record, in order.
  ///
  /// - Throws: `InvalidProblem` with key path `end`, `samples`, `at` or `at.0`.
  public func validate() throws(InvalidProblem) {
    switch self {
    case .even(let end, let samples):
      try InvalidProblem.requirePositive("end", end)
      guard samples >= 2 else {
        throw InvalidProblem(
          "samples", found: "\(samples)", allowed: "a whole number ≥ 2",
          advice: "both ends are recorded; for one time write {at: [\(end)]}")
      }
    case .at(let times):
      guard !times.isEmpty else {
        throw InvalidProblem("at", found: "no time", allowed: "at least one time ≥ 0")
      }
      var earliest = 0.0
      for (index, time) in times.enumerated() {
        try InvalidProblem.require(
          time >= earliest, "at.\(index)", time,
          index == 0 ? "a time ≥ 0" : "a time ≥ \(earliest), the one before")
        earliest = time
      }
    }
  }
}
