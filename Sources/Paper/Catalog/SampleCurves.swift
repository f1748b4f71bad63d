import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Plotting
import RealModule
import Storage
import Studies

/// The error of what training on few samples ends in, against their number, at a fixed `β` and at the best
/// one: by theory, and from vectors that descend on drawn samples to their end.
package struct SampleCurves: CatalogStudy {
  package struct Specification: Sendable, Hashable, Codable {
    /// `ρ`, `η`, and the `β` that stays the same.
    package var signal = 1.5, noise = 1.0, beta = 1.0
    /// Samples per dimension of the curves, and those of the runs.
    package var samplesPerDimension = (0...120).map { 0.2 * .pow(250, Double($0) / 120) }
    package var simulated = [0.3, 1, 2, 5, 12]
    /// `m = d`, `Q = E` at the start of the runs, and their end in `τt`.
    package var overlap = 0.4, norm = 0.5, end = 60.0
    package var simulation = SimulationSettings(
      dimension: 400, replicas: 8, seed: 1, method: .vector)

    package init(_ options: PaperOptions = PaperOptions()) {
      simulation.seed = options.seed
      if options.edition == .quick {
        (simulation.dimension, simulation.replicas) = (80, 3)
        simulated = [1, 5]
      }
    }

    func problem(_ samplesPerDimension: Double, beta: Double) -> LearningProblem {
      var problem = LearningProblem.oneFactor(signal: signal, noise: noise, beta: beta)
      problem.data.samplesPerDimension = samplesPerDimension
      problem.training.usesAllSamples = true
      return problem
    }

    var start: OrderParameters { .oneFactor(m: [overlap], norm: norm) }
  }

  package let specification: Specification
  /// By theory, along the curves.
  package let curve: FiniteDataResult
  /// Of the runs, by theory and measured, at `β` and at the best one.
  package let runs: [Run]

  /// What runs at one number of samples and one `β` end in.
  package struct Run: Sendable {
    package let samplesPerDimension: Double, beta: Double
    package let isBest: Bool
    package let theory: Double, mean: Double, standardError: Double
  }

  package init(_ specification: Specification, options: PaperOptions) throws {
    self.specification = specification
    curve = try FiniteDataStudy(
      specification.problem(1, beta: specification.beta),
      samplesPerDimension: specification.samplesPerDimension
    ).run()
    runs = try specification.simulated.flatMap { α in
      let optimum = try FiniteOptimum(
        of: specification.problem(α, beta: 1).data, samplesPerDimension: α, latents: 1,
        beta: specification.beta)
      let betas = [(specification.beta, false)] + (optimum.best.map { [($0.level, true)] } ?? [])
      return try betas.map { beta, isBest in
        let problem = specification.problem(α, beta: beta)
        let errors = try FullBatchEnsemble(
          problem, from: specification.start, at: [specification.end],
          settings: specification.simulation
        ).run().generalizationErrors[.aligned]
        return Run(
          samplesPerDimension: α, beta: beta, isBest: isBest,
          theory: isBest ? optimum.bestError : optimum.error, mean: errors?.mean.first ?? .nan,
          standardError: errors?.standardError?.first ?? .nan)
      }
    }
  }

  /// One file, with four samples per dimension.
  package var problems: [CatalogProblem] {
    [
      (
        "samples",
        ProblemSpecification(
          problem: specification.problem(4, beta: specification.beta),
          initial: .explicit(specification.start), time: .even(end: specification.end),
          simulation: specification.simulation)
      )
    ]
  }

  /// The lines, and the runs.
  package var tables: [CatalogTable] {
    var lines = ColumnTable(["alpha": curve.samplesPerDimension])
    lines.add("error", curve.optima.map(\.error))
    lines.add("best_beta", curve.optima.map { $0.best?.level ?? .nan })
    lines.add("best_error", curve.optima.map(\.bestError))
    var points = ColumnTable([
      "alpha": runs.map(\.samplesPerDimension), "beta": runs.map(\.beta),
    ])
    points.add("theory", runs.map(\.theory))
    points.add("mean", runs.map(\.mean))
    points.add("standard_error", runs.map(\.standardError))
    return [(nil, lines), ("runs", points)]
  }

  /// Left the error, right the best `β`.
  package var figure: Figure {
    let x = curve.samplesPerDimension
    let axis = Axis.logarithmic("samples per dimension", from: x.first, to: x.last)
    func points(_ isBest: Bool, _ color: Color) -> Series {
      let shown = runs.filter { $0.isBest == isBest }
      return .points(
        x: shown.map(\.samplesPerDimension), y: shown.map(\.mean),
        errors: shown.map(\.standardError), label: isBest ? nil : "runs on samples", color: color)
    }
    return Figure(
      title: "The error that few samples lead to",
      panels: [
        Panel(
          x: axis, y: Axis(.text("error `ε_g`"), from: 0),
          series: [
            .line(
              x: x, y: curve.optima.map(\.error),
              label: .text("`β` = \(specification.beta)"), color: .vermillion),
            .line(
              x: x, y: curve.optima.map(\.bestError), label: .text("best `β`"), color: .black),
            points(false, .vermillion), points(true, .black),
          ]),
        Panel(
          x: axis, y: Axis(.text("best `β`"), from: 0),
          series: [.line(x: x, y: curve.optima.map { $0.best?.level ?? .nan }, color: .black)],
          annotations: [.horizontal(at: specification.noise, label: .eta, dash: .dotted)]),
      ], columns: 2, width: .doubleColumn, height: .millimetres(74))
  }

  package var caption: CatalogRecord {
    let deviations = runs.map { abs($0.mean - $0.theory) / $0.standardError }
    return CatalogRecord(
      title: "Few samples: the error, and the best `β`",
      shows: """
        Below `(η/ρ)²` samples per dimension the factor does not show, and what is learned is noise. \
        Above, the best `β` is larger than the noise, and the more so the fewer the samples.
        """,
      ran: """
        (finite-optimum) at \(curve.optima.count) numbers of samples, `ρ = \(specification.signal)`, \
        `η = \(specification.noise)`; vectors of \(specification.simulation.dimension) numbers on drawn \
        samples to `τt = \(specification.end)`, \(specification.simulation.replicas) runs.
        """,
      leftOpen: "The paper uses every sample once.",
      chosen: """
        Full-batch descent with small steps. At finite `N` the edge of the noise is off by some `N^{-2/3}` \
        and a factor next to showing by more, which the runs have and the lines do not.
        """,
      findings: [
        .init("largest deviation of runs, in standard errors", deviations.filter(\.isFinite).max())
      ])
  }
}
