import FiniteSize
import LinearVAE
import NumericKit
import Plotting

/// KL divergences, decoder norms and variances of the latents against time, one above the other: curves from
/// the theory, points with error bars from a simulation, or both.
struct SpectralCourseFigure {
  /// What is drawn of each latent: one list of numbers a latent, one number a time.
  struct Course {
    let times: [Double]
    let divergences, norms, variances: [[Double]]
    /// The standard errors of the same, where they are estimates.
    var errors: (divergences: [[Double]], norms: [[Double]], variances: [[Double]])?
  }

  let title: String
  let problem: SpectralProblem
  /// What is drawn as lines.
  var theory: Course?
  /// What is drawn as points.
  var simulation: Course?
  /// How many runs of which size, for the key.
  var simulationLabel: Label?

  var figure: Figure {
    Figure(
      title: title,
      panels: [
        panel(divergenceAxis, "KL", \.divergences, \.divergences, hasKey: true),
        panel(Axis("decoder", from: 0), "Q", \.norms, \.norms),
        panel(Axis("variance", from: 0), "D", \.variances, \.variances),
      ], columns: 1, sharesX: true)
  }

  /// The code of a random start can tell much that training forgets at once: a linear axis would show little
  /// else.
  private var divergenceAxis: Axis {
    let courses = (theory ?? simulation)?.divergences ?? []
    let start = courses.compactMap(\.first).max() ?? 0
    let later = courses.flatMap { $0.suffix(($0.count + 1) / 2) }.max() ?? 0
    let isForgotten = later > 0 && start > 4 * later
    return isForgotten ? Axis("KL in nats", scale: .logarithmic) : Axis("KL in nats", from: 0)
  }

  private typealias Errors = (divergences: [[Double]], norms: [[Double]], variances: [[Double]])

  private func panel(
    _ axis: Axis, _ name: String, _ member: KeyPath<Course, [[Double]]>,
    _ error: KeyPath<Errors, [[Double]]>, hasKey: Bool = false
  ) -> Panel {
    let unit: Label =
      problem.training.rates == .limit
      ? "time \(Label.symbol("τt"))" : "time \(Label.symbol("t")) = steps / \(Label.symbol("N"))"
    var series: [Series] = []
    for k in 0..<min(problem.latents, 6) {
      let label: Label = .symbol(name, sub: .plain("\(k + 1)"))
      if let theory {
        series.append(
          .line(x: theory.times, y: theory[keyPath: member][k], label: label, color: .palette(k)))
      }
      guard let simulation else { continue }
      // No more points than can be told apart.
      let step = max(1, (simulation.times.count + 30) / 31)
      let shown = Array(stride(from: 0, to: simulation.times.count, by: step))
      let (values, errors) = (
        simulation[keyPath: member][k], simulation.errors?[keyPath: error][k]
      )
      let runs = hasKey && k == 0 ? simulationLabel : nil
      series.append(
        .points(
          x: shown.map { simulation.times[$0] }, y: shown.map { values[$0] },
          errors: errors.map { errors in shown.map { errors[$0] } },
          label: theory == nil ? label : runs, color: .palette(k)))
    }
    return Panel(x: Axis(unit, from: 0), y: axis, series: series)
  }
}

extension SpectralFlowResult {
  /// KL divergences, decoder norms and variances of the latents against time.
  package var figure: Figure {
    SpectralCourseFigure(
      title: "Learning a spectrum of \(problem.data.groups.count) groups", problem: problem,
      theory: course
    ).figure
  }

  fileprivate var course: SpectralCourseFigure.Course {
    let latents = 0..<problem.latents
    let divergences = curve.states.map { $0.klDivergences(data: problem.data) }
    let norms = curve.states.map(\.Q.diagonal)
    return .init(
      times: curve.times, divergences: latents.map { k in divergences.map { $0[k] } },
      norms: latents.map { k in norms.map { $0[k] } },
      variances: latents.map { k in curve.states.map { $0.D[k] } })
  }
}

extension SpectralSimulationResult {
  /// The means over runs with their standard errors against time.
  package var figure: Figure {
    SpectralCourseFigure(
      title: "SGD on a spectrum of \(problem.data.groups.count) groups", problem: problem,
      simulation: course, simulationLabel: label
    ).figure
  }

  fileprivate var label: Label {
    let runs = result.replicas == 1 ? "1 run" : "mean ± s.e. of \(result.replicas) runs"
    return "SGD, \(Label.symbol("N")) = \(Label.plain("\(settings.dimension), \(runs)"))"
  }

  fileprivate var course: SpectralCourseFigure.Course {
    let latents = 0..<problem.latents
    let (norms, errors) = (result.mean.map(\.total.Q.diagonal), result.standardError)
    let normErrors = errors.map { $0.map(\.total.Q.diagonal) }
    var course = SpectralCourseFigure.Course(
      times: times, divergences: result.divergences.map(\.mean),
      norms: latents.map { k in norms.map { $0[k] } },
      variances: latents.map { k in result.mean.map { $0.D[k] } })
    if let errors, let normErrors {
      course.errors = (
        result.divergences.map { $0.standardError ?? [] },
        latents.map { k in normErrors.map { $0[k] } }, latents.map { k in errors.map { $0.D[k] } }
      )
    }
    return course
  }
}

extension SpectralComparison {
  /// The flow as lines, and the means over runs as points with error bars.
  package var figure: Figure {
    SpectralCourseFigure(
      title: "A spectrum of \(flow.problem.data.groups.count) groups: theory and SGD",
      problem: flow.problem, theory: flow.course, simulation: simulation.course,
      simulationLabel: simulation.label
    ).figure
  }
}
