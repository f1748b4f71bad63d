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
  /// The state at that time; of several lanes, the one with the largest component.
  public let state: [Double]

  @usableFromInline
  init(reason: Reason, time: Double, state: [Double]) {
    self.reason = reason
    self.time = time
    self.state = state
  }

  /// The largest magnitude in ``state``.
  public var largestComponent: Double { state.map(\.magnitude).max() ?? 0 }
}

extension IntegrationError: CustomStringConvertible {
  /// One sentence with the numbers.
  public var description: String {
    let place = "at t = \(time) (largest component \(largestComponent))"
    switch reason {
    case .tooManySteps(let limit): return "\(limit) steps were not enough: stopped \(place)"
    case .stepTooSmall(let step): return "the step shrank to \(step) \(place)"
    case .notFinite: return "the right-hand side is not finite \(place)"
    case .breakPointsTooClose(let spacing):
      return "break points only \(spacing) apart cannot be resolved \(place)"
    }
  }
}
