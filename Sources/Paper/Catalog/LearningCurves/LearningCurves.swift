import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Storage
import Studies

/// The course of learning under several `β`, with as many latents as factors and with one too many:
/// lines from the flow, points from runs of SGD.
package struct LearningCurves: CatalogStudy {
  /// The course of learning under one `β`.
  package struct Curve: Sendable {
    /// The number of latents.
    package let latents: Int
    /// `β`.
    package let beta: Double
    /// The problem file.
    package let problem: ProblemSpecification
    /// The times of the flow.
    package let times: [Double]
    /// The flow.
    package let flow: [LearningStage]
    /// The times of the points.
    package let runTimes: [Double]
    /// The mean over the runs, and its standard error.
    package let runs: [LearningStage], errors: [LearningStage]
  }

  package let specification: Specification
  /// One per number of latents and `β`, in this order.
  package let curves: [Curve]

  /// Follows the flow and the runs.
  package init(_ specification: Specification, options: PaperOptions) throws {
    self.specification = specification
    // The longer runs first, so that no thread is left with one of them in the end.
    let cases = specification.latents.reversed().flatMap { latents in
      specification.betas.map { (latents: latents, beta: $0) }
    }
    let computed = try RunContext.current.map(cases.count, "curves") { index in
      try Self.curve(specification, cases[index].latents, cases[index].beta)
    }
    curves = specification.latents.flatMap { latents in computed.filter { $0.latents == latents } }
  }

  private static func curve(
    _ specification: Specification, _ latents: Int, _ beta: Double
  ) throws -> Curve {
    let file = try specification.problem(latents: latents, beta: beta)
    let (times, flow) = try flow(of: file)
    var runs = file
    let runTimes = stride(from: 0, to: times.count, by: specification.pointStride).map { times[$0] }
    runs.time = .at(runTimes)
    let result = try runs.ensemble().run(.current, EnsembleOptions(keepsRuns: true))
    let moments = runTimes.indices.map { time in
      LearningStage.moments(
        (result.runs ?? []).map { LearningStage($0[time], data: file.problem.data) })
    }
    return Curve(
      latents: latents, beta: beta, problem: file, times: times, flow: flow, runTimes: runTimes,
      runs: moments.map(\.mean), errors: moments.map(\.standardError))
  }

  /// What the flow of a problem file goes through at its times.
  static func flow(
    of file: ProblemSpecification
  ) throws -> (times: [Double], stages: [LearningStage]) {
    let times = try file.requireTime().times
    let states = try OrderParameterFlow(file.problem).trajectory(
      from: try file.initialState(), at: times)
    return (times, states.map { LearningStage($0, data: file.problem.data) })
  }

  /// One file per curve.
  package var problems: [CatalogProblem] {
    curves.map { ("\($0.latents)-latents-beta-\(ColumnTable.shortest($0.beta))", $0.problem) }
  }

  /// The flow, one row per curve and time, and the runs with their standard errors.
  package var tables: [CatalogTable] {
    [
      (nil, table { ($0.times, $0.flow, []) }),
      ("sgd", table { ($0.runTimes, $0.runs, $0.errors) }),
    ]
  }

  private func table(
    _ rows: (Curve) -> (times: [Double], stages: [LearningStage], errors: [LearningStage])
  ) -> ColumnTable {
    let blocks = curves.map(rows)
    func column(_ value: (Curve) -> Double) -> [Double] {
      zip(curves, blocks).flatMap { curve, rows in rows.times.map { _ in value(curve) } }
    }
    var table = ColumnTable([
      "latents": column { Double($0.latents) }, "beta": column(\.beta),
      "t": blocks.flatMap(\.times),
    ])
    let (stages, errors) = (blocks.flatMap(\.stages), blocks.flatMap(\.errors))
    for (name, field) in LearningStage.fields {
      table.add(name, stages.map { $0[keyPath: field] })
      guard !errors.isEmpty else { continue }
      table.add("\(name)_standard_error", errors.map { $0[keyPath: field] })
    }
    return table
  }
}
