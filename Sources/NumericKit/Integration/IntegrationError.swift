/// Why an integration stopped before its end.
public struct IntegrationError: Error, Sendable, Hashable {
  /// The limit that was met.
  public enum Reason: Sendable, Hashable {
    /// The number of steps allowed was used up.
    case tooManySteps(limit: Int)
    /// The error stayed too large although the step had shrunk to the spacing of floating-point
    /// numbers: the solution has a singularity here, or the tolerance is too tight.
    case stepTooSmall(step: Double)
    /// The right-hand side is not finite, however small the step.
    case notFinite
    /// The right-hand side jumps again and again at times that the smallest step cannot tell apart.
    case breakPointsTooClose(spacing: Double)
  }

  /// The limit that was met.
  public let reason: Reason
  /// The time reached.
  public let time: Double
  /// The state at that time; of several lanes, that of ``lane``, or the one with the largest
  /// component if no lane is to blame.
  public let state: [Double]
  /// The lane that could not go on, of a system with several; `nil` for a system without lanes, and
  /// for a limit that all lanes met together.
  public let lane: Int?

  @usableFromInline
  init(reason: Reason, time: Double, state: [Double], lane: Int? = nil) {
    self.reason = reason
    self.time = time
    self.state = state
    self.lane = lane
  }

  /// The same failure, of one lane that is solved alone.
  @usableFromInline
  func inLane(_ lane: Int) -> IntegrationError {
    IntegrationError(reason: reason, time: time, state: state, lane: lane)
  }

  /// The largest magnitude in ``state``.
  public var largestComponent: Double { state.map(\.magnitude).max() ?? 0 }
}

extension IntegrationError: CustomStringConvertible {
  /// One sentence with the numbers.
  public var description: String {
    let owner = lane.map { " of lane \($0)" } ?? ""
    let place = "at t = \(time) (largest component\(owner) \(largestComponent))"
    switch reason {
    case .tooManySteps(let limit): return "\(limit) steps were not enough: stopped \(place)"
    case .stepTooSmall(let step): return "the step shrank to \(step) \(place)"
    case .notFinite: return "the right-hand side is not finite \(place)"
    case .breakPointsTooClose(let spacing):
      return "break points only \(spacing) apart cannot be resolved \(place)"
    }
  }
}
