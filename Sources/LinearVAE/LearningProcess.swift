/// Anything that says how the order parameters move: the theory, or a simulation of SGD.
///
/// Theory and simulation answer the same call, so that a test of a theorem is one comparison.
public protocol LearningProcess: Sendable {
  /// The order parameters at the requested times.
  ///
  /// - Parameters:
  ///   - initial: The state at `t = 0`.
  ///   - times: Non-decreasing and `≥ 0`, in steps divided by `N`, or in `τt` in the small-rate
  ///     limit.
  /// - Returns: One state per entry of `times`.
  /// - Throws: An error that carries the time or step reached when the process cannot go on.
  func trajectory(from initial: OrderParameters, at times: [Double]) throws -> [OrderParameters]
}
