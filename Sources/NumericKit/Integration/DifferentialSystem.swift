/// The right-hand side of `dy/dt = f(t, y)`.
///
/// The integrator owns every buffer. A system is a value; it may be used by several solves at once.
@usableFromInline package protocol DifferentialSystem<Scalar> {
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
  func staysPositive(_ component: Int) -> Bool

  /// The first time strictly after `time` at which `f` or one of its derivatives jumps, or `nil`.
  ///
  /// The integrator ends a step exactly there and never steps over it. Break points nearer to each
  /// other than the smallest step are passed one by one; a hundred such in a row are an error.
  func nextBreakPoint(after time: Double) -> Double?

  /// Called before each stretch between break points with a time inside it, strictly if there is
  /// one, so that `f` can be continued smoothly to both of its ends.
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
  @inlinable package var evaluationCost: Double { 20 * Double(dimension) }
  @inlinable package var scratchCount: Int { 0 }
  @inlinable package func staysPositive(_ component: Int) -> Bool { false }
  @inlinable package func nextBreakPoint(after time: Double) -> Double? { nil }
  @inlinable package mutating func enterStretch(around time: Double) {}
}

/// A system that knows its exact derivatives, as the stiff method needs.
@usableFromInline package protocol DifferentiableSystem: DifferentialSystem where Scalar == Double {
  /// Writes `∂f_i/∂y_j`, `dimension × dimension` elements, row after row.
  func evaluateJacobian(
    _ state: UnsafePointer<Double>, at time: Double, into jacobian: UnsafeMutablePointer<Double>)

  /// Writes `∂f/∂t` at fixed `y`.
  func evaluateTimeDerivative(
    _ state: UnsafePointer<Double>, at time: Double,
    into derivative: UnsafeMutablePointer<Double>)
}
