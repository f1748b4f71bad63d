import FiniteSize
import LinearVAE
import Plotting

extension FlowResult {
  /// Generalization error, overlaps and variances against time, one above the other.
  public var figure: Figure {
    TrajectoryFigure(
      title: "Order parameters of the flow", problem: problem, times: times, theory: course
    ).figure
  }

  fileprivate var course: TrajectoryFigure.Course {
    TrajectoryFigure.Course(
      times: curve.times, states: curve.states,
      generalizationError: curve.states.map {
        $0.generalizationError(.aligned, data: problem.data)
      },
      beta: curve.beta, spread: curve.spread)
  }
}

extension SimulationResult {
  /// The means over runs with their standard errors against time.
  public var figure: Figure {
    TrajectoryFigure(
      title: "Order parameters of SGD", problem: problem, times: times, simulation: course,
      simulationLabel: label
    ).figure
  }

  fileprivate var label: Label {
    let runs = result.replicas == 1 ? "1 run" : "mean ± s.e. of \(result.replicas) runs"
    return "SGD, \(Label.symbol("N")) = \(Label.plain("\(settings.dimension), \(runs)"))"
  }

  fileprivate var course: TrajectoryFigure.Course {
    let error = result.generalizationErrors[.aligned]
    return TrajectoryFigure.Course(
      times: times, states: result.mean, errorBars: result.standardError,
      generalizationError: error?.mean ?? [], generalizationErrorBars: error?.standardError,
      beta: beta, betaErrorBars: betaStandardError)
  }
}

extension Comparison {
  /// The flow as lines, and the means over runs as points with error bars.
  public var figure: Figure {
    TrajectoryFigure(
      title: "Order parameters: theory and simulation", problem: flow.problem, times: times,
      theory: flow.course, simulation: simulation.course, simulationLabel: simulation.label
    ).figure
  }
}
