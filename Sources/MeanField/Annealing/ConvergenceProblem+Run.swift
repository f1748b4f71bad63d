import LinearVAE
import NumericKit
import RealModule

extension ConvergenceProblem {
  /// How many times the first stretch of time the flows are followed before the search gives up.
  private static let patience = 16384.0

  /// Follows flows that differ in their schedules alone, one a lane, until each has settled on a fixed
  /// point at the `β` of the targets.
  ///
  /// The target is that of the state in which a flow ends. With several attractors this is known only
  /// then, so the times at which each error last came down through each target are remembered.
  ///
  /// - Throws: `IntegrationError` if one of the flows ends.
  func results<Lanes: LaneScalar>(
    of problems: [LearningProblem], to targets: ConvergenceTargets, as: Lanes.Type
  ) throws -> [Convergence] {
    let system = FlowSystem<Lanes>(problems)
    let layout = system.kernel.layout
    let errors = targets.attractors.map { $0.state.generalizationError(data: problem.data) }
    var state = layout.coordinates(of: initial).map(Lanes.init(constant:))
    var crossings = ErrorCrossings(
      of: errors.map { $0 + tolerance }, error: AlignedError(problem), from: state)
    let integrator = Integrator(tolerance: Tolerance(relative: integrationTolerance))
    var results = problems.map { _ in Convergence?.none }
    let relaxation = 6 / max(targets.spectralGap, 1e-12)
    let ramps = problems.map { rampLength($0.training.reference, to: targets.beta) }
    let first = max(relaxation, ramps.max() ?? 0)
    var (time, end) = (0.0, first)
    while time < Self.patience * first, results.contains(where: { $0 == nil }) {
      crossings.resume(from: state)
      state = try integrator.integrate(
        system, from: state, over: time...end, observing: { crossings.inspect($0) },
        alone: { crossings.inspect($1, ofLane: $0) })
      for (lane, problem) in problems.enumerated()
      where results[lane] == nil && isSettled(problem.training.reference, on: targets.beta, at: end)
      {
        let reached = layout.state(of: state.map { $0.lane(lane) })
        guard let index = targets.attractors.firstIndex(where: { isNear(reached, $0.state) })
        else { continue }
        results[lane] = Convergence(time: crossings.last[index][lane] ?? 0, target: errors[index])
      }
      (time, end) = (end, end + max(relaxation, 0.5 * end))
    }
    return results.map { $0 ?? Convergence(.notReached, target: errors[0]) }
  }

  /// When `β` has come so near to the value on which it settles that a flow can have settled.
  private func rampLength(_ schedule: BetaSchedule, to beta: Double) -> Double {
    func isNear(_ time: Double) -> Bool { isSettled(schedule, on: beta, at: time) }
    var start = 0.0
    while let next = schedule.nextBreakPoint(after: start), next < 1e12 { start = next }
    guard !isNear(start) else { return start }
    var length = 1.0
    while !isNear(start + length), length < 1e12 { length *= 2 }
    var tooShort = 0.5 * length
    for _ in 0..<6 {
      let middle = 0.5 * (tooShort + length)
      if isNear(start + middle) { length = middle } else { tooShort = middle }
    }
    return start + length
  }

  private func isSettled(_ schedule: BetaSchedule, on beta: Double, at time: Double) -> Bool {
    abs(schedule.beta(at: time) - beta) <= 1e-3 * tolerance * beta
  }

  /// Whether a state is so near to an attractor that its error will stay within the tolerance.
  private func isNear(_ state: OrderParameters, _ attractor: OrderParameters) -> Bool {
    zip(state.invariants, attractor.invariants).allSatisfy { pair in
      abs(pair.0 - pair.1) <= 0.05 * tolerance * max(1, abs(pair.1))
    }
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
