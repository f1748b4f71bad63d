import LinearVAE
import MeanField
import NumericKit
import Plotting

extension AnnealingStudy {
  /// Top: the error under constant `β` and under the best schedule, with its `β(t)`; bottom: the time of
  /// convergence against the rate.
  ///
  /// - Throws: `FlowError`.
  public func figure() throws -> Figure {
    Figure(
      title: "Annealing", panels: [try coursePanel(), ratePanel], columns: 1,
      height: .millimetres(120))
  }

  private var isLimit: Bool { problem.training.rates == .limit }

  private func coursePanel() throws -> Panel {
    let last = max(scan.constant.time ?? 0, scan.best?.time ?? 0)
    let horizon = last > 0 ? 1.25 * last : (end ?? 1)
    let times = (0...400).map { horizon * Double($0) / 400 }
    var series = [try course(.constant(scan.maximum), "constant", .reference, times)]
    if let best = scan.best {
      let schedule = scan.family.schedule(rate: best.rate, maximum: scan.maximum)
      series.append(
        try course(schedule, .plain("\(scan.family.rawValue), best rate"), .prediction, times))
      series.append(
        .line(
          x: times, y: times.map(schedule.beta(at:)), label: "its \(Label.beta)",
          color: .prediction, dash: .dotted))
    }
    let unit: Label =
      isLimit
      ? "time \(Label.symbol("τt"))" : "time \(Label.symbol("t")) = steps / \(Label.symbol("N"))"
    return Panel(
      x: Axis(unit, from: 0, to: horizon),
      y: Axis("error \(Label.symbol("ε", sub: "g")) and \(Label.beta)", from: 0), series: series,
      key: .below)
  }

  private func course(
    _ schedule: BetaSchedule, _ label: Label, _ color: Color, _ times: [Double]
  ) throws -> Series {
    let training = problem.training
    let annealed = LearningProblem(
      data: problem.data, latents: problem.latents,
      training: Training(
        rates: training.rates, weightDecay: training.weightDecay, batch: training.batch,
        beta: schedule, variance: training.variance))
    let states = try OrderParameterFlow(annealed).trajectory(from: initial, at: times)
    return .line(
      x: times, y: states.map { $0.generalizationError(data: problem.data) }, label: label,
      color: color)
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
