import LinearVAE
import NumericKit
import RealModule

/// Integrations of one problem under several schedules, one a lane, that remember when each error last
/// came down through the target.
struct ConvergenceRun<Lanes: LaneScalar> {
  private let parameters: ConvergenceProblem
  private let problems: [LearningProblem]
  private let targets: ConvergenceTargets
  private let system: FlowSystem<Lanes>

  /// - Precondition: One to `Lanes.laneCount` problems that differ in their schedules alone, each of
  ///   which ends on the `β` of the targets.
  init(
    _ parameters: ConvergenceProblem, problems: [LearningProblem], targets: ConvergenceTargets
  ) {
    self.parameters = parameters
    self.problems = problems
    self.targets = targets
    system = FlowSystem(problems)
  }

  /// How many times the first stretch of time the flows are followed before the search gives up.
  private static var patience: Double { 16384 }

  /// Follows the flows until each has settled on a fixed point.
  ///
  /// The target is that of the state in which a flow ends. With several attractors this is known only
  /// then, so the crossings of each are remembered.
  ///
  /// - Returns: One result per problem.
  /// - Throws: `IntegrationError` if one of the flows ends.
  func results() throws -> [Convergence] {
    let errors = targets.attractors.map {
      $0.state.generalizationError(data: parameters.problem.data)
    }
    let start = system.kernel.layout.coordinates(of: parameters.initial)
    var state = start.map(Lanes.init(constant:))
    var crossings = ErrorCrossings(
      of: errors.map { $0 + parameters.tolerance }, error: AlignedError(parameters.problem),
      from: state)
    let integrator = Integrator(tolerance: Tolerance(relative: parameters.integrationTolerance))
    var results = problems.map { _ in Convergence?.none }
    let relaxation = 6 / max(targets.spectralGap, 1e-12)
    let first = max(relaxation, problems.map { rampLength($0.training.reference) }.max() ?? 0)
    var (time, end) = (0.0, first)
    while time < Self.patience * first, results.contains(where: { $0 == nil }) {
      crossings.resume(from: state)
      state = try integrator.integrate(
        system, from: state, over: time...end, observing: { crossings.inspect($0) },
        alone: { crossings.inspect($1, ofLane: $0) })
      for lane in problems.indices where results[lane] == nil {
        guard let index = settled(lane, on: state, at: end) else { continue }
        results[lane] = Convergence(time: crossings.last[index][lane] ?? 0, target: errors[index])
      }
      (time, end) = (end, end + max(relaxation, 0.5 * end))
    }
    return results.map { $0 ?? Convergence(.notReached, target: errors[0]) }
  }

  /// When `β` has come so near to the value on which it settles that ``settled(_:on:at:)`` accepts it.
  private func rampLength(_ schedule: BetaSchedule) -> Double {
    func isNear(_ time: Double) -> Bool { isSettled(schedule, at: time) }
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

  private func isSettled(_ schedule: BetaSchedule, at time: Double) -> Bool {
    abs(schedule.beta(at: time) - targets.beta) <= 1e-3 * parameters.tolerance * targets.beta
  }

  /// The attractor that a flow is so near to that its error will stay within the tolerance; `nil` if
  /// it is still on its way, or `β` is.
  private func settled(_ lane: Int, on coordinates: [Lanes], at time: Double) -> Int? {
    guard isSettled(problems[lane].training.reference, at: time) else { return nil }
    let state = system.kernel.layout.state(of: coordinates.map { $0.lane(lane) })
    let near = 0.05 * parameters.tolerance
    return targets.attractors.firstIndex { point in
      zip(state.invariants, point.state.invariants).allSatisfy { pair in
        abs(pair.0 - pair.1) <= near * max(1, abs(pair.1))
      }
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
