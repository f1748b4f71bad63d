import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Storage
import Studies

/// The course of learning under several `β`, with as many latents as factors and with one too many:
/// lines from the flow, points from runs of SGD.
package struct LearningCurves: CatalogStudy {
  package struct Specification: Sendable, Hashable, Codable {
    /// The state at `t = 0`.
    package enum Start: Sendable, Hashable, Codable {
      /// `m = d = overlaps`, one per latent; `Q = E = norm` on the diagonal, else 0; `R = 0`, `D = 1`.
      case small(overlaps: [Double], norm: Double)
      /// Decoder and encoder with independent standard normal entries, `D = 1`; one draw for all runs.
      case random
    }

    /// `ρ`, `η` and `τ`.
    package var signal = 1.0, noise = 1.0, rate = 0.01
    package var betas = [0.25, 0.5, 1, 1.5, 2.25]
    package var latents = [1, 2]
    package var start = Start.small(overlaps: [0.001, 0.0005], norm: 0.05)
    /// The last time, in steps divided by `N`, and how many are evenly spaced up to it.
    package var end = 4000.0, samples = 401
    /// From one time of the points to the next, in times of the lines.
    package var pointStride = 20
    /// `N` of the runs, and their number.
    package var dimension = 500, replicas = 5
    package var seed = PaperOptions.defaultSeed

    package init(_ options: PaperOptions = PaperOptions()) {
      seed = options.seed
      if options.variant == .authorsStart { start = .random }
      if options.edition == .quick {
        (end, samples, pointStride, dimension, replicas) = (3000, 151, 10, 100, 3)
      }
    }

    /// The problem file of one curve, for the flow and the runs alike.
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

  package struct Curve: Sendable {
    package let latents: Int
    package let beta: Double
    package let problem: ProblemSpecification
    package let times: [Double], flow: [LearningStage]
    /// The mean over the runs, and its standard error, at times of their own.
    package let runTimes: [Double], runs: [LearningStage], errors: [LearningStage]
  }

  package let specification: Specification
  /// One per number of latents and `β`, in this order.
  package let curves: [Curve]

  package init(_ specification: Specification, options: PaperOptions) throws {
    self.specification = specification
    // The longer runs first, so that no thread is left with one of them in the end.
    let cases = specification.latents.reversed().flatMap { latents in
      specification.betas.map { (latents: latents, beta: $0) }
    }
    let computed = try RunContext.current.map(cases.count, "curves") { index in
      let (latents, beta) = cases[index]
      let file = try specification.problem(latents: latents, beta: beta)
      let (times, flow) = try Self.flow(of: file)
      var runs = file
      let points = stride(from: 0, to: times.count, by: specification.pointStride)
      let runTimes = points.map { times[$0] }
      runs.time = .at(runTimes)
      let result = try runs.ensemble().run(.current, EnsembleOptions(keepsRuns: true))
      let samples = runTimes.indices.map { time in
        (result.runs ?? []).map { LearningStage($0[time], data: file.problem.data) }
      }
      return Curve(
        latents: latents, beta: beta, problem: file, times: times, flow: flow, runTimes: runTimes,
        runs: samples.map { LearningStage(\.mean, of: $0) },
        errors: samples.map { LearningStage(\.error, of: $0) })
    }
    curves = specification.latents.flatMap { latents in computed.filter { $0.latents == latents } }
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
    func table(_ times: (Curve) -> [Double]) -> ColumnTable {
      func column(_ value: (Curve) -> Double) -> [Double] {
        curves.flatMap { curve in times(curve).map { _ in value(curve) } }
      }
      return ColumnTable([
        "latents": column { Double($0.latents) }, "beta": column(\.beta),
        "t": curves.flatMap(times),
      ])
    }
    var (flow, runs) = (table(\.times), table(\.runTimes))
    for (name, field) in LearningStage.fields {
      flow.add(name, curves.flatMap(\.flow).map { $0[keyPath: field] })
      runs.add(name, curves.flatMap(\.runs).map { $0[keyPath: field] })
      runs.add("\(name)_standard_error", curves.flatMap(\.errors).map { $0[keyPath: field] })
    }
    return [(nil, flow), ("sgd", runs)]
  }
}

/// What Fig. 1 shows of a state: numbers that no permutation and no sign of the latents changes.
package struct LearningStage: Sendable, Hashable {
  /// `ε_g`, aligned.
  package var error = 0.0
  /// The largest `|m_k|`, and `Q_kk` of that latent.
  package var overlap = 0.0, norm = 0.0
  /// `Q_kk` of the other latents together; 0 for a single one.
  package var otherNorm = 0.0
  /// The largest `|E_kl|` between two latents; 0 for a single one.
  package var entanglement = 0.0

  typealias Field = any WritableKeyPath<LearningStage, Double> & Sendable

  static let fields: [(name: String, value: Field)] = [
    ("generalization_error", \.error), ("m", \.overlap), ("Q", \.norm), ("Q_other", \.otherNorm),
    ("E_12", \.entanglement),
  ]

  /// What is shown of a state with one factor.
  init(_ state: OrderParameters, data: SpikedData) {
    let latents = state.D.indices
    let leader = latents.max { abs(state.m[$0, 0]) < abs(state.m[$1, 0]) } ?? 0
    error = state.generalizationError(data: data)
    overlap = abs(state.m[leader, 0])
    norm = state.Q[leader, leader]
    otherNorm = state.Q.trace - norm
    entanglement = latents.flatMap { k in latents.prefix(k).map { abs(state.E[k, $0]) } }.max() ?? 0
  }

  /// The mean over runs or its standard error.
  init(_ moment: KeyPath<SampleMean, Double>, of runs: [LearningStage]) {
    for (_, field) in Self.fields {
      self[keyPath: field] = SampleMean(runs.map { $0[keyPath: field] })[keyPath: moment]
    }
  }
}
