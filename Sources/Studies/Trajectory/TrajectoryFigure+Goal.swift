import LinearVAE
import Plotting

extension TrajectoryFigure {
  /// What a feedback law steers against what it steers to; `nil` under a schedule.
  var goalPanel: Panel? {
    guard let law = problem.training.feedback else { return nil }
    let data = problem.data
    var series: [Series] = []
    let name: Label
    switch law.controller {
    case .capacity, .control:
      name = "KL (nats)"
      series += course("KL", .palette(0)) { $0.rate(data: data) }
    case .freeBits:
      name = "KL of a latent (nats)"
      for k in shownLatents {
        series += course("KL\(Label.sub(.plain("\(k + 1)")))", .palette(k)) {
          $0.klDivergences(data: data)[k]
        }
      }
    case .geco:
      name = "explained variance"
      series += course("explained", .palette(0)) { -$0.relativeDistortion(data: data) }
    }
    // What the law steers to.
    let goal: BetaSchedule =
      if case .freeBits(let nats, _) = law.controller { .constant(nats) } else { law.reference }
    let (moments, values) = course(of: goal)
    series.append(.line(x: moments, y: values, label: "goal", color: .reference, dash: .dashed))
    return Panel(x: timeAxis, y: Axis(name), series: series)
  }

  /// A function of the state: a line from the theory, points from the means of a simulation.
  private func course(
    _ label: Label, _ color: Color, _ value: (OrderParameters) -> Double
  ) -> [Series] {
    var series: [Series] = []
    if let theory {
      series.append(.line(x: theory.times, y: theory.states.map(value), label: label, color: color))
    }
    if let simulation {
      series.append(
        points(
          simulation.states.map(value), nil, color, label: theory == nil ? label : nil))
    }
    return series
  }
}
