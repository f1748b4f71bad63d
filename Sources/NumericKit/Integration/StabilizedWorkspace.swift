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
    ends = LongRows.allocate(capacity: count)
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
      LongRows.advance(base, slope, n, (step, nil, nil, nil, nil, nil), into: base)
      c += size
    }
    let (a, b, e) = (method.a, method.b, method.e)
    system.evaluate(base, at: t + c * h, into: k1, scratch: scratch)
    advance(h * a[0])
    system.evaluate(next, at: t + (c + a[0]) * h, into: k2, scratch: scratch)
    advance(h * a[1], h * a[2])
    system.evaluate(next, at: t + (c + a[1] + a[2]) * h, into: k3, scratch: scratch)
    advance(h * a[3], h * a[4], h * a[5])
    system.evaluate(next, at: t + (c + a[3] + a[4] + a[5]) * h, into: k4, scratch: scratch)
    advance(h * b[0], h * b[1], h * b[2], h * b[3])
    system.evaluate(next, at: t + h, into: last, scratch: scratch)
    return error(of: e, from: y, step: h)
  }

  /// Writes ``next``: ``base`` with the stages times their factors.
  @usableFromInline @_transparent
  func advance(_ c1: Double, _ c2: Double? = nil, _ c3: Double? = nil, _ c4: Double? = nil) {
    LongRows.advance(base, stages, dimension, (c1, c2, c3, c4, nil, nil), into: next)
  }

  /// The largest component of the difference of the two solutions in units of the tolerance.
  ///
  /// - Parameters:
  ///   - e: What the difference has of each stage, and of the derivative at the end.
  ///   - y: The state at the start of the step.
  ///   - h: The size of the step.
  /// - Returns: The largest component, not finite if the step left the domain of the right-hand side.
  @inlinable func error(
    of e: [Double], from y: UnsafePointer<Scalar>, step h: Double
  ) -> Double {
    let n = dimension
    let last = ends + n
    if LongRows.serve(Scalar.self, count: n) {
      // The derivative at the end stands before the stages.
      let squares = LongRows.squaredErrors(
        from: y, to: next, last, count: n, (e[4], e[0], e[1], e[2], e[3], 0, 0), terms: 5,
        scales: scales, allowed: relative / h)
      return squares.total.isFinite ? squares.largest.squareRoot() : .infinity
    }
    let allowed = Scalar(constant: relative / h)
    let (e1, e2, e3, e4, e5) = (e[0], e[1], e[2], e[3], e[4])
    let (k1, k2, k3, k4) = (stages, stages + n, stages + 2 * n, stages + 3 * n)
    var largest = Scalar(constant: 0)
    var total = Scalar(constant: 0)
    for i in 0..<n {
      let scale = scales[i](Scalar.maximum(y[i].magnitude, next[i].magnitude))
      let difference = e1 * k1[i] + e2 * k2[i] + e3 * k3[i] + (e4 * k4[i] + e5 * last[i])
      let error = (difference / (allowed * scale)).magnitude
      largest = Scalar.maximum(largest, error)
      total += error
    }
    return total.allFinite ? largest.largestLane : .infinity
  }
}
