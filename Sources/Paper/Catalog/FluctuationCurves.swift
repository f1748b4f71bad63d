import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Plotting
import RealModule
import Storage
import Studies

/// How far runs of SGD stray from the flow, (linear-noise): standard deviations of order parameters by theory,
/// and over runs of the exact chain of several sizes.
package struct FluctuationCurves: CatalogStudy {
  package struct Specification: Sendable, Hashable, Codable {
    /// `ρ`, `η`, `β` and `τ`.
    package var signal = 1.0, noise = 0.7, beta = 0.6, rate = 0.5
    /// `m = d` and `Q = E` at the start, and the end in steps divided by `N`.
    package var overlap = 0.03, norm = 0.2, end = 40.0
    /// Times of the lines, and from one time of the points of a size to the next, in times of the lines.
    package var samples = 321, pointStride = 24
    /// Of the ensembles, ascending.
    package var sizes = [
      SizeLaw.Specification.Size(dimension: 100, replicas: 4000),
      .init(dimension: 1000, replicas: 4000), .init(dimension: 10_000, replicas: 2000),
    ]
    /// The runs that are drawn one by one.
    package var drawn = SizeLaw.Specification.Size(dimension: 1000, replicas: 6)
    package var seed: UInt64

    package init(_ options: PaperOptions = PaperOptions()) {
      seed = options.seed
      if options.edition == .quick {
        sizes = [.init(dimension: 100, replicas: 200), .init(dimension: 1000, replicas: 200)]
      }
    }

    /// The problem with its start, at one size.
    func problem(_ size: SizeLaw.Specification.Size) -> ProblemSpecification {
      ProblemSpecification(
        problem: .oneFactor(signal: signal, noise: noise, beta: beta, rate: rate),
        initial: .explicit(.oneFactor(m: [overlap], norm: norm)),
        time: .even(end: end, samples: samples),
        simulation: SimulationSettings(
          dimension: size.dimension, replicas: size.replicas,
          seed: seed &+ UInt64(size.dimension)))
    }
  }

  /// What runs of one size have at some times.
  package struct Runs: Sendable {
    package let size: SizeLaw.Specification.Size
    package let times: [Double]
    /// `√N` times the standard deviation over runs of each order parameter, one set a time.
    package let deviations: [OrderParameters]

    /// The relative standard error of a standard deviation of Gaussian numbers.
    package var relativeError: Double { 1 / Double(2 * (size.replicas - 1)).squareRoot() }
  }

  package let specification: Specification
  /// The flow, with `√N` times the standard deviations by theory.
  package let flow: FlowResult
  /// One per size.
  package let ensembles: [Runs]
  /// The overlap `m` of single runs at the times of the flow.
  package let courses: [[Double]]

  private static let shown:
    [(name: String, color: Color, value: @Sendable (OrderParameters) -> Double)] = [
      ("m", .blue, { $0.m[0, 0] }), ("Q", .vermillion, { $0.Q[0, 0] }),
      ("E", .green, { $0.E[0, 0] }), ("R", .purple, { $0.R[0, 0] }),
    ]

  package init(_ specification: Specification, options: PaperOptions) throws {
    self.specification = specification
    let file = specification.problem(specification.drawn)
    let times = try file.requireTime().times
    flow = try FlowStudy(
      file.problem, from: try file.initialState(), at: times, spread: SpreadQuestion()
    ).run()
    let stride = specification.pointStride
    ensembles = try specification.sizes.enumerated().map { index, size in
      var file = specification.problem(size)
      // Between each other, so that sizes do not cover one another.
      let first = stride * (index + 1) / specification.sizes.count
      let points = Swift.stride(from: first, to: times.count, by: stride)
      file.time = .at(points.map { times[$0] })
      let result = try file.ensemble().run()
      // From standard errors of means to √N standard deviations.
      let unit = Double(size.replicas * size.dimension).squareRoot()
      let deviations = (result.standardError ?? []).map {
        $0.combined(with: $0) { x, _ in unit * x }
      }
      return Runs(size: size, times: result.times, deviations: deviations)
    }
    let runs = try file.ensemble().run(.current, EnsembleOptions(keepsRuns: true)).runs ?? []
    courses = runs.map { $0.map { $0.m[0, 0] } }
  }

  /// `√N` times the standard deviations by theory at a time of the points.
  package func theory(at time: Double) -> OrderParameters? {
    guard let index = flow.times.firstIndex(of: time) else { return nil }
    return flow.spread?.states[index]
  }

  /// One file per size.
  package var problems: [CatalogProblem] {
    specification.sizes.map { ("dimension-\($0.dimension)", specification.problem($0)) }
  }

  /// The flow with its deviations, those over runs, and the runs that are drawn.
  package var tables: [CatalogTable] {
    let spread = flow.spread?.states ?? []
    var theory = ColumnTable(["t": flow.times])
    var points = ColumnTable([
      "dimension": ensembles.flatMap { runs in runs.times.map { _ in Double(runs.size.dimension) }
      },
      "replicas": ensembles.flatMap { runs in runs.times.map { _ in Double(runs.size.replicas) } },
      "t": ensembles.flatMap(\.times),
    ])
    for (name, _, value) in Self.shown {
      theory.add(name, flow.states.map(value))
      theory.add("\(name)_standard_deviation", spread.map(value))
      points.add("\(name)_standard_deviation", ensembles.flatMap { $0.deviations.map(value) })
    }
    var single = ColumnTable(["t": flow.times])
    for (index, course) in courses.enumerated() { single.add("run_\(index + 1)", course) }
    return [(nil, theory), ("ensembles", points), ("runs", single)]
  }
}

