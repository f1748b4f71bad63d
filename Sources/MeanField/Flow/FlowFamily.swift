import LinearVAE
import NumericKit

/// Several flows of one shape solved together, one problem in each lane of a SIMD vector.
///
/// Useful for scans over parameters: eight problems take little longer than two or three alone.
public struct FlowFamily: Sendable {
  /// The problems, in the order of the results.
  public let problems: [LearningProblem]
  /// Method, tolerance and limits of the integration.
  public let integrator: Integrator

  private typealias Lanes = SIMD8<Double>

  /// The flows of problems with the same `M`, `M*` and `variance`.
  ///
  /// - Throws: What `LearningProblem.validate()` throws.
  public init(
    _ problems: [LearningProblem],
    integrator: Integrator = Integrator(
      tolerance: Tolerance(relative: OrderParameterFlow.defaultTolerance))
  ) throws {
    for problem in problems { try problem.validateWithKnownBeta() }
    let shapes = Set(problems.map { [$0.latents, $0.data.factors] })
    let variances = Set(problems.map(\.training.variance))
    precondition(
      shapes.count <= 1 && variances.count <= 1,
      "the problems of a family need one shape and one variance: \(shapes), \(variances)")
    self.problems = problems
    self.integrator = integrator
  }

  /// The order parameters of every problem at the same times, non-decreasing and `≥ 0`, from one state per
  /// problem.
  ///
  /// - Throws: As ``OrderParameterFlow/trajectory(from:at:)``; a ``FlowError`` of one problem is
  ///   ``FlowError/ofProblem(index:error:)``. Eight problems share the limits of the integrator: if
  ///   they use up the steps together, no problem is named.
  public func trajectories(
    from initial: [OrderParameters], at times: [Double]
  ) throws -> [[OrderParameters]] {
    precondition(initial.count == problems.count, "one initial state per problem")
    for (problem, state) in zip(problems, initial) {
      try state.checkRealizable(data: problem.data)
    }
    var result: [[OrderParameters]] = []
    for first in stride(from: 0, to: problems.count, by: Lanes.laneCount) {
      let members = first..<min(first + Lanes.laneCount, problems.count)
      result += try solve(members, from: Array(initial[members]), at: times)
    }
    return result
  }

  private func solve(
    _ members: Range<Int>, from initial: [OrderParameters], at times: [Double]
  ) throws -> [[OrderParameters]] {
    let system = FlowSystem<Lanes>(Array(problems[members]))
    let layout = system.kernel.layout
    let coordinates = initial.map(layout.coordinates(of:))
    let joined = (0..<layout.count).map { i in
      Lanes { lane in coordinates[min(lane, coordinates.count - 1)][i] }
    }
    do {
      let solution = try integrator.solve(system, from: joined, at: times)
      return initial.indices.map { lane in
        solution.states.map { state in layout.state(of: state.map { $0.lane(lane) }) }
      }
    } catch let error as IntegrationError {
      let index = min(error.lane ?? 0, members.count - 1)
      let failure = FlowError(
        error, problem: problems[members.lowerBound + index], initial: coordinates[index])
      throw error.lane == nil
        ? failure : .ofProblem(index: members.lowerBound + index, error: failure)
    }
  }
}
