/// `dy/dt = f(y, u)` with a control `u`: one number that is chosen, not given.
public protocol ControlledSystem: Sendable {
  /// Number of components of the state.
  var dimension: Int { get }

  /// Whether a component is positive at all times and must stay so.
  ///
  /// - Parameter component: Its index.
  /// - Returns: Whether steps must keep it above 0.
  func staysPositive(_ component: Int) -> Bool

  /// Writes `f`, `∂f/∂y` and `∂f/∂u`.
  ///
  /// - Parameters:
  ///   - state: The ``dimension`` components of `y`.
  ///   - control: `u`.
  ///   - rates: Receives the components of `f`.
  ///   - jacobian: Receives `∂f_i/∂y_j`, row after row.
  ///   - influence: Receives the components of `∂f/∂u`.
  func linearize(
    _ state: UnsafePointer<Double>, control: Double, rates: UnsafeMutablePointer<Double>,
    jacobian: UnsafeMutablePointer<Double>, influence: UnsafeMutablePointer<Double>)
}
