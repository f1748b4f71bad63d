/// One accepted step with its continuous extension, as an observer sees it.
///
/// Valid only during the observer's call: it reads the integrator's buffers.
public struct DenseStep<Scalar: LaneScalar> {
  /// Time at the start of the step.
  public let start: Double
  /// Time at the end of the step.
  public let end: Double
  /// Number of components of the state.
  public let dimension: Int

  @usableFromInline let initial: UnsafePointer<Scalar>
  @usableFromInline let final: UnsafePointer<Scalar>
  @usableFromInline let stages: UnsafePointer<Scalar>
  @usableFromInline let method: StepMethod

  @inlinable
  init(
    start: Double, end: Double, dimension: Int, initial: UnsafePointer<Scalar>,
    final: UnsafePointer<Scalar>, stages: UnsafePointer<Scalar>, method: StepMethod
  ) {
    self.start = start
    self.end = end
    self.dimension = dimension
    self.initial = initial
    self.final = final
    self.stages = stages
    self.method = method
  }

  /// The state at the end of the step.
  public var endState: UnsafeBufferPointer<Scalar> {
    UnsafeBufferPointer(start: final, count: dimension)
  }

  /// Writes the state at a time inside the step, accurate to order 4.
  ///
  /// - Parameters:
  ///   - time: Between ``start`` and ``end``.
  ///   - output: Receives ``dimension`` components.
  @inlinable
  public func evaluate(at time: Double, into output: UnsafeMutablePointer<Scalar>) {
    if time >= end {
      output.update(from: final, count: dimension)
      return
    }
    let step = end - start
    let θ = (time - start) / step
    switch method {
    case .tsitouras:
      output.update(from: initial, count: dimension)
      let (w1, w2, w3, w4, w5, w6, w7) = TsitourasTableau.interpolationWeights(at: θ)
      for (stage, weight) in [w1, w2, w3, w4, w5, w6, w7].enumerated() {
        add(step * weight, timesStage: stage, to: output)
      }
    case .rosenbrock:
      for i in 0..<dimension { output[i] = (1 - θ) * initial[i] + θ * final[i] }
      for stage in 0..<RosenbrockTableau.stages {
        let weight = RosenbrockTableau.interpolationWeight(ofStage: stage, at: θ)
        add(weight, timesStage: stage, to: output)
      }
    }
  }

  @inlinable
  func add(_ weight: Double, timesStage stage: Int, to output: UnsafeMutablePointer<Scalar>) {
    let values = stages + stage * dimension
    for i in 0..<dimension { output[i] += weight * values[i] }
  }

  /// The state at a time inside the step.
  ///
  /// - Parameter time: Between ``start`` and ``end``.
  /// - Returns: ``dimension`` components.
  @inlinable
  public func state(at time: Double) -> [Scalar] {
    Array(unsafeUninitializedCapacity: dimension) { buffer, count in
      if let base = buffer.baseAddress { evaluate(at: time, into: base) }
      count = dimension
    }
  }
}

/// The one-step method that made a step, which decides how to interpolate it.
@usableFromInline
enum StepMethod {
  case tsitouras
  case rosenbrock
}

/// What an observer wants next.
public enum StepDecision: Sendable {
  /// Go on.
  case proceed
  /// End the integration at a time inside the step just seen.
  case stop(at: Double)
}
