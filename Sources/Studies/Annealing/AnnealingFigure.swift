import LinearVAE
import MeanField
import NumericKit
import Plotting

extension AnnealingResult {
  /// The error, if it was computed, under constant `β`, the best schedule of the family and the best of
  /// all; below it their `β(t)`; at the bottom the time of convergence against the rate.
  public var figure: Figure {
    Figure(
      title: "Annealing", panels: [errorPanel, schedulePanel, ratePanel], columns: 1,
      height: .millimetres(160))
  }

  private func style(_ course: Course) -> (label: Label, color: Color) {
    switch course {
    case .constant: ("constant", .reference)
    case .best: (.plain("\(scan.family.rawValue), best rate"), .prediction)
    case .optimal: ("optimal", .measurement)
    }
  }

  private var timeAxis: Axis {
    let unit: Label =
      study.problem.training.rates == .limit
      ? "time \(Label.symbol("τt"))" : "time \(Label.symbol("t")) = steps / \(Label.symbol("N"))"
    return Axis(unit, from: 0, to: horizon)
  }

  private var errorPanel: Panel {
    let curves = curves ?? ([], [])
    let series = zip(courses, curves.errors).map { course, errors in
      let (label, color) = style(course.course)
      return Series.line(x: curves.times, y: errors, label: label, color: color)
    }
    return Panel(
      x: timeAxis, y: .logarithmic("error \(Label.symbol("ε", sub: "g"))"), series: series,
      key: .below)
  }

  private var schedulePanel: Panel {
    Panel(
      x: timeAxis, y: Axis("KL weight \(Label.beta)", from: 0),
      series: courses.map { course in
        let (label, color) = style(course.course)
        let times = course.schedule.drawn(until: horizon)
        return .line(x: times.map(\.time), y: times.map(\.beta), label: label, color: color)
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
