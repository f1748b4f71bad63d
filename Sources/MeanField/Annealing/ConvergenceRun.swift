import LinearVAE
import NumericKit
import RealModule

/// One integration that remembers when the error last came down through the target.
struct ConvergenceRun {
  private let parameters: ConvergenceProblem
  private let problem: LearningProblem
  private let targets: ConvergenceTargets
  private let flow: DifferentiableFlow
  private let error: ErrorFunction

  init(
    _ parameters: ConvergenceProblem, problem: LearningProblem, targets: ConvergenceTargets
  ) {
    self.parameters = parameters
    self.problem = problem
    self.targets = targets
    flow = DifferentiableFlow(problem)
    error = ErrorFunction(problem)
  }

  /// How often the horizon is doubled before the search gives up.
  private static let doublings = 14

  /// Follows the flow until it has settled on a fixed point.
  ///
  /// The target is that of the state in which the flow ends. With several attractors this is known
  /// only then, so the crossings of each are remembered.
  func result() -> Convergence {
    let levels = targets.attractors.map { point in
      point.state.generalizationError(data: problem.data) + parameters.tolerance
    }
    let events = levels.map { level in
      IntegrationEvent { _, state in error(state) - level }
    }
    let start = flow.flow.kernel.layout.coordinates(of: parameters.initial)
    let integrator = Integrator(tolerance: Tolerance(relative: parameters.integrationTolerance))
    var last = levels.map { start.withUnsafeBufferPointer(error.callAsFunction) > $0 ? 0.0 : nil }
    var (time, state) = (0.0, start)
    var horizon = firstHorizon
    for _ in 0..<Self.doublings {
      let end = time + horizon
      guard
        let solution = try? integrator.solve(
          flow, from: state, start: time, at: [end], events: events),
        let reached = solution.states.last
      else { return Convergence(.flowEnded, target: levels[0] - parameters.tolerance) }
      for occurrence in solution.events { last[occurrence.event] = occurrence.time }
      (time, state) = (end, reached)
      if let index = settledOn(state, at: time) {
        return Convergence(time: last[index] ?? 0, target: levels[index] - parameters.tolerance)
      }
      horizon *= 2
    }
    return Convergence(.notReached, target: levels[0] - parameters.tolerance)
  }

  /// A few relaxation times after the end of the ramp.
  private var firstHorizon: Double {
    let relaxation = 12 / max(targets.spectralGap, 1e-12)
    return relaxation + rampLength
  }

  /// When `β` has come to within a part in 10⁶ of the value on which it settles.
  private var rampLength: Double {
    let schedule = problem.training.beta
    var time = 0.0
    while let next = schedule.nextBreakPoint(after: time), next < 1e12 { time = next }
    var step = 1.0
    while abs(schedule.beta(at: time + step) - targets.beta) > 1e-6 * targets.beta, step < 1e12 {
      step *= 2
    }
    return time + (step > 1 ? step : 0)
  }

  /// The attractor that a state is so near to that its error will stay within the tolerance; `nil` if
  /// it is still on its way, or `β` is.
  private func settledOn(_ coordinates: [Double], at time: Double) -> Int? {
    let beta = problem.training.beta.beta(at: time)
    guard abs(beta - targets.beta) <= 1e-3 * parameters.tolerance * targets.beta else { return nil }
    let state = flow.flow.kernel.layout.state(of: coordinates)
    let near = 0.05 * parameters.tolerance
    return targets.attractors.firstIndex { point in
      zip(state.invariants, point.state.invariants).allSatisfy { pair in
        abs(pair.0 - pair.1) <= near * max(1, abs(pair.1))
      }
    }
  }
}

/// The aligned error of a flow's coordinates, without building a state where that is not needed.
struct ErrorFunction: Sendable {
  private let data: SpikedData
  private let layout: StateLayout

  init(_ problem: LearningProblem) {
    data = problem.data
    layout = StateLayout(latents: problem.latents, factors: problem.data.factors)
  }

  func callAsFunction(_ state: UnsafeBufferPointer<Double>) -> Double {
    guard layout.latents == 1 && layout.factors == 1 else {
      return layout.state(of: Array(state)).generalizationError(data: data)
    }
    let ρ = data.signals[0]
    return ρ - 2 * ρ.squareRoot() * abs(state[layout.m]) + state[layout.Q]
  }
}

extension OrderParameters {
  /// Numbers that no permutation, sign or rotation of equivalent latents changes and that together
  /// tell fixed points apart.
  fileprivate var invariants: [Double] {
    let squares = m.elements.reduce(0) { $0 + $1 * $1 }
    return [
      Q.trace, E.trace, R.trace, D.reduce(0, +), squares,
      (Q * Q).trace, D.reduce(0) { $0 + $1 * $1 },
    ]
  }
}
