import ComplexModule
import LinearVAE
import NumericKit
import RealModule

extension OrderParameterFlow {
  /// The eigenvalues of the flow's Jacobian at a state, per unit of time.
  ///
  /// - Parameters:
  ///   - state: Usually a fixed point.
  ///   - time: Decides `β` where the schedule is not constant.
  /// - Returns: As many as the state has numbers, by descending real part.
  /// - Throws: `LinearAlgebraError` for a state at which the flow is not finite.
  /// - Complexity: O(M³(M + M*)³).
  public func eigenvalues(
    at state: OrderParameters, time: Double = 0
  ) throws -> [Complex<Double>] {
    try jacobian(at: state, time: time).eigenvalues().sorted {
      ($0.real, $0.imaginary) > ($1.real, $1.imaginary)
    }
  }

  /// The rate at which the fastest growing deviation from a fixed point grows, per unit of time:
  /// negative if the point attracts.
  ///
  /// - Parameters:
  ///   - state: A fixed point.
  ///   - time: Decides `β` where the schedule is not constant.
  /// - Returns: The largest real part of ``eigenvalues(at:time:)``.
  /// - Throws: `LinearAlgebraError` for a state at which the flow is not finite.
  public func growthRate(at state: OrderParameters, time: Double = 0) throws -> Double {
    try eigenvalues(at: state, time: time).first?.real ?? -.infinity
  }
}
