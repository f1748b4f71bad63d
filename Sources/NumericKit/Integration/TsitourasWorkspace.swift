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
    stages = .allocate(capacity: count)
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

    for i in 0..<n { next[i] = y[i] + (h * T.a21) * k1[i] }
    system.evaluate(next, at: t + T.c2 * h, into: k2, scratch: scratch)
    for i in 0..<n { next[i] = y[i] + ((h * T.a31) * k1[i] + (h * T.a32) * k2[i]) }
    system.evaluate(next, at: t + T.c3 * h, into: k3, scratch: scratch)
    for i in 0..<n {
      next[i] = y[i] + ((h * T.a41) * k1[i] + (h * T.a42) * k2[i] + (h * T.a43) * k3[i])
    }
    system.evaluate(next, at: t + T.c4 * h, into: k4, scratch: scratch)
    for i in 0..<n {
      let early = (h * T.a51) * k1[i] + (h * T.a52) * k2[i]
      next[i] = y[i] + (early + (h * T.a53) * k3[i] + (h * T.a54) * k4[i])
    }
    system.evaluate(next, at: t + T.c5 * h, into: k5, scratch: scratch)
    for i in 0..<n {
      let early = (h * T.a61) * k1[i] + (h * T.a62) * k2[i] + (h * T.a63) * k3[i]
      sixth[i] = y[i] + (early + (h * T.a64) * k4[i] + (h * T.a65) * k5[i])
    }
    system.evaluate(sixth, at: t + h, into: k6, scratch: scratch)
    for i in 0..<n {
      let early = (h * T.b1) * k1[i] + (h * T.b2) * k2[i] + (h * T.b3) * k3[i]
      next[i] = y[i] + (early + (h * T.b4) * k4[i] + (h * T.b5) * k5[i] + (h * T.b6) * k6[i])
    }
    system.evaluate(next, at: t + h, into: k7, scratch: scratch)
    return error(from: y, step: h)
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
