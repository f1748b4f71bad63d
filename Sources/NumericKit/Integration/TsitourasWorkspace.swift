/// Buffers of the explicit pair and one attempt at a step with them.
@usableFromInline struct TsitourasWorkspace<Scalar: LaneScalar> {
  @usableFromInline let dimension: Int
  /// The error allowed in a step, relative to the scale of a component.
  @usableFromInline let relative: Double
  /// The seven stages `k_1 … k_7`, one after the other.
  @usableFromInline let stages: UnsafeMutablePointer<Scalar>
  /// The state at the end of the attempted step, and that of its sixth stage.
  @usableFromInline let next, sixth: UnsafeMutablePointer<Scalar>
  /// What the error of a component is compared to, one per component.
  @usableFromInline let scales: UnsafeMutablePointer<ErrorScale<Scalar>>
  /// Working memory of the right-hand side.
  @usableFromInline let scratch: UnsafeMutablePointer<Scalar>

  @inlinable init<System: DifferentialSystem>(for system: System, tolerance: Tolerance)
  where System.Scalar == Scalar {
    dimension = system.dimension
    relative = tolerance.relative
    let count = 9 * dimension + system.scratchCount
    stages = LongRows.allocate(capacity: count)
    stages.initialize(repeating: Scalar(constant: 0), count: count)
    next = stages + 7 * dimension
    sixth = stages + 8 * dimension
    scratch = stages + 9 * dimension
    scales = ErrorScale.allocate(for: system, tolerance)
  }

  @inlinable func deallocate() {
    stages.deallocate()
    scales.deallocate()
  }

  /// Takes a step of size `h` from `y`, whose derivative is already in `k_1`.
  ///
  /// - Returns: The largest estimated error of a component in units of the tolerance; not finite if
  ///   the step left the domain of the right-hand side.
  @inlinable func attempt<System: DifferentialSystem>(
    _ system: System, from y: UnsafePointer<Scalar>, at t: Double, step h: Double
  ) -> Double where System.Scalar == Scalar {
    typealias T = TsitourasTableau
    let n = dimension
    let k1 = stages
    let (k2, k3, k4) = (k1 + n, k1 + 2 * n, k1 + 3 * n)
    let (k5, k6, k7) = (k1 + 4 * n, k1 + 5 * n, k1 + 6 * n)

    advance(y, h * T.a21, into: next)
    system.evaluate(next, at: t + T.c2 * h, into: k2, scratch: scratch)
    advance(y, h * T.a31, h * T.a32, into: next)
    system.evaluate(next, at: t + T.c3 * h, into: k3, scratch: scratch)
    advance(y, h * T.a41, h * T.a42, h * T.a43, into: next)
    system.evaluate(next, at: t + T.c4 * h, into: k4, scratch: scratch)
    advance(y, h * T.a51, h * T.a52, h * T.a53, h * T.a54, into: next)
    system.evaluate(next, at: t + T.c5 * h, into: k5, scratch: scratch)
    advance(y, h * T.a61, h * T.a62, h * T.a63, h * T.a64, h * T.a65, into: sixth)
    system.evaluate(sixth, at: t + h, into: k6, scratch: scratch)
    advance(y, h * T.b1, h * T.b2, h * T.b3, h * T.b4, h * T.b5, h * T.b6, into: next)
    system.evaluate(next, at: t + h, into: k7, scratch: scratch)
    return error(from: y, step: h)
  }

  /// Writes `out = y + c_1 k_1 + … + c_6 k_6`, or of fewer stages.
  @usableFromInline @_transparent func advance(
    _ y: UnsafePointer<Scalar>, _ c1: Double, _ c2: Double? = nil, _ c3: Double? = nil,
    _ c4: Double? = nil, _ c5: Double? = nil, _ c6: Double? = nil,
    into out: UnsafeMutablePointer<Scalar>
  ) {
    LongRows.advance(y, stages, dimension, (c1, c2, c3, c4, c5, c6), into: out)
  }

  /// The largest estimated error of a component in the attempted step, in units of the tolerance.
  @inlinable func error(from y: UnsafePointer<Scalar>, step h: Double) -> Double {
    let squares = squaredErrors(from: y, step: h)
    return squares.total.allFinite ? squares.largest.largestLane.squareRoot() : .infinity
  }

  /// The lane with the largest estimated error in the attempted step, or that left the domain.
  @inlinable func worstLane(from y: UnsafePointer<Scalar>, step h: Double) -> Int? {
    let squares = squaredErrors(from: y, step: h)
    let errors = (0..<Scalar.laneCount).map { lane in
      squares.total.lane(lane).isFinite ? squares.largest.lane(lane) : .infinity
    }
    return errors.indices.max { errors[$0] < errors[$1] }
  }

  /// The squares of the estimated errors in units of the tolerance, lane by lane: the largest over
  /// the components, and the sum, which is finite only if all are.
  @inlinable func squaredErrors(
    from y: UnsafePointer<Scalar>, step h: Double
  ) -> (largest: Scalar, total: Scalar) {
    typealias T = TsitourasTableau
    let n = dimension
    let k1 = stages
    let (k2, k3, k4) = (k1 + n, k1 + 2 * n, k1 + 3 * n)
    let (k5, k6, k7) = (k1 + 4 * n, k1 + 5 * n, k1 + 6 * n)
    if LongRows.serve(Scalar.self, count: n) {
      let squares = LongRows.squaredErrors(
        from: y, to: next, stages, count: n, (T.e1, T.e2, T.e3, T.e4, T.e5, T.e6, T.e7), terms: 7,
        scales: scales, allowed: relative / h)
      return (Scalar(constant: squares.largest), Scalar(constant: squares.total))
    }
    let allowed = Scalar(constant: relative / h)
    var largest = Scalar(constant: 0)
    var total = Scalar(constant: 0)
    for i in 0..<n {
      let weight = allowed * scales[i](Scalar.maximum(y[i].magnitude, next[i].magnitude))
      let early = T.e1 * k1[i] + T.e2 * k2[i] + T.e3 * k3[i]
      let late = T.e4 * k4[i] + T.e5 * k5[i] + T.e6 * k6[i] + T.e7 * k7[i]
      let error = (early + late) / weight
      let squared = error * error
      largest = Scalar.maximum(largest, squared)
      total += squared
    }
    return (largest, total)
  }

  /// An estimate of `h |λ|` for the fastest mode: how the derivative turns between the last two
  /// stages, which are evaluated at the same time, over how far these are apart.
  @inlinable func stiffness(step h: Double) -> Double {
    let n = dimension
    let (k6, k7) = (stages + 5 * n, stages + 6 * n)
    var turn = Scalar(constant: 0)
    var travel = Scalar(constant: 1e-300)
    for i in 0..<n {
      let scale = scales[i](next[i].magnitude)
      turn = Scalar.maximum(turn, (k7[i] - k6[i]).magnitude / scale)
      travel = Scalar.maximum(travel, (next[i] - sixth[i]).magnitude / scale)
    }
    return h * (turn / travel).largestLane
  }
}
