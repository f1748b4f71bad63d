import FiniteSize
import LinearVAE
import Studies

extension LearningCurves {
  /// What the course of learning is compared over.
  package struct Specification: Sendable, Hashable, Codable {
    /// The state at `t = 0`.
    package enum Start: Sendable, Hashable, Codable {
      /// `m = d = overlaps`, one per latent; `Q = E = norm` on the diagonal, else 0; `R = 0`, `D = 1`.
      case small(overlaps: [Double], norm: Double)
      /// Decoder and encoder with independent standard normal entries, `D = 1`; one draw for all runs.
      case random
    }

    /// `ρ` and `η`.
    package var signal = 1.0, noise = 1.0
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
    /// `N` of the runs, and their number.
    package var dimension = 500, replicas = 5
    /// What all random numbers follow from.
    package var seed = PaperOptions.defaultSeed

    /// The figure's own choices.
    package init(_ options: PaperOptions = PaperOptions()) {
      seed = options.seed
      if options.variant == .authorsStart { start = .random }
      if options.edition == .quick {
        (end, samples, pointStride, dimension, replicas) = (3000, 151, 10, 100, 3)
      }
    }

    /// The problem file of one curve, for the flow and the runs alike.
    ///
    /// - Throws: `InvalidProblem` for values that no vectors have.
    func problem(latents: Int, beta: Double) throws -> ProblemSpecification {
      let problem = LearningProblem.oneFactor(
        signal: signal, noise: noise, beta: beta, latents: latents, rate: rate)
      var simulation = SimulationSettings(dimension: dimension, replicas: replicas, seed: seed)
      let initial: OrderParameters
      switch start {
      case .small(let overlaps, let norm):
        precondition(overlaps.count >= latents, "\(overlaps.count) overlaps for \(latents) latents")
        initial = .oneFactor(m: Array(overlaps.prefix(latents)), norm: norm)
      case .random:
        // The start is one draw for every β, the runs are independent.
        initial = try InitialCondition.random.orderParameters(for: problem, simulation: simulation)
      }
      let position = betas.firstIndex(of: beta) ?? 0
      simulation.seed = seed &+ UInt64(position + betas.count * latents)
      return ProblemSpecification(
        problem: problem, initial: .explicit(initial), time: .even(end: end, samples: samples),
        simulation: simulation)
    }
  }
}
