import FiniteSize
import LinearVAE
import NumericKit
import Studies

/// What the course of learning is compared over.
package struct LearningCurvesSpecification: Sendable, Hashable, Codable {
  /// The state at `t = 0`.
  package enum Start: Sendable, Hashable, Codable {
    /// `m = d = overlaps`, one per latent; `Q = E = norm` on the diagonal, else 0; `R = 0`, `D = 1`.
    case small(overlaps: [Double], norm: Double)
    /// Decoder and encoder with independent standard normal entries, `D = 1`; one draw for all runs.
    case random
  }

  /// `ρ`.
  package var signal = 1.0
  /// `η`.
  package var noise = 1.0
  /// `τ` of decoder, encoder and variance.
  package var rate = 0.01
  /// The values of `β`.
  package var betas = [0.25, 0.5, 1, 1.5, 2.25]
  /// The numbers of latents; there is one factor.
  package var latents = [1, 2]
  /// The state at `t = 0`.
  package var start = Start.small(overlaps: [0.001, 0.0005], norm: 0.05)
  /// The last time, in steps divided by `N`.
  package var end = 4000.0
  /// Times of the lines, evenly spaced with both ends.
  package var samples = 401
  /// From one time of the points to the next, in times of the lines.
  package var pointStride = 20
  /// `N` of the runs.
  package var dimension = 500
  /// The number of runs.
  package var replicas = 5
  /// What all random numbers follow from.
  package var seed = CatalogOptions.defaultSeed

  /// The figure's own choices.
  package init(_ options: CatalogOptions = CatalogOptions()) {
    seed = options.seed
    if options.variant == .authorsStart { start = .random }
    if options.edition == .quick {
      (end, samples, pointStride, dimension, replicas) = (3000, 151, 10, 100, 3)
    }
  }

  /// The problem file of one curve.
  ///
  /// - Parameters:
  ///   - latents: One of ``latents``.
  ///   - beta: One of ``betas``.
  /// - Returns: A file for the flow and the runs alike.
  /// - Throws: `InvalidProblem` for values that no vectors have.
  package func problem(latents: Int, beta: Double) throws -> ProblemSpecification {
    let problem = LearningProblem(
      data: SpikedData(signals: [signal], noise: noise), latents: latents,
      training: Training(rates: .uniform(rate), beta: .constant(beta)))
    let position = betas.firstIndex(of: beta) ?? 0
    var simulation = SimulationSettings(dimension: dimension, replicas: replicas, seed: seed)
    // The start is one draw for every β, the runs are independent.
    let state = try initialState(problem, simulation)
    simulation.seed = seed &+ UInt64(position + betas.count * latents)
    return ProblemSpecification(
      problem: problem, initial: .explicit(state), time: .even(end: end, samples: samples),
      simulation: simulation)
  }

  private func initialState(
    _ problem: LearningProblem, _ simulation: SimulationSettings
  ) throws -> OrderParameters {
    let count = problem.latents
    guard case .small(let overlaps, let norm) = start else {
      return try InitialCondition.random.orderParameters(for: problem, simulation: simulation)
    }
    precondition(overlaps.count >= count, "\(overlaps.count) overlaps for \(count) latents")
    let column = Matrix(rows: count, columns: 1, elements: Array(overlaps.prefix(count)))
    let diagonal = norm * Matrix.identity(count)
    return OrderParameters(
      m: column, d: column, Q: diagonal, E: diagonal, R: Matrix(rows: count, columns: count),
      D: Array(repeating: 1, count: count))
  }
}
