/// The right-hand side of `dy/dt = f(t, y)`.
///
/// The integrator owns every buffer. A system is a value; it may be used by several solves at once.
public protocol DifferentialSystem<Scalar> {
  /// What a component of the state is: `Double`, or a SIMD vector with one trajectory a lane.
  associatedtype Scalar: LaneScalar

  /// Number of components of the state.
  var dimension: Int { get }

  /// Rough number of floating-point operations of one evaluation. Decides only whether a stiff
  /// method, whose cost grows with the cube of the dimension, pays.
  var evaluationCost: Double { get }

  /// Scalars of working memory that ``evaluate(_:at:into:scratch:)`` needs.
  var scratchCount: Int { get }

  /// Whether a component is positive at all times and must stay so, however small it becomes.
  ///
  /// The error of such a component is judged relative to itself at any size: one that is allowed
  /// below the floor of the tolerance could be larger than the component.
  ///
  /// - Parameter component: Its index.
  /// - Returns: `false` unless the system knows better.
  func staysPositive(_ component: Int) -> Bool

  /// The first time after `time` at which `f` or one of its derivatives jumps, or `nil`.
  ///
  /// The integrator ends a step exactly there and never steps over it. Break points nearer to each
  /// other than the smallest step are passed one by one; a hundred such in a row are an error.
  ///
  /// - Parameter time: Where to start looking.
  /// - Returns: A time strictly later than `time`.
  func nextBreakPoint(after time: Double) -> Double?

  /// Called before each stretch between break points, so that `f` can be continued smoothly to both
  /// of its ends.
  ///
  /// - Parameter time: A time inside the stretch, strictly if there is one.
  mutating func enterStretch(around time: Double)

  /// Writes `f(t, y)`. Outside the domain of `f`, write `nan`: the step is then rejected.
  ///
  /// - Parameters:
  ///   - state: The ``dimension`` components of `y`.
  ///   - time: `t`.
  ///   - derivative: Receives the ``dimension`` components of `f(t, y)`.
  ///   - scratch: Memory for ``scratchCount`` scalars, with arbitrary contents.
  func evaluate(
    _ state: UnsafePointer<Scalar>, at time: Double,
    into derivative: UnsafeMutablePointer<Scalar>, scratch: UnsafeMutablePointer<Scalar>)
}

extension DifferentialSystem {
  /// Twenty operations a component unless the system knows better.
  public var evaluationCost: Double { 20 * Double(dimension) }

  /// None.
  public var scratchCount: Int { 0 }

  /// Components may have any sign.
  public func staysPositive(_ component: Int) -> Bool { false }

  /// No break points: `f` is smooth.
  public func nextBreakPoint(after time: Double) -> Double? { nil }

  /// Nothing to prepare for a right-hand side that is smooth everywhere.
  public mutating func enterStretch(around time: Double) {}
}

/// A system that knows its exact derivatives, as the stiff method needs.
public protocol DifferentiableSystem: DifferentialSystem where Scalar == Double {
  /// Writes `∂f_i/∂y_j`.
  ///
  /// - Parameters:
  ///   - state: The components of `y`.
  ///   - time: `t`.
  ///   - jacobian: Receives `dimension × dimension` elements, row after row.
  func evaluateJacobian(
    _ state: UnsafePointer<Double>, at time: Double, into jacobian: UnsafeMutablePointer<Double>)

  /// Writes `∂f/∂t` at fixed `y`.
  ///
  /// - Parameters:
  ///   - state: The components of `y`.
  ///   - time: `t`.
  ///   - derivative: Receives the components of `∂f/∂t`.
  func evaluateTimeDerivative(
    _ state: UnsafePointer<Double>, at time: Double,
    into derivative: UnsafeMutablePointer<Double>)
}
