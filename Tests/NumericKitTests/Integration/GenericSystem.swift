import NumericKit

/// A system written once for every scalar, whose derivatives follow by themselves.
protocol GenericSystem: DifferentiableSystem {
  func rates<S: FieldScalar>(
    _ state: UnsafePointer<S>, at time: S, into rates: UnsafeMutablePointer<S>)
}

extension GenericSystem {
  func evaluate(
    _ state: UnsafePointer<Double>, at time: Double,
    into derivative: UnsafeMutablePointer<Double>, scratch: UnsafeMutablePointer<Double>
  ) {
    rates(state, at: time, into: derivative)
  }

  func evaluateJacobian(
    _ state: UnsafePointer<Double>, at time: Double, into jacobian: UnsafeMutablePointer<Double>
  ) {
    ForwardDifferentiation.jacobian(dimension: dimension, at: state, into: jacobian) { y, f, _ in
      rates(y, at: Dual(constant: time), into: f)
    }
  }

  func evaluateTimeDerivative(
    _ state: UnsafePointer<Double>, at time: Double,
    into derivative: UnsafeMutablePointer<Double>
  ) {
    ForwardDifferentiation.withDuals(dimension: dimension, at: state) { y, f, _ in
      rates(y, at: .variable(time, direction: 0), into: f)
      for i in 0..<dimension { derivative[i] = f[i].tangent[0] }
    }
  }
}
