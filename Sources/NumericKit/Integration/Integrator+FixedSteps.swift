extension Integrator {
  /// The state after a number of equal steps without error control: for measuring the order of the
  /// methods.
  ///
  /// - Parameters:
  ///   - system: The right-hand side.
  ///   - initial: The state at the start of the interval.
  ///   - interval: Start and end time.
  ///   - count: Number of steps.
  /// - Returns: The state at the end, and half-way through the last step from the continuous
  ///   extension.
  package func fixedSteps<System: DifferentiableSystem>(
    _ system: System, from initial: [Double], over interval: ClosedRange<Double>, count: Int
  ) -> (end: [Double], middle: [Double]) {
    let h = (interval.upperBound - interval.lowerBound) / Double(count)
    let explicit = TsitourasWorkspace<Double>(for: system, tolerance: tolerance)
    let stiff = RosenbrockWorkspace(for: system, tolerance: tolerance)
    defer {
      explicit.deallocate()
      stiff.deallocate()
    }
    var state = initial
    var middle = initial
    for index in 0..<count {
      let t = interval.lowerBound + Double(index) * h
      let (next, stages): (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)
      if method == .stiff {
        system.evaluate(state, at: t, into: stiff.derivative, scratch: stiff.scratch)
        system.evaluateJacobian(state, at: t, into: stiff.jacobian)
        system.evaluateTimeDerivative(state, at: t, into: stiff.timeDerivative)
        _ = stiff.attempt(system, from: state, at: t, step: h)
        (next, stages) = (stiff.next, stiff.stages)
      } else {
        system.evaluate(state, at: t, into: explicit.stages, scratch: explicit.scratch)
        _ = explicit.attempt(system, from: state, at: t, step: h)
        (next, stages) = (explicit.next, explicit.stages)
      }
      state.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        let step = DenseStep(
          start: t, end: t + h, dimension: initial.count, initial: base, final: next,
          stages: stages, method: method == .stiff ? .rosenbrock : .tsitouras)
        if index == count - 1 { middle = step.state(at: t + 0.5 * h) }
        base.update(from: next, count: initial.count)
      }
    }
    return (state, middle)
  }
}
