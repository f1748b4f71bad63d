import LinearVAE
import Plotting
import Studies

extension ScheduleComparison {
  /// Top: the error against time, with the level that counts as converged; bottom: `β(t)`.
  package var figure: Figure {
    Figure(
      title: "The optimal schedule", panels: [errorPanel, schedulePanel], columns: 1,
      height: .millimetres(118), sharesX: true, sharesKey: true)
  }

  private func color(_ course: Course) -> Color {
    switch course.name {
    case "constant": .black
    case "tanh": .prediction
    case "linear": .orange
    default: .measurement
    }
  }

  private func label(_ course: Course) -> Label {
    switch course.name {
    case "constant": "constant \(Label.beta)"
    case "optimal": "optimal \(Label.beta)(\(Label.symbol("t")))"
    default: .plain("\(course.name), best rate")
    }
  }

  private var timeAxis: Axis { Axis("time \(Label.symbol("τt"))", from: 0, to: times.last) }

  private var errorPanel: Panel {
    let lines = courses.map { course -> Series in
      .line(x: times, y: course.errors, label: label(course), color: color(course))
    }
    let ends = courses.compactMap { course in
      course.time.map { end in
        Series.points(x: [end], y: [specification.tolerance], color: color(course))
      }
    }
    return Panel(
      x: timeAxis,
      y: .logarithmic("error \(Label.error)", from: 1e-2 * specification.tolerance),
      series: lines + ends + [.sample("converged", mark: .points(.disc))],
      annotations: [.horizontal(at: specification.tolerance, dash: .dotted)])
  }

  private var schedulePanel: Panel {
    Panel(
      x: timeAxis, y: Axis(.beta, from: 0, to: 1.08 * specification.maximum),
      series: courses.map { course in
        var (x, y) = (times, times.map(course.schedule.beta(at:)))
        // Both sides of each jump.
        var time = 0.0
        while let kink = course.schedule.nextBreakPoint(after: time), kink < times.last ?? 0 {
          x += [kink.nextDown, kink]
          y += [course.schedule.beta(at: kink.nextDown), course.schedule.beta(at: kink)]
          time = kink
        }
        let order = x.indices.sorted { x[$0] < x[$1] }
        return .line(x: order.map { x[$0] }, y: order.map { y[$0] }, color: color(course))
      })
  }

  /// What was run and chosen, with the times of convergence.
  package var caption: CatalogCaption {
    let m = Label.symbol("m"), d = Label.symbol("d"), Q = Label.symbol("Q")
    return CatalogCaption(
      title: "The schedule that converges soonest of those that a search finds",
      shows: """
        Top: the error under constant \(Label.beta), under annealing of usual shapes at their best \
        rates, and under the best \(Label.beta)(\(Label.symbol("t"))) between 0 and \
        \(Label.symbol("β", sub: "max")); dots where it has converged. Bottom: the schedules. The best \
        one switches between the bounds; after its dot it lets the error rise to the tolerance once more.
        """,
      ran: """
        The flow in the small-rate limit, \(Label.rho) = \(.value(specification.signal)), \(Label.eta) = \
        \(.value(specification.noise)), \(Label.symbol("β", sub: "max")) = \
        \(.value(specification.maximum)). The best of \(.plain("\(specification.annealingRates.count)")) \
        annealing rates, refined; the optimal schedule has \(.plain("\(specification.knots)")) pieces of \
        constant \(Label.beta), found by a gradient search from many starts, seed \
        \(.plain("\(specification.seed)")). Its time is that of the adaptive solution.
        """,
      leftOpen: "",
      chosen: """
        The start \(m) = \(d) = \(.value(specification.overlap)), \(Q) = \(Label.symbol("E")) = \
        \(.value(specification.norm)), \(Label.symbol("R")) = 0, \(Label.symbol("D")) = 1. Converged is \
        a flow whose error has come to within \(.value(specification.tolerance)) of that of the fixed \
        point for good. The optimum is local: the best that the search came upon.
        """,
      findings: courses.map { course in
        CatalogFinding("\(label(course)): time of convergence", course.time ?? .nan)
      })
  }
}
