import LinearVAE
import Plotting

extension ScheduleStudy {
  /// `β` over the steps of training, jumps included, with the value it settles on.
  public var figure: Figure {
    let (steps, values) = curve
    let scale = length.stepsPerEpoch.map(Double.init) ?? 1
    let unit = length.stepsPerEpoch == nil ? "step" : "epoch"
    let ramp = ramp
    var series = [Series.line(x: steps.map { $0 / scale }, y: values, color: .prediction)]
    if length.steps <= Self.markedSteps {
      let marked = (0..<length.steps).map { (Double($0) / scale, beta(atStep: $0)) }
      series.append(.points(x: marked.map(\.0), y: marked.map(\.1), color: .prediction))
    }
    let settled = ramp.settled.map { $0 / scale }
    let end = Double(length.steps) / scale
    var annotations = [Annotation.horizontal(at: ramp.target, dash: .dotted)]
    if schedule.finalValue != nil, let settled, settled > 0, settled < end {
      annotations.append(.vertical(at: settled, label: "within 1 %", dash: .dotted))
    }
    return Figure(
      title: "β over training",
      panels: [
        Panel(
          x: Axis(.plain(unit), from: 0, to: end), y: Axis("\(Label.beta)", from: 0),
          series: series, annotations: annotations, key: .none)
      ])
  }

  /// Runs of no more steps show each as a disc.
  private static let markedSteps = 60
  /// Points of the curve beside its break points.
  private static let resolution = 600
  /// Curves of more break points are drawn without them: their jumps are too close to be told apart.
  private static let breakPointLimit = 2000

  /// Steps and `β`, both sides of each jump included.
  package var curve: (steps: [Double], values: [Double]) {
    let end = clock.time(atStep: Double(length.steps))
    var times = (0...Self.resolution).map { end * (Double($0) / Double(Self.resolution)) }
    var breakPoints: [Double] = []
    while let next = schedule.nextBreakPoint(after: breakPoints.last ?? 0), next < end,
      breakPoints.count <= Self.breakPointLimit
    {
      breakPoints.append(next)
    }
    if breakPoints.count <= Self.breakPointLimit {
      times += breakPoints.flatMap { [$0.nextDown, $0] }
    }
    times.sort()
    // What holds at the end is the value before a jump there.
    let values = times.map { schedule.beta(at: min($0, end.nextDown)) }
    return (times.map(clock.step), values)
  }
}
