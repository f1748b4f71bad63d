/// Buffers of the stabilised explicit methods and one attempt at a step with them.
@usableFromInline struct StabilizedWorkspace<Scalar: LaneScalar> {
  @usableFromInline let dimension: Int
  /// The error allowed in a step, relative to the scale of a component.
  @usableFromInline let relative: Double
  /// The derivatives at the ends of the step.
  @usableFromInline let ends: UnsafeMutablePointer<Scalar>
  /// The four stages that finish a step, the state before them, and that of the stage at hand.
  @usableFromInline let stages, base, next: UnsafeMutablePointer<Scalar>
  /// What the error of a component is compared to, one per component.
  @usableFromInline let scales: UnsafeMutablePointer<ErrorScale<Scalar>>
  /// Working memory of the right-hand side.
  @usableFromInline let scratch: UnsafeMutablePointer<Scalar>

  @inlinable init<System: DifferentialSystem>(for system: System, tolerance: Tolerance)
  where System.Scalar == Scalar {
    dimension = system.dimension
    relative = tolerance.relative
    let count = 8 * dimension + system.scratchCount
    ends = .allocate(capacity: count)
    ends.initialize(repeating: Scalar(constant: 0), count: count)
    stages = ends + 2 * dimension
    base = ends + 6 * dimension
    next = ends + 7 * dimension
    scratch = ends + 8 * dimension
    scales = ErrorScale.allocate(for: system, tolerance)
  }

  @inlinable func deallocate() {
    ends.deallocate()
    scales.deallocate()
  }

  /// Takes a step of size `h` from `y`, whose derivative is already in ``ends``.
  ///
  /// - Returns: The largest estimated error of a component in units of the tolerance; not finite if
  ///   the step left the domain of the right-hand side.
  @inlinable func attempt<System: DifferentialSystem>(
    _ system: System, by method: StabilizedTableau, from y: UnsafePointer<Scalar>, at t: Double,
    step h: Double
  ) -> Double where System.Scalar == Scalar {
    let n = dimension
    let (k1, k2) = (stages, stages + n)
    let (k3, k4) = (stages + 2 * n, stages + 3 * n)
    let last = ends + n
    base.update(from: y, count: n)
    var c = 0.0
    for (index, size) in method.euler.enumerated() {
      let slope = index == 0 ? ends : k1
      if index > 0 { system.evaluate(base, at: t + c * h, into: k1, scratch: scratch) }
      let step = h * size
      for i in 0..<n { base[i] += step * slope[i] }
      c += size
    }
    let (a, b, e) = (method.a, method.b, method.e)
    system.evaluate(base, at: t + c * h, into: k1, scratch: scratch)
    let a21 = h * a[0]
    for i in 0..<n { next[i] = base[i] + a21 * k1[i] }
    system.evaluate(next, at: t + (c + a[0]) * h, into: k2, scratch: scratch)
    let (a31, a32) = (h * a[1], h * a[2])
    for i in 0..<n { next[i] = base[i] + (a31 * k1[i] + a32 * k2[i]) }
    system.evaluate(next, at: t + (c + a[1] + a[2]) * h, into: k3, scratch: scratch)
    let (a41, a42, a43) = (h * a[3], h * a[4], h * a[5])
    for i in 0..<n { next[i] = base[i] + (a41 * k1[i] + a42 * k2[i] + a43 * k3[i]) }
    system.evaluate(next, at: t + (c + a[3] + a[4] + a[5]) * h, into: k4, scratch: scratch)
    let (b1, b2, b3, b4) = (h * b[0], h * b[1], h * b[2], h * b[3])
    for i in 0..<n {
      next[i] = base[i] + (b1 * k1[i] + b2 * k2[i] + (b3 * k3[i] + b4 * k4[i]))
    }
    system.evaluate(next, at: t + h, into: last, scratch: scratch)
    // The difference of the two solutions, in the memory of the first stage.
    let (e1, e2, e3, e4, e5) = (e[0], e[1], e[2], e[3], e[4])
    for i in 0..<n {
      k1[i] = e1 * k1[i] + e2 * k2[i] + e3 * k3[i] + (e4 * k4[i] + e5 * last[i])
    }
    return error(from: y, step: h)
  }

  /// The largest component of the difference in ``stages`` in units of the tolerance.
  @inlinable func error(from y: UnsafePointer<Scalar>, step h: Double) -> Double {
    let allowed = Scalar(constant: relative / h)
    var largest = Scalar(constant: 0)
    var total = Scalar(constant: 0)
    for i in 0..<dimension {
      let scale = scales[i](Scalar.maximum(y[i].magnitude, next[i].magnitude))
      let error = (stages[i] / (allowed * scale)).magnitude
      largest = Scalar.maximum(largest, error)
      total += error
    }
    return total.allFinite ? largest.largestLane : .infinity
  }
}
