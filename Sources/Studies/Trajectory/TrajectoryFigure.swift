import LinearVAE
import NumericKit
import Plotting

/// Generalization error, overlaps and variances against time, one above the other: curves from the
/// theory, points with error bars from a simulation, or both.
struct TrajectoryFigure {
  /// States at some times, with their errors where they are estimates.
  struct Course {
    let times: [Double]
    let states: [OrderParameters]
    var errorBars: [OrderParameters]?
    let generalizationError: [Double]
    var generalizationErrorBars: [Double]?
    let beta: EffectiveBeta
    var betaErrorBars: EffectiveBeta?
    /// How far single runs stray, drawn as bands of two standard deviations each way where a size is given.
    var spread: Spread?
  }

  let title: String
  let problem: LearningProblem
  let times: [Double]
  /// What is drawn as lines.
  var theory: Course?
  /// What is drawn as points.
  var simulation: Course?
  /// How many runs of which size, for the key.
  var simulationLabel: Label?

  var figure: Figure {
    Figure(
      title: title,
      panels: [errorPanel] + [goalPanel].compactMap { $0 } + [overlapPanel, variancePanel],
      columns: 1, sharesX: true)
  }

  /// What is drawn as bands: the spread of runs of a given size.
  private var spread: Spread? {
    theory?.spread.flatMap { $0.question.dimension == nil ? nil : $0 }
  }

  /// Latents drawn one by one; more would be a thicket.
  var shownLatents: Range<Int> { 0..<min(problem.latents, 6) }

  /// The times at which points are drawn: no more than can be told apart.
  private var pointIndices: [Int] {
    let step = max(1, (times.count + 30) / 31)
    return stride(from: 0, to: times.count, by: step).filter { $0 + step < times.count }
      + (times.isEmpty ? [] : [times.count - 1])
  }

  var timeAxis: Axis {
    let unit: Label =
      problem.training.rates == .limit
      ? "time \(Label.symbol("τt"))" : "time \(Label.symbol("t")) = steps / \(Label.symbol("N"))"
    return Axis(unit, from: 0)
  }

  private var errorPanel: Panel {
    var series: [Series] = []
    if let theory {
      let label: Label = simulation == nil ? .symbol("ε", sub: "g") : "flow"
      if let spread, let dimension = spread.question.dimension {
        let runs: Label = "95 % of runs, \(Label.symbol("N")) = \(Label.plain("\(dimension)"))"
        series.append(
          .band(
            x: theory.times, y: theory.generalizationError, width: spread.error.map { 2 * $0 },
            label: runs, color: .prediction))
      }
      series.append(
        .line(x: theory.times, y: theory.generalizationError, label: label, color: .prediction))
    }
    if let simulation {
      series.append(
        points(
          simulation.generalizationError, simulation.generalizationErrorBars, .measurement,
          label: simulationLabel))
    }
    let weights = weights
    series += weights
    let name: Label = simulation == nil ? "error" : "error \(Label.symbol("ε", sub: "g"))"
    // The β of a capacity can be negative.
    let isPositive = weights.allSatisfy { $0.y.allSatisfy { $0 >= 0 } }
    return Panel(
      x: timeAxis,
      y: Axis(
        weights.isEmpty ? name : "\(name) and \(Label.beta)", from: isPositive ? 0 : nil),
      series: series)
  }

  /// `β` against time, unless it is constant.
  private var weights: [Series] {
    guard problem.training.feedback == nil else { return weightsUnderFeedback }
    let (moments, beta) = course(of: problem.training.reference)
    guard Set(beta).count > 1 else { return [] }
    return [.line(x: moments, y: beta, label: .beta, color: .reference, dash: .dashed)]
  }

  /// A line from the theory, points from the means of a simulation.
  private var weightsUnderFeedback: [Series] {
    let isPerLatent = (theory ?? simulation)?.beta.isPerLatent ?? false
    return (isPerLatent ? shownLatents : 0..<1).flatMap { k in
      let label: Label = isPerLatent ? .symbol("β", sub: .plain("\(k + 1)")) : .beta
      let color: Color = isPerLatent ? .palette(k) : .reference
      var series: [Series] = []
      if let theory {
        series.append(
          .line(
            x: theory.times, y: theory.beta.series[k], label: label, color: color, dash: .dashed))
      }
      if let simulation {
        var drawn = points(
          simulation.beta.series[k], simulation.betaErrorBars?.series[k], color,
          label: theory == nil ? label : nil)
        drawn.mark = .points(.circle)
        series.append(drawn)
      }
      return series
    }
  }

  /// A function of time finely enough to show its form, with both sides of each kink or jump.
  func course(of schedule: BetaSchedule) -> (times: [Double], values: [Double]) {
    guard let first = times.first, let last = times.last, first < last else {
      return (times, times.map(schedule.beta(at:)))
    }
    var moments = (0...400).map { first + (last - first) * Double($0) / 400 }
    var time = first
    // More kinks than can be told apart are left to the grid.
    for _ in 0..<800 {
      guard let kink = schedule.nextBreakPoint(after: time), kink < last else { break }
      moments += [kink.nextDown, kink]
      time = kink
    }
    moments.sort()
    return (moments, moments.map(schedule.beta(at:)))
  }

  private var overlapPanel: Panel {
    var series: [Series] = []
    for k in shownLatents {
      let index = Label.plain("\(k + 1)")
      let color = Color.palette(k)
      for s in 0..<min(problem.data.factors, 3) {
        let column = problem.data.factors > 1 ? Label.plain("\(s + 1)") : ""
        series += curve(
          .symbol("m", sub: index + column), color, [.solid, .dotted, .dashDotted][s],
          [.disc, .square, .diamond][s]
        ) { $0.m[k, s] }
      }
      series += curve(.symbol("Q", sub: index + index), color, .dashed, .circle) { $0.Q[k, k] }
    }
    return Panel(x: timeAxis, y: Axis("overlaps"), series: series)
  }

  private var variancePanel: Panel {
    let series = shownLatents.flatMap { k in
      curve(.symbol("D", sub: .plain("\(k + 1)")), .palette(k), .solid, .disc) { $0.D[k] }
    }
    return Panel(x: timeAxis, y: Axis("variance", from: 0), series: series)
  }

  /// One order parameter: its line, its points, or both with one label.
  private func curve(
    _ label: Label, _ color: Color, _ dash: Series.Dash, _ marker: Series.Marker,
    _ value: (OrderParameters) -> Double
  ) -> [Series] {
    var series: [Series] = []
    if let theory {
      // A second band in the same colour would hide the first.
      if let spread, dash != .dashed {
        series.append(
          .band(
            x: theory.times, y: theory.states.map(value),
            width: spread.states.map { 2 * value($0) }, color: color))
      }
      series.append(
        .line(x: theory.times, y: theory.states.map(value), label: label, color: color, dash: dash))
    }
    if let simulation {
      var drawn = points(
        simulation.states.map(value), simulation.errorBars?.map(value), color,
        label: theory == nil ? label : nil)
      drawn.mark = .points(marker)
      series.append(drawn)
    }
    return series
  }

  func points(
    _ values: [Double], _ errors: [Double]?, _ color: Color, label: Label?
  ) -> Series {
    let indices = pointIndices
    return .points(
      x: indices.map { times[$0] }, y: indices.map { values[$0] },
      errors: errors.map { errors in indices.map { errors[$0] } }, label: label, color: color)
  }
}
