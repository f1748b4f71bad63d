/// One accepted step with its continuous extension, as an observer sees it.
///
/// Valid only during the observer's call: it reads the integrator's buffers.
@usableFromInline package struct DenseStep<Scalar: LaneScalar> {
  /// The times at its ends.
  @usableFromInline package let start, end: Double
  /// Number of components of the state.
  @usableFromInline let dimension: Int
  @usableFromInline let initial, final: UnsafePointer<Scalar>
  /// The method's stages, one after the other.
  @usableFromInline let stages: UnsafePointer<Scalar>
  @usableFromInline let method: StepMethod

  @inlinable init(
    start: Double, end: Double, dimension: Int, initial: UnsafePointer<Scalar>,
    final: UnsafePointer<Scalar>, stages: UnsafePointer<Scalar>, method: StepMethod
  ) {
    (self.start, self.end, self.dimension) = (start, end, dimension)
    (self.initial, self.final, self.stages, self.method) = (initial, final, stages, method)
  }

  /// Writes the state at a time inside the step, ``dimension`` components accurate to order 4, to order 3 by
  /// the stabilised methods.
  @inlinable package func evaluate(at time: Double, into output: UnsafeMutablePointer<Scalar>) {
    if time >= end {
      output.update(from: final, count: dimension)
      return
    }
    let θ = (time - start) / (end - start)
    switch method {
    case .tsitouras:
      let h = end - start
      let w = TsitourasTableau.interpolationWeights(at: θ)
      let (k1, k2, k3) = (stages, stages + dimension, stages + 2 * dimension)
      let (k4, k5) = (stages + 3 * dimension, stages + 4 * dimension)
      let (k6, k7) = (stages + 5 * dimension, stages + 6 * dimension)
      for i in 0..<dimension {
        let early = (h * w.0) * k1[i] + (h * w.1) * k2[i] + (h * w.2) * k3[i]
        let late = (h * w.3) * k4[i] + (h * w.4) * k5[i] + (h * w.5) * k6[i] + (h * w.6) * k7[i]
        output[i] = initial[i] + (early + late)
      }
    case .rosenbrock:
      for i in 0..<dimension { output[i] = (1 - θ) * initial[i] + θ * final[i] }
      for stage in 0..<RosenbrockTableau.stages {
        let weight = RosenbrockTableau.interpolationWeight(ofStage: stage, at: θ)
        let values = stages + stage * dimension
        for i in 0..<dimension { output[i] += weight * values[i] }
      }
    case .stabilized:
      // The cubic of Hermite, from states and derivatives at both ends.
      let (h, rest) = (end - start, 1 - θ)
      let (late, early) = (θ * θ * (3 - 2 * θ), rest * rest * (1 + 2 * θ))
      let (first, last) = (h * θ * rest * rest, -h * θ * θ * rest)
      for i in 0..<dimension {
        output[i] =
          early * initial[i] + late * final[i] + (first * stages[i] + last * stages[dimension + i])
      }
    }
  }

  /// The state at a time inside the step.
  @inlinable package func state(at time: Double) -> [Scalar] {
    Array(unsafeUninitializedCapacity: dimension) { buffer, count in
      if let base = buffer.baseAddress { evaluate(at: time, into: base) }
      count = dimension
    }
  }
}

/// The one-step method that made a step, which decides how to interpolate it.
@usableFromInline enum StepMethod {
  case tsitouras, rosenbrock, stabilized
}

/// What an observer wants next.
@usableFromInline package enum StepDecision: Sendable {
  case proceed
  /// End the integration at a time inside the step just seen.
  case stop(at: Double)
}