// MARK: The figure

extension FluctuationCurves {
  /// Left the overlap of single runs in the band of theory; right `√N` times standard deviations.
  package var figure: Figure {
    Figure(
      title: "How far runs stray from the flow", panels: [coursePanel, deviationPanel], columns: 2,
      width: .doubleColumn, height: .millimetres(78))
  }

  private var timeAxis: Axis { Axis(.text("time `t`"), from: 0, to: specification.end) }

  private var coursePanel: Panel {
    let unit = 2 / Double(specification.drawn.dimension).squareRoot()
    let m = flow.states.map { $0.m[0, 0] }
    let widths = (flow.spread?.states ?? []).map { unit * $0.m[0, 0] }
    let runs = courses.enumerated().map { index, course in
      var line = Series.line(
        x: flow.times, y: course,
        label: index == 0 ? .text("runs, `N = \(specification.drawn.dimension)`") : nil,
        color: .reference)
      line.lineWidth = 0.5
      return line
    }
    return Panel(
      x: timeAxis, y: Axis(.text("overlap `m`"), from: 0),
      series: [
        .band(
          x: flow.times, y: m, width: widths, label: "95 % of runs by theory", color: .prediction)
      ] + runs + [.line(x: flow.times, y: m, label: "flow", color: .prediction)],
      key: .inside(.bottomRight))
  }

  private var deviationPanel: Panel {
    let lines = Self.shown.map { name, color, value in
      Series.line(
        x: flow.times, y: (flow.spread?.states ?? []).map(value), label: .symbol(name), color: color
      )
    }
    let markers: [Series.Marker] = [.triangle, .circle, .disc]
    func marker(_ index: Int) -> Series.Marker { markers[index % markers.count] }
    let points = ensembles.enumerated().flatMap { index, runs in
      Self.shown.map { _, color, value in
        let values = runs.deviations.map(value)
        return Series.points(
          x: runs.times, y: values, errors: values.map { $0 * runs.relativeError }, color: color,
          marker: marker(index))
      }
    }
    let samples = ensembles.enumerated().map { index, runs in
      Series.sample(
        .text("`N = \(runs.size.dimension)`"), mark: .points(marker(index)), color: .reference)
    }
    return Panel(
      x: timeAxis, y: Axis(.text("`√N` × standard deviation"), from: 0),
      series: lines + points + samples)
  }

  /// The ratio of the standard deviation over runs to that by theory, farthest from 1 over times and the
  /// order parameters shown.
  package func farthestRatio(_ runs: Runs) -> Double? {
    let ratios = zip(runs.times, runs.deviations).flatMap { time, measured -> [Double] in
      guard let expected = theory(at: time) else { return [] }
      return Self.shown.map { $0.value(measured) / $0.value(expected) }
    }
    return ratios.max { abs($0 - 1) < abs($1 - 1) }
  }

  package var caption: CatalogRecord {
    CatalogRecord(
      title: "Error bars from theory",
      shows: """
        Left: the overlap of single runs of SGD, and the band in which 95 % of them lie by theory. Right: \
        `√N` times the standard deviation of order parameters; lines by theory, points over runs. The \
        larger `N`, the nearer. Where `1/√N` is not small against the overlap at the start, runs leave the \
        plateau at times of their own, some with the other sign of `m`: that is beyond what is linear in \
        their deviations.
        """,
      ran: """
        (linear-noise) at `ρ = \(specification.signal)`, `η = \(specification.noise)`, `β = \
        \(specification.beta)`, `τ = \(specification.rate)`, one latent from `m = d = \
        \(specification.overlap)`, `Q = E = \(specification.norm)`; the exact chain of the order \
        parameters: \(ensembles.map {
          "\($0.size.replicas) runs at `N = \($0.size.dimension)`"
        }.joined(separator: ", ")); seed \(specification.seed).
        """,
      leftOpen: "The paper bounds the distance from the flow, and gives no constant.",
      chosen: "Error bars are those of a standard deviation of Gaussian numbers.",
      findings: ensembles.map { runs in
        .init(
          "`N = \(runs.size.dimension)`: standard deviation over that of theory, farthest from 1",
          farthestRatio(runs), expected: 1, "(linear-noise)")
      })
  }
}
