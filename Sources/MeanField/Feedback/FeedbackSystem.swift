import LinearVAE
import NumericKit

/// The weights that a feedback law gives to the state of the flow, and how fast its memory moves.
struct FeedbackWeighing<Scalar: AnalyticScalar>: FlowWeighing {
  let controller: FeedbackLaw.Controller
  /// The value of the law's reference.
  let reference: Scalar
  let memory: UnsafePointer<Scalar>
  /// Receives the time derivative of the memory.
  let rates: UnsafeMutablePointer<Scalar>
  /// Receives the weight of each latent; with room for as many numbers more.
  let weights: UnsafeMutablePointer<Scalar>

  @inline(__always)
  func weights(
    of moments: FlowMoments<Scalar>, _ state: UnsafePointer<Scalar>, _ at: StateLayout
  ) -> IndividualWeights<Scalar> {
    let M = at.latents
    let (D, divergences) = (state + at.D, weights + M)
    for k in 0..<M {
      divergences[k] = CodeStatistics.divergence(variance: moments.A[k * M + k], D: D[k])
    }
    var distortion = Scalar(constant: 0)
    if controller.readsDistortion {
      var trace = moments.C[0]
      for k in 1..<max(M, 1) { trace += moments.C[k * M + k] }
      distortion = CodeStatistics.distortion(
        trace: trace, Q: moments.Q, A: moments.A, D: D, latents: M)
    }
    let code = CodeStatistics(latents: M, divergences: divergences, distortion: distortion)
    controller.evaluate(
      reference: reference, code, memory: memory, weights: weights, rates: rates)
    return IndividualWeights(weights)
  }
}

/// The flow under a feedback law with its exact derivatives; the memory of the law follows the order
/// parameters in the state.
struct FeedbackSystem: DifferentiableSystem, Sendable {
  let law: FeedbackLaw
  let kernel: FlowKernel<Double>
  let dual: FlowKernel<Dual>
  /// The smooth function that the reference follows on the current stretch.
  private var piece: BetaSchedule.Piece

  init(_ problem: LearningProblem, _ law: FeedbackLaw) {
    self.law = law
    kernel = FlowKernel([problem]) { value in value(problem) }
    dual = FlowKernel([problem]) { value in Dual(constant: value(problem)) }
    piece = law.reference.piece(around: 0)
  }

  var layout: StateLayout { kernel.layout }
  var dimension: Int { layout.count + law.controller.memoryCount }
  var scratchCount: Int { kernel.scratchCount + 2 * layout.latents }
  var evaluationCost: Double { kernel.evaluationCost + 60 * Double(layout.latents) }

  func staysPositive(_ component: Int) -> Bool { (layout.D..<layout.count).contains(component) }

  func nextBreakPoint(after time: Double) -> Double? { law.reference.nextBreakPoint(after: time) }

  mutating func enterStretch(around time: Double) { piece = law.reference.piece(around: time) }

  func evaluate(
    _ state: UnsafePointer<Double>, at time: Double,
    into derivative: UnsafeMutablePointer<Double>, scratch: UnsafeMutablePointer<Double>
  ) {
    evaluate(kernel, state, reference: piece.value(at: time), into: derivative, scratch)
    // KL is defined for D > 0 only.
    for i in layout.D..<layout.count {
      derivative[i] = derivative[i].defined(wherePositive: state[i])
    }
  }

  private func evaluate<Scalar: AnalyticScalar>(
    _ kernel: FlowKernel<Scalar>, _ state: UnsafePointer<Scalar>, reference: Scalar,
    into derivative: UnsafeMutablePointer<Scalar>, _ scratch: UnsafeMutablePointer<Scalar>
  ) {
    let weighing = FeedbackWeighing(
      controller: law.controller, reference: reference, memory: state + layout.count,
      rates: derivative + layout.count, weights: scratch)
    kernel.evaluate(
      state, weighing: weighing, into: derivative, scratch: scratch + 2 * layout.latents)
  }

  func evaluateJacobian(
    _ state: UnsafePointer<Double>, at time: Double, into jacobian: UnsafeMutablePointer<Double>
  ) {
    let reference = Dual(constant: piece.value(at: time))
    ForwardDifferentiation.jacobian(
      dimension: dimension, at: state, scratchCount: scratchCount, into: jacobian
    ) { point, rates, scratch in
      evaluate(dual, point, reference: reference, into: rates, scratch)
    }
  }

  func evaluateTimeDerivative(
    _ state: UnsafePointer<Double>, at time: Double, into derivative: UnsafeMutablePointer<Double>
  ) {
    let n = dimension
    let slope = piece.derivative(at: time)
    guard slope != 0 else {
      derivative.update(repeating: 0, count: n)
      return
    }
    let reference = Dual.variable(piece.value(at: time), direction: 0)
    ForwardDifferentiation.withDuals(
      dimension: n, at: state, scratchCount: scratchCount
    ) { point, rates, scratch in
      evaluate(dual, point, reference: reference, into: rates, scratch)
      for i in 0..<n { derivative[i] = slope * rates[i].tangent[0] }
    }
  }

  /// The weight of each latent at a state.
  func weights(_ state: [Double], at time: Double) -> [Double] {
    var rates = [Double](repeating: 0, count: dimension)
    var scratch = [Double](repeating: 0, count: scratchCount)
    evaluate(
      kernel, state, reference: law.reference.beta(at: time), into: &rates, &scratch)
    return Array(scratch.prefix(layout.latents))
  }
}
