/// Exact derivatives of vector functions by evaluating them on ``Dual`` numbers.
public enum ForwardDifferentiation {
  /// Writes the Jacobian of a function, eight columns per evaluation.
  ///
  /// - Parameters:
  ///   - dimension: Number of variables and of components.
  ///   - point: Where to differentiate.
  ///   - scratchCount: Working numbers that `function` needs.
  ///   - jacobian: Receives `∂f_i/∂x_j`, row after row.
  ///   - function: Reads its first argument, writes its second, may use the third as it likes.
  @inlinable
  public static func jacobian(
    dimension: Int, at point: UnsafePointer<Double>, scratchCount: Int = 0,
    into jacobian: UnsafeMutablePointer<Double>,
    of function: (UnsafePointer<Dual>, UnsafeMutablePointer<Dual>, UnsafeMutablePointer<Dual>) ->
      Void
  ) {
    withDuals(dimension: dimension, at: point, scratchCount: scratchCount) { x, f, scratch in
      for first in stride(from: 0, to: dimension, by: Dual.directions) {
        let columns = first..<min(first + Dual.directions, dimension)
        for j in columns { x[j] = .variable(point[j], direction: j - first) }
        function(x, f, scratch)
        for i in 0..<dimension {
          for j in columns { jacobian[i * dimension + j] = f[i].tangent[j - first] }
        }
        for j in columns { x[j] = Dual(constant: point[j]) }
      }
    }
  }

  /// Lends `body` the point as constants, room for a result, and working memory.
  @inlinable
  public static func withDuals(
    dimension: Int, at point: UnsafePointer<Double>, scratchCount: Int = 0,
    _ body: (UnsafeMutablePointer<Dual>, UnsafeMutablePointer<Dual>, UnsafeMutablePointer<Dual>) ->
      Void
  ) {
    withUnsafeTemporaryAllocation(of: Dual.self, capacity: 2 * dimension + scratchCount) { memory in
      guard let x = memory.baseAddress else { return }
      memory.initialize(repeating: Dual(constant: 0))
      for i in 0..<dimension { x[i] = Dual(constant: point[i]) }
      body(x, x + dimension, x + 2 * dimension)
    }
  }
}

/// A system written once for every scalar, whose derivatives follow by themselves.
///
/// ```swift
/// struct Decay: GenericSystem {
///   let dimension = 1
///   func rates<S: FieldScalar>(_ y: UnsafePointer<S>, at t: S, into f: UnsafeMutablePointer<S>) {
///     f[0] = -2 * y[0]
///   }
/// }
/// ```
public protocol GenericSystem: DifferentiableSystem {
  /// Writes `f(t, y)`.
  ///
  /// - Parameters:
  ///   - state: The components of `y`.
  ///   - time: `t`, of the same kind so that it can be differentiated.
  ///   - rates: Receives the components of `f(t, y)`.
  func rates<S: FieldScalar>(
    _ state: UnsafePointer<S>, at time: S, into rates: UnsafeMutablePointer<S>)
}

extension GenericSystem {
  /// Evaluates ``rates(_:at:into:)`` on plain numbers.
  @inlinable
  public func evaluate(
    _ state: UnsafePointer<Double>, at time: Double,
    into derivative: UnsafeMutablePointer<Double>, scratch: UnsafeMutablePointer<Double>
  ) {
    rates(state, at: time, into: derivative)
  }

  /// Differentiates ``rates(_:at:into:)`` with respect to the state.
  @inlinable
  public func evaluateJacobian(
    _ state: UnsafePointer<Double>, at time: Double, into jacobian: UnsafeMutablePointer<Double>
  ) {
    ForwardDifferentiation.jacobian(dimension: dimension, at: state, into: jacobian) { y, f, _ in
      rates(y, at: Dual(constant: time), into: f)
    }
  }

  /// Differentiates ``rates(_:at:into:)`` with respect to time.
  @inlinable
  public func evaluateTimeDerivative(
    _ state: UnsafePointer<Double>, at time: Double,
    into derivative: UnsafeMutablePointer<Double>
  ) {
    ForwardDifferentiation.withDuals(dimension: dimension, at: state) { y, f, _ in
      rates(y, at: .variable(time, direction: 0), into: f)
      for i in 0..<dimension { derivative[i] = f[i].tangent[0] }
    }
  }
}
