/// Buffers of the stiff method and one attempt at a step with them.
@usableFromInline struct RosenbrockWorkspace {
  @usableFromInline let dimension: Int
  /// The error allowed in a step, relative to the scale of a component.
  @usableFromInline let relative: Double
  /// The eight stages `u_1 … u_8`, one after the other, and the state at the end of the step.
  @usableFromInline let stages, next: UnsafeMutablePointer<Double>
  @usableFromInline let derivative, timeDerivative, stageState: UnsafeMutablePointer<Double>
  /// What the error of a component is compared to, one per component.
  @usableFromInline let scales: UnsafeMutablePointer<ErrorScale<Double>>
  /// Working memory of the right-hand side.
  @usableFromInline let scratch: UnsafeMutablePointer<Double>
  /// `∂f/∂y` at the start of the step, row after row, and the factors of its matrix.
  @usableFromInline let jacobian, factors: UnsafeMutablePointer<Double>
  @usableFromInline let pivots: UnsafeMutablePointer<Int32>

  @inlinable init<System: DifferentialSystem>(for system: System, tolerance: Tolerance) {
    let n = system.dimension
    dimension = n
    relative = tolerance.relative
    let count = 12 * n + system.scratchCount
    stages = .allocate(capacity: count)
    stages.initialize(repeating: 0, count: count)
    next = stages + 8 * n
    derivative = stages + 9 * n
    timeDerivative = stages + 10 * n
    stageState = stages + 11 * n
    scratch = stages + 12 * n
    scales = ErrorScale.allocate(for: system, tolerance)
    jacobian = .allocate(capacity: 2 * n * n)
    jacobian.initialize(repeating: 0, count: 2 * n * n)
    factors = jacobian + n * n
    pivots = .allocate(capacity: n)
    pivots.initialize(repeating: 0, count: n)
  }

  @usableFromInline func deallocate() {
    stages.deallocate()
    scales.deallocate()
    jacobian.deallocate()
    pivots.deallocate()
  }

  /// The largest row sum of `|J|`, a bound on the rate of the fastest mode.
  @usableFromInline var rateBound: Double {
    var bound = 0.0
    for i in 0..<dimension {
      var sum = 0.0
      for j in 0..<dimension { sum += jacobian[i * dimension + j].magnitude }
      bound = max(bound, sum)
    }
    return bound
  }

  /// Takes a step of size `h` from `y`; the derivative, its time derivative and the Jacobian at the
  /// start are already in place.
  ///
  /// - Returns: The largest estimated error of a component in units of the tolerance; not finite if
  ///   the step left the domain of the right-hand side or its matrix is singular.
  @inlinable func attempt<System: DifferentiableSystem>(
    _ system: System, from y: UnsafePointer<Double>, at t: Double, step h: Double
  ) -> Double {
    guard factorize(step: h) else { return .infinity }
    for stage in 0..<RosenbrockTableau.stages {
      let u = stages + stage * dimension
      if stage == 0 {
        u.update(from: derivative, count: dimension)
      } else {
        prepareState(of: stage, from: y)
        let time = t + RosenbrockTableau.c[stage] * h
        system.evaluate(stageState, at: time, into: u, scratch: scratch)
      }
      finish(stage: stage, step: h)
    }
    return judge(from: y)
  }

  /// Factorises `I/(γh) − J`.
  @usableFromInline func factorize(step h: Double) -> Bool {
    let n = dimension
    for i in 0..<(n * n) { factors[i] = -jacobian[i] }
    let shift = 1 / (RosenbrockTableau.γ * h)
    for i in 0..<n { factors[i * n + i] += shift }
    return DenseLU.factor(factors, order: n, pivots: pivots) == 0
  }

  /// Writes the argument of `f` in the given stage.
  @usableFromInline func prepareState(of stage: Int, from y: UnsafePointer<Double>) {
    let n = dimension
    guard stage <= 5 else {  // stiffly accurate: the last stages refine the sixth
      let previous = stages + (stage - 1) * n
      for i in 0..<n { stageState[i] += previous[i] }
      return
    }
    stageState.update(from: y, count: n)
    for (j, weight) in RosenbrockTableau.a[stage].enumerated() {
      let u = stages + j * n
      for i in 0..<n { stageState[i] += weight * u[i] }
    }
  }

  /// Turns `f` in stage `stage` into `u_stage`.
  @usableFromInline func finish(stage: Int, step h: Double) {
    let n = dimension
    let u = stages + stage * n
    for (j, weight) in RosenbrockTableau.C[stage].enumerated() {
      let (scaled, earlier) = (weight / h, stages + j * n)
      for i in 0..<n { u[i] += scaled * earlier[i] }
    }
    let timeWeight = RosenbrockTableau.d[stage] * h
    if timeWeight != 0 {
      for i in 0..<n { u[i] += timeWeight * timeDerivative[i] }
    }
    DenseLU.solve(factors, order: n, pivots: pivots, u)
  }

  /// Completes the step and measures its error, which is the last stage.
  @usableFromInline func judge(from y: UnsafePointer<Double>) -> Double {
    let n = dimension
    let last = stages + 7 * n
    var largest = 0.0
    var total = 0.0
    for i in 0..<n {
      next[i] = stageState[i] + last[i]
      let scale = scales[i](max(y[i].magnitude, next[i].magnitude))
      let error = (last[i] / (relative * scale)).magnitude
      largest = max(largest, error)
      total += error
    }
    return total.isFinite ? largest : .infinity
  }
}
