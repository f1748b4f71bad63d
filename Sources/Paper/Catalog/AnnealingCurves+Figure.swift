import LinearVAE
import MeanField
import Plotting

extension AnnealingCurves {
  private var seeksOptimum: Bool { specification.knots != nil }
  private var isLimit: Bool { specification.rate == nil }

  /// Top: the error against time; bottom: the time of convergence against the annealing rate, or the
  /// schedules themselves where the best one is sought.
  package var figure: Figure {
    seeksOptimum
      ? Figure(
        title: "The optimal schedule", panels: [errorPanel, schedulePanel], columns: 1,
        height: .millimetres(118), sharesX: true, sharesKey: true)
      : Figure(
        title: "Fig. \(isLimit ? 3 : 5): annealing", panels: [coursePanel, ratePanel], columns: 1,
        height: .millimetres(122), sharesKey: true)
  }

  private func color(_ name: String) -> Color {
    switch name {
    case "constant": .black
    case AnnealingFamily.tanh.rawValue: .prediction
    case AnnealingFamily.linear.rawValue where seeksOptimum: .orange
    default: .measurement
    }
  }

  private func label(_ course: Course) -> MarkedText {
    switch course.name {
    case "constant": "constant `β`"
    case "optimal": "optimal `β(t)`"
    case let name: "\(name)\(seeksOptimum ? ", best rate" : "")"
    }
  }

  private var errorLines: [Series] {
    courses.map {
      .line(x: times, y: $0.errors, label: .text(label($0)), color: color($0.name))
    }
  }

  private var timeAxis: Axis {
    Axis(.text(isLimit ? "time `τt`" : "time `t` = steps / `N`"), from: 0, to: times.last)
  }

  // MARK: Annealing at a rate

  private var coursePanel: Panel {
    let series = zip(courses, errorLines).flatMap { course, line -> [Series] in
      let betas = times.map(course.schedule.beta(at:))
      return [line, .line(x: times, y: betas, color: color(course.name), dash: .dashed)]
    }
    return Panel(
      x: timeAxis, y: Axis(.text("error `ε_g` and `β`"), from: 0),
      series: series + [.sample(.text("`β(t)`"), mark: .line(.dashed))])
  }

  private var ratePanel: Panel {
    let rates = scans[0].rates
    let constant = scans[0].constant.time.map { time in
      Series.line(
        x: [rates[0], rates[rates.count - 1]], y: [time, time], color: color("constant"))
    }
    let lines = scans.map { scan in
      Series.line(
        x: scan.rates, y: scan.convergences.map { $0.time ?? .nan },
        color: color(scan.family.rawValue))
    }
    let best = scans.compactMap { scan in
      scan.best.map {
        Series.points(x: [$0.rate], y: [$0.time], color: color(scan.family.rawValue))
      }
    }
    let slow = scans.first { $0.family == .tanh }?.slowBelow.map {
      Annotation.vertical(
        at: $0, label: .text("slow bound `−J_max/2`"), color: .prediction, dash: .dotted)
    }
    return Panel(
      x: .logarithmic(.text(isLimit ? "annealing rate `γ/τ`" : "annealing rate `γ`")),
      y: Axis(.text("time of convergence \(isLimit ? "`τt`" : "`t`")"), from: 0),
      series: [constant].compactMap { $0 } + lines + best + [
        .sample("best rate", mark: .points(.disc))
      ], annotations: [slow].compactMap { $0 })
  }

  // MARK: The optimal schedule

  private var errorPanel: Panel {
    let ends = courses.compactMap { course in
      course.time.map { end in
        Series.points(x: [end], y: [specification.tolerance], color: color(course.name))
      }
    }
    return Panel(
      x: timeAxis, y: .logarithmic(.text("error `ε_g`"), from: 1e-2 * specification.tolerance),
      series: errorLines + ends + [.sample("converged", mark: .points(.disc))],
      annotations: [.horizontal(at: specification.tolerance, dash: .dotted)])
  }

