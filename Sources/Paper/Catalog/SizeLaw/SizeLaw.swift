import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import RealModule
import Storage
import Studies

/// The mean distance of a run of SGD from the flow at a fixed time against `N`, (concentration).
package struct SizeLaw: CatalogStudy {
  /// At which `N` it is measured.
  package struct Specification: Sendable, Hashable, Codable {
    /// A size `N` with its number of runs.
    package struct Size: Sendable, Hashable, Codable {
      package var dimension: Int, replicas: Int
    }

    /// `ρ`, `η`, `β` and `τ`.
    package var signal = 1.0, noise = 1.0, beta = 1.0, rate = 0.3
    /// The numbers of latents; there is one factor.
    package var latents = [1, 2]
    /// The fixed time, in steps divided by `N`.
    package var time = 3.0
    /// The sizes, ascending.
    package var sizes: [Size]
    /// What all random numbers follow from.
    package var seed: UInt64

    /// The figure's own choices: four decades, or two in the quick edition.
    package init(_ options: PaperOptions = PaperOptions()) {
      seed = options.seed
      let budget = options.choose(4_000_000, quick: 400_000)
      let dimensions = [100, 316, 1000, 3162, 10_000, 31_623, 100_000, 316_228, 1_000_000]
      sizes = dimensions.prefix(options.choose(9, quick: 5)).map { dimension in
        Size(dimension: dimension, replicas: min(2000, max(24, budget / dimension)))
      }
    }

    /// The problem with its start, at one size.
    func problem(latents: Int, _ size: Size) -> ProblemSpecification {
      let m = Array([0.3, -0.2].prefix(latents))
      return ProblemSpecification(
        problem: .oneFactor(signal: signal, noise: noise, beta: beta, latents: latents, rate: rate),
        initial: .explicit(.oneFactor(m: m, d: m.map { (2.0 / 3) * $0 }, norm: 0.5, R: 0.1)),
        time: .at([time]),
        simulation: SimulationSettings(
          dimension: size.dimension, replicas: size.replicas,
          seed: seed &+ UInt64(size.dimension &* latents)))
    }
  }

  /// The distances for one number of latents.
  package struct Family: Sendable {
    /// The number of latents.
    package let latents: Int
    /// The mean of `‖S_N(t) − S(t)‖` over runs, one per size, and its standard error.
    package let distances: [Double], errors: [Double]
    /// The slope of `ln distance` against `ln N`, each point weighted by its error.
    package let slope: Double
    /// The standard error of the slope.
    package let slopeError: Double
    /// The prefactor `c` of `c/√N` that fits best.
    package let prefactor: Double
  }

  package let specification: Specification
  /// One per number of latents.
  package let families: [Family]

  /// Follows the flow and the runs.
  package init(_ specification: Specification, options: PaperOptions) throws {
    self.specification = specification
    families = try specification.latents.map { latents in
      let moments = try specification.sizes.map { size in
        try Self.distance(specification.problem(latents: latents, size))
      }
      return Family(
        latents: latents, dimensions: specification.sizes.map { Double($0.dimension) },
        distances: moments.map(\.mean), errors: moments.map(\.error))
    }
  }

  private static func distance(
    _ specification: ProblemSpecification
  ) throws -> (mean: Double, error: Double) {
    let ensemble = try specification.ensemble()
    let flow = try OrderParameterFlow(specification.problem)
      .trajectory(from: ensemble.initial, at: ensemble.times)[0].allNumbers
    let result = try ensemble.run(.current, EnsembleOptions(keepsRuns: true))
    let distances = (result.runs ?? []).map { run in
      zip(run[0].allNumbers, flow).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
    let count = Double(distances.count)
    let mean = distances.reduce(0, +) / count
    let variance = distances.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return (mean, (variance / count).squareRoot())
  }

  /// One file per size and number of latents.
  package var problems: [CatalogProblem] {
    specification.latents.flatMap { latents in
      specification.sizes.map { size in
        (
          "\(latents)-latents-dimension-\(size.dimension)",
          specification.problem(latents: latents, size)
        )
      }
    }
  }

  /// One row per size and number of latents.
  package var tables: [CatalogTable] {
    func column(_ value: (Family, Specification.Size) -> Int) -> [Double] {
      families.flatMap { family in specification.sizes.map { Double(value(family, $0)) } }
    }
    let table = ColumnTable([
      "latents": column { family, _ in family.latents }, "dimension": column { $1.dimension },
      "replicas": column { $1.replicas }, "distance": families.flatMap(\.distances),
      "distance_standard_error": families.flatMap(\.errors),
    ])
    return [(nil, table)]
  }
}

extension SizeLaw.Family {
  /// Fits the law to distances with their errors.
  init(latents: Int, dimensions: [Double], distances: [Double], errors: [Double]) {
    (self.latents, self.distances, self.errors) = (latents, distances, errors)
    let x = dimensions.map { Double.log($0) }
    let y = distances.map { Double.log($0) }
    let weights = zip(distances, errors).map { ($0 / $1) * ($0 / $1) }
    let total = weights.reduce(0, +)
    func mean(_ values: [Double]) -> Double {
      zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / total
    }
    let (centre, level) = (mean(x), mean(y))
    let spread = mean(x.map { ($0 - centre) * ($0 - centre) })
    slope = mean(zip(x, y).map { ($0 - centre) * ($1 - level) }) / spread
    slopeError = 1 / (total * spread).squareRoot()
    prefactor = Double.exp(level + 0.5 * centre)
  }
}
