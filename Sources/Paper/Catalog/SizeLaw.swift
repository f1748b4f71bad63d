import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Plotting
import RealModule
import Storage
import Studies

/// The mean distance of a run of SGD from the flow at a fixed time against `N`, (concentration).
package struct SizeLaw: CatalogStudy {
  package struct Specification: Sendable, Hashable, Codable {
    /// `N` with the number of runs.
    package struct Size: Sendable, Hashable, Codable {
      package var dimension: Int, replicas: Int
    }

    /// `ρ`, `η`, `β`, `τ`, and the fixed time in steps divided by `N`.
    package var signal = 1.0, noise = 1.0, beta = 1.0, rate = 0.3, time = 3.0
    package var latents = [1, 2]
    /// Ascending.
    package var sizes: [Size]
    package var seed: UInt64

    /// Four decades, or two in the quick edition.
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

  package struct Family: Sendable {
    package let latents: Int
    /// The mean of `‖S_N(t) − S(t)‖` over runs, one per size, and its standard error.
    package let distances: [Double], errors: [Double]
    /// The slope of `ln distance` against `ln N`, each point weighted by its error, and its own error.
    package let slope: Double, slopeError: Double
    /// The prefactor `c` of `c/√N` that fits best.
    package let prefactor: Double

    init(latents: Int, dimensions: [Double], distances: [Double], errors: [Double]) {
      (self.latents, self.distances, self.errors) = (latents, distances, errors)
      let (x, y) = (dimensions.map { Double.log($0) }, distances.map { Double.log($0) })
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

  package let specification: Specification
  /// One per number of latents.
  package let families: [Family]

  private var dimensions: [Double] { specification.sizes.map { Double($0.dimension) } }

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
    let flow = try specification.problem.state(at: ensemble.times[0], from: ensemble.initial)
    let result = try ensemble.run(.current, EnsembleOptions(keepsRuns: true))
    let distances = (result.runs ?? []).map { run in
      zip(run[0].allNumbers, flow.allNumbers).map(-).norm
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
    let sizes = families.flatMap { _ in specification.sizes }
    let table = ColumnTable([
      "latents": families.flatMap { family in dimensions.map { _ in Double(family.latents) } },
      "dimension": sizes.map { Double($0.dimension) },
      "replicas": sizes.map { Double($0.replicas) }, "distance": families.flatMap(\.distances),
      "distance_standard_error": families.flatMap(\.errors),
    ])
    return [(nil, table)]
  }

  /// Left the distance with the law; right the distance times `√N`, where the law is level.
  package var figure: Figure {
    let (S, N, t) = (Label.symbol("S"), Label.symbol("N"), Label.symbol("t"))
    let distance: Label = "‖\(Label.symbol("S", sub: N))(\(t)) − \(S)(\(t))‖"
    return Figure(
      title: "The distance of SGD from the flow",
      panels: [
        panel(.logarithmic("mean distance \(distance)"), hasKey: true) { _ in 1 },
        panel(Axis("√\(N) \(distance)", from: 0), hasKey: false) { $0.squareRoot() },
      ], columns: 2, width: .doubleColumn, height: .millimetres(72), sharesKey: true)
  }

  /// Distances and law times a function of `N`.
  private func panel(_ y: Axis, hasKey: Bool, _ factor: (Double) -> Double) -> Panel {
    let ends = [dimensions[0] / 1.6, dimensions[dimensions.count - 1] * 1.6]
    var series = families.flatMap { family -> [Series] in
      let isSingle = family.latents == 1
      let color: Color = isSingle ? .prediction : .measurement
      func scaled(_ values: [Double]) -> [Double] {
        zip(dimensions, values).map { factor($0) * $1 }
      }
      return [
        .line(
          x: ends, y: ends.map { family.prefactor / ($0.squareRoot() / factor($0)) }, color: color),
        .points(
          x: dimensions, y: scaled(family.distances), errors: scaled(family.errors),
          label: hasKey ? .text("`M = \(family.latents)`") : nil, color: color,
          marker: isSingle ? .disc : .square),
      ]
    }
    if hasKey { series.append(.sample(.text("`c/√N`"), mark: .line(.solid))) }
    return Panel(
      x: .logarithmic(.text("dimension `N`"), from: ends[0], to: ends[1]), y: y, series: series)
  }

  package var caption: CatalogRecord {
    let (first, last) = (specification.sizes[0], specification.sizes[dimensions.count - 1])
    return CatalogRecord(
      title: "The flow is what SGD does, to within `1/√N`",
      shows: """
        The mean distance of the order parameters of a run of SGD from the flow at one time, against \
        `N`. Left: with the law that the theorem of concentration bounds it by. Right: times `√N`, \
        which is level if the law is exact.
        """,
      ran: """
        The exact chain of the order parameters at \(dimensions.count) sizes from \
        \(Double(first.dimension)) to \(Double(last.dimension)), \(first.replicas) runs at the smallest \
        and \(last.replicas) at the largest, to `t = \(specification.time)` at `τ = \
        \(specification.rate)`, `ρ = \(specification.signal)`, `η = \(specification.noise)`, `β = \
        \(specification.beta)`; seed \(specification.seed).
        """,
      chosen: """
        The Euclidean norm over all order parameters in full storage; a start with all of them of order \
        1, and a rate at which the terms of second order count.
        """,
      findings: families.map { family in
        .init(
          """
          `M = \(family.latents)`: slope of ln distance against ln `N`, ± \
          \((1e4 * family.slopeError).rounded() / 1e4)
          """, family.slope, expected: -0.5, "(concentration)")
      })
  }
}
