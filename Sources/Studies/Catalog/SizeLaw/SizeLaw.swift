import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import RealModule
import Storage

/// The mean distance of a run of SGD from the flow at a fixed time against `N`, (concentration).
public struct SizeLaw: CatalogStudy {
  /// What was asked for.
  public let specification: SizeLawSpecification
  /// One per number of latents.
  public let families: [Family]

  /// The distances for one number of latents.
  public struct Family: Sendable {
    /// The number of latents.
    public let latents: Int
    /// The mean of `‖S_N(t) − S(t)‖` over runs, one per size.
    public let distances: [Double]
    /// Its standard error.
    public let errors: [Double]
    /// The slope of `ln distance` against `ln N`, each point weighted by its error.
    public let slope: Double
    /// The standard error of the slope.
    public let slopeError: Double
    /// The prefactor `c` of `c/√N` that fits best.
    public let prefactor: Double
  }

  /// Follows the flow and the runs.
  public init(_ specification: SizeLawSpecification, options: CatalogOptions) throws {
    self.specification = specification
    families = try specification.latents.map { latents in
      let moments = try specification.sizes.map { size in
        try Self.distance(specification.problem(latents: latents, size), options)
      }
      return Family(
        latents: latents, dimensions: specification.sizes.map { Double($0.dimension) },
        distances: moments.map(\.mean), errors: moments.map(\.error))
    }
  }

  private static func distance(
    _ specification: ProblemSpecification, _ options: CatalogOptions
  ) throws -> (mean: Double, error: Double) {
    let ensemble = try specification.ensemble()
    let flow = try OrderParameterFlow(specification.problem)
      .trajectory(from: ensemble.initial, at: ensemble.times)[0].numbers
    let result = try ensemble.run(
      EnsembleOptions(threads: options.threads, keepsRuns: true, shouldStop: options.shouldStop))
    let distances = (result.runs ?? []).map { run in
      zip(run[0].numbers, flow).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
    let count = Double(distances.count)
    let mean = distances.reduce(0, +) / count
    let variance = distances.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return (mean, (variance / count).squareRoot())
  }
}

extension OrderParameters {
  /// All order parameters in full storage.
  fileprivate var numbers: [Double] {
    [m, d, Q, E, R].flatMap(\.elements) + D
  }
}

extension SizeLaw.Family {
  /// Fits the law to distances with their errors.
  init(latents: Int, dimensions: [Double], distances: [Double], errors: [Double]) {
    self.latents = latents
    self.distances = distances
    self.errors = errors
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

extension SizeLaw {
  /// One file per size and number of latents.
  public var problems: [CatalogProblem] {
    specification.latents.flatMap { latents in
      specification.sizes.map { size in
        CatalogProblem(
          "\(latents)-latents-dimension-\(size.dimension)",
          specification.problem(latents: latents, size))
      }
    }
  }

  /// One row per size and number of latents.
  public var tables: [CatalogTable] {
    let sizes = specification.sizes
    var table = ColumnTable()
    table.add("latents", families.flatMap { family in sizes.map { _ in Double(family.latents) } })
    table.add("dimension", families.flatMap { _ in sizes.map { Double($0.dimension) } })
    table.add("replicas", families.flatMap { _ in sizes.map { Double($0.replicas) } })
    table.add("distance", families.flatMap(\.distances))
    table.add("distance_standard_error", families.flatMap(\.errors))
    return [CatalogTable(table)]
  }
}
