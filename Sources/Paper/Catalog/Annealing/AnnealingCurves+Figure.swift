import LinearVAE
import MeanField
import Plotting
import Studies

extension AnnealingCurves {
  /// Top: the error against time; bottom: the time of convergence against the annealing rate, or the
  /// schedules themselves where the best one is sought.
  package var figure: Figure {
    guard specification.knots == nil else {
      return Figure(
        title: "The optimal schedule", panels: [errorPanel, schedulePanel], columns: 1,
        height: .millimetres(118), sharesX: true, sharesKey: true)
    }
    return Figure(
      title: "Fig. \(isLimit ? 3 : 5): annealing", panels: [coursePanel, ratePanel], columns: 1,
      height: .millimetres(122), sharesKey: true)
  }

  var isLimit: Bool { specification.rate == nil }

  private func color(_ name: String) -> Color {
    switch (name, specification.knots != nil) {
    case ("constant", _): .black
    case (AnnealingFamily.tanh.rawValue, _): .prediction
    case (AnnealingFamily.linear.rawValue, true): .orange
    default: .measurement
    }
  }

  func label(_ course: Course) -> MarkedText {
    switch (course.name, specification.knots != nil) {
    case ("constant", _): "constant `β`"
    case ("optimal", _): "optimal `β(t)`"
    case (let name, true): "\(name), best rate"
    case (let name, false): "\(name)"
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
    let schedules = courses.map { course -> Series in
      .line(
        x: times, y: times.map(course.schedule.beta(at:)), color: color(course.name), dash: .dashed)
    }
    return Panel(
      x: timeAxis, y: Axis(.text("error `ε_g` and `β`"), from: 0),
      series: zip(errorLines, schedules).flatMap { [$0, $1] } + [
        .sample(.text("`β(t)`"), mark: .line(.dashed))
      ])
  }

  private var ratePanel: Panel {
    var series: [Series] = []
    if let constant = scans.first?.constant.time, let rates = scans.first?.rates {
      let ends = [rates[0], rates[rates.count - 1]]
      series.append(.line(x: ends, y: [constant, constant], color: color("constant")))
    }
    series += scans.map { scan in
      .line(
        x: scan.rates, y: scan.convergences.map { $0.time ?? .nan },
        color: color(scan.family.rawValue))
    }
    series += scans.compactMap { scan in
      scan.best.map { .points(x: [$0.rate], y: [$0.time], color: color(scan.family.rawValue)) }
    }
    let slow = scans.first { $0.family == .tanh }?.slowBelow
    return Panel(
      x: .logarithmic(.text(isLimit ? "annealing rate `γ/τ`" : "annealing rate `γ`")),
      y: Axis(.text("time of convergence \(isLimit ? "`τt`" : "`t`")"), from: 0),
      series: series + [.sample("best rate", mark: .points(.disc))],
      annotations: slow.map {
        [
          .vertical(
            at: $0, label: .text("slow bound `−J_max/2`"), color: .prediction, dash: .dotted)
        ]
      } ?? [])
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
}
