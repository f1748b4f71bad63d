import FiniteSize
import LinearVAE
import NumericKit
import Studies

/// At which `N` the distance of SGD from the flow is measured.
package struct SizeLawSpecification: Sendable, Hashable, Codable {
  /// A size with its number of runs.
  package struct Size: Sendable, Hashable, Codable {
    /// `N`.
    package var dimension: Int
    /// How many runs.
    package var replicas: Int
  }

  /// `ρ`.
  package var signal = 1.0
  /// `η`.
  package var noise = 1.0
  /// `β`.
  package var beta = 1.0
  /// `τ`.
  package var rate = 0.3
  /// The numbers of latents; there is one factor.
  package var latents = [1, 2]
  /// The fixed time, in steps divided by `N`.
  package var time = 3.0
  /// The sizes, ascending.
  package var sizes: [Size]
  /// What all random numbers follow from.
  package var seed: UInt64

  /// The figure's own choices: four decades, or two in the quick edition.
  package init(_ options: CatalogOptions = CatalogOptions()) {
    seed = options.seed
    let budget = options.choose(4_000_000, quick: 400_000)
    let dimensions = [100, 316, 1000, 3162, 10_000, 31_623, 100_000, 316_228, 1_000_000]
    sizes = dimensions.prefix(options.choose(9, quick: 5)).map { dimension in
      Size(dimension: dimension, replicas: min(2000, max(24, budget / dimension)))
    }
  }

  /// The problem with its start, at one size.
  func problem(latents: Int, _ size: Size) -> ProblemSpecification {
    let overlaps = [0.3, -0.2].prefix(latents)
    let m = Matrix(rows: latents, columns: 1, elements: Array(overlaps))
    let norm = 0.5 * Matrix.identity(latents)
    return ProblemSpecification(
      problem: LearningProblem(
        data: SpikedData(signals: [signal], noise: noise), latents: latents,
        training: Training(rates: .uniform(rate), beta: .constant(beta))),
      initial: .explicit(
        OrderParameters(
          m: m, d: (2.0 / 3) * m, Q: norm, E: norm, R: 0.1 * Matrix.identity(latents),
          D: Array(repeating: 1, count: latents))),
      time: .at([time]),
      simulation: SimulationSettings(
        dimension: size.dimension, replicas: size.replicas,
        seed: seed &+ UInt64(size.dimension &* latents)))
  }
}
