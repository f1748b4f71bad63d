import LinearVAE
import MeanField
import NumericKit
import Plotting

extension AnnealingStudy {
  /// The error under constant `β`, the best schedule of the family and the best of all; below it their
  /// `β(t)`; at the bottom the time of convergence against the rate.
  ///
  /// - Throws: `FlowError`.
  public func figure() throws -> Figure {
    let courses = courses
    let last = courses.compactMap(\.end).max() ?? 0
    let horizon = last > 0 ? 1.25 * last : (end ?? 1)
    return Figure(
      title: "Annealing",
      panels: [
        try errorPanel(courses, until: horizon), schedulePanel(courses, until: horizon), ratePanel,
      ], columns: 1, height: .millimetres(160))
  }

  /// A schedule as it is drawn.
  private struct Course {
    let schedule: BetaSchedule
    let label: Label
    let color: Color
    /// When the error is where it is to be.
    let end: Double?
  }

  private var courses: [Course] {
    var courses = [
      Course(
        schedule: .constant(scan.maximum), label: "constant", color: .reference,
        end: scan.constant.time)
    ]
    if let best = scan.best, let schedule = scan.bestSchedule {
      courses.append(
        Course(
          schedule: schedule,
          label: .plain("\(scan.family.rawValue), best rate"), color: .prediction, end: best.time))
    }
    if let optimum = optimal?.optimum {
      courses.append(
        Course(
          schedule: optimum.schedule, label: "optimal", color: .measurement, end: optimum.time))
    }
    return courses
  }

  private func timeAxis(_ horizon: Double) -> Axis {
    let unit: Label =
      problem.training.rates == .limit
      ? "time \(Label.symbol("τt"))" : "time \(Label.symbol("t")) = steps / \(Label.symbol("N"))"
    return Axis(unit, from: 0, to: horizon)
  }

  private func errorPanel(_ courses: [Course], until horizon: Double) throws -> Panel {
    let times = (0...500).map { horizon * Double($0) / 500 }
    let convergence = try ConvergenceProblem(problem, from: initial)
    let series = try courses.map { course in
      let flow = try OrderParameterFlow(convergence.annealed(by: course.schedule))
      let states = try flow.trajectory(from: initial, at: times)
      return Series.line(
        x: times, y: states.map { $0.generalizationError(data: problem.data) },
        label: course.label, color: course.color)
    }
    return Panel(
      x: timeAxis(horizon), y: .logarithmic("error \(Label.symbol("ε", sub: "g"))"),
      series: series, key: .below)
  }

  private func schedulePanel(_ courses: [Course], until horizon: Double) -> Panel {
    Panel(
      x: timeAxis(horizon), y: Axis("KL weight \(Label.beta)", from: 0),
      series: courses.map { course in
        let times = course.schedule.drawn(until: horizon)
        return .line(
          x: times.map(\.time), y: times.map(\.beta), label: course.label, color: course.color)
      }, key: .none)
  }

  private var ratePanel: Panel {
    let times = scan.convergences.map { $0.time ?? .nan }
    var series: [Series] = [
      .line(
        x: scan.rates, y: times, label: .plain(scan.family.rawValue), color: .prediction)
    ]
    if let constant = scan.constant.time, let first = scan.rates.first, let last = scan.rates.last {
      series.append(
        .line(
          x: [first, last], y: [constant, constant], label: "constant", color: .reference,
          dash: .dashed))
    }
    if let best = scan.best {
      series.append(.points(x: [best.rate], y: [best.time], label: "best", color: .measurement))
    }
    let bound = scan.slowBelow.map { rate in
      Annotation.vertical(at: rate, label: "slower below", dash: .dotted)
    }
    let isWide = (scan.rates.last ?? 1) > 20 * (scan.rates.first ?? 1)
    let name: Label = "annealing rate \(Label.symbol("γ"))"
    return Panel(
      x: isWide ? .logarithmic(name) : Axis(name), y: Axis("time of convergence"),
      series: series, annotations: bound.map { [$0] } ?? [], key: .below)
  }
}

extension BetaSchedule {
  /// Corners of the curve up to a time: those of the points, jumps included, or a dense sample.
  fileprivate func drawn(until end: Double) -> [Point] {
    guard case .points(let points) = self else {
      return (0...300).map { index in
        let time = end * Double(index) / 300
        return Point(time: time, beta: beta(at: time))
      }
    }
    let shown = points.filter { $0.time <= end }
    return shown + [Point(time: end, beta: beta(at: end))]
  }
}
