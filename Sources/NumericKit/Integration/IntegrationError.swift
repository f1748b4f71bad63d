/// Why an integration stopped before its end.
@usableFromInline package struct IntegrationError: Error, Hashable, CustomStringConvertible {
  /// The limit that was met.
  @usableFromInline package enum Reason: Sendable, Hashable {
    case tooManySteps(limit: Int)
    /// The error stayed too large although the step had shrunk to the spacing of floating-point
    /// numbers: the solution has a singularity here, or the tolerance is too tight.
    case stepTooSmall(step: Double)
    /// The right-hand side is not finite, however small the step.
    case notFinite
    /// The right-hand side jumps again and again at times that the smallest step cannot tell apart.
    case breakPointsTooClose(spacing: Double)
  }

  package let reason: Reason
  /// The time reached.
  package let time: Double
  /// The state at that time; of several lanes, that of ``lane``, or the one with the largest
  /// component if no lane is to blame.
  package let state: [Double]
  /// The lane that could not go on, of a system with several; `nil` for a system without lanes, and
  /// for a limit that all lanes met together.
  @usableFromInline package internal(set) var lane: Int?

  /// The largest magnitude in ``state``.
  package var largestComponent: Double { state.map(\.magnitude).max() ?? 0 }

  @usableFromInline package var description: String {
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

  /// Does something for one lane, which an error then names.
  @inlinable static func naming<Value>(lane: Int, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch var error as IntegrationError {
      error.lane = lane
      throw error
    }
  }
}