  private var schedulePanel: Panel {
    Panel(
      x: timeAxis, y: Axis(.beta, from: 0, to: 1.08 * specification.maximum),
      series: courses.map { course in
        var x = times
        // Both sides of each jump.
        var time = 0.0
        while let kink = course.schedule.nextBreakPoint(after: time), kink < times.last ?? 0 {
          x += [kink.nextDown, kink]
          time = kink
        }
        x.sort()
        return .line(x: x, y: x.map(course.schedule.beta(at:)), color: color(course.name))
      })
  }

  // MARK: The caption

  package var caption: CatalogRecord {
    let rate: MarkedText =
      specification.rate.map { "at `τ = \($0)`" } ?? "in the small-rate limit"
    let setting: MarkedText = """
      The flow \(rate), `ρ = \(specification.signal)`, `η = \(specification.noise)`, `β_max = \
      \(specification.maximum)`
      """
    let start: MarkedText = """
      The start `m = d = \(specification.overlap)`, `Q = E = \(specification.norm)`, `R = 0`, `D = 1`. \
      Converged is a flow whose error has come to within \(specification.tolerance) of that of
      """
    let count = specification.annealingRates.count
    if let knots = specification.knots {
      return CatalogRecord(
        title: "The schedule that converges soonest of those that a search finds",
        shows: """
          Top: the error under constant `β`, under annealing of usual shapes at their best rates, and \
          under the best `β(t)` between 0 and `β_max`; dots where it has converged. Bottom: the \
          schedules. The best one switches between the bounds; after its dot it lets the error rise to \
          the tolerance once more.
          """,
        ran: """
          \(setting). The best of \(count) annealing rates, refined; the optimal schedule has \(knots) \
          pieces of constant `β`, found by a gradient search from many starts, seed \
          \(specification.seed ?? 0). Its time is that of the adaptive solution.
          """,
        chosen: """
          \(start) the fixed point for good. The optimum is local: the best that the search came upon.
          """, findings: courses.map { .init("\(label($0)): time of convergence", $0.time) })
    }
    return CatalogRecord(
      title: isLimit
        ? "Annealing: the best rate, and the bound below which it slows the approach"
        : "Annealing at a finite rate: tanh and linear",
      shows: """
        Top: `ε_g` (solid) under constant `β` and under annealing at its best rate, with `β(t)` \
        (dashed). Bottom: the time of convergence against the annealing rate. It is shortest near the \
        bound below which the approach of `β` to its end is slower than the flow’s own; far below, \
        annealing takes longer than constant `β`, far above it is the same.
        """,
      ran: """
        \(setting); \(count) rates from `γ = \(specification.annealingRates[0]) τ` up, the best refined \
        by golden sections.
        """,
      leftOpen: isLimit
        ? """
        The initial state and what counts as converged. The caption says `τ = 1`; with the terms of \
        order `τ`² kept the error would not vanish at that rate.
        """ : "The initial state and what counts as converged.",
      chosen: """
        \(start) the problem’s own fixed point for good. The rate `γ` is the largest slope of `β/β_max`.
        """,
      findings: [.init("constant `β`: time of convergence", scans[0].constant.time)]
        + scans.flatMap(findings))
  }

  private func findings(_ scan: AnnealingScan) -> [CatalogRecord.Finding] {
    guard let best = scan.best else { return [] }
    let name = scan.family.rawValue
    let slow = scan.slowBelow.map { slow in
      CatalogRecord.Finding(
        "\(name): slow bound on `γ`", slow,
        expected: specification.unit * (3 - 5.0.squareRoot()) / 4,
        "(slow-bound): `−J_max/2 = (3 − √5)τ/4` at `η = 1`, in the limit")
    }
    return [
      .init("\(name): best rate", best.rate),
      .init("\(name): time of convergence there", best.time),
    ] + [slow].compactMap { $0 }
  }
}
