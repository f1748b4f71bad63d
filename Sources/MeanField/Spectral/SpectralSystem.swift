import LinearVAE
import NumericKit

/// The spectral flow of one problem with its exact derivatives; the memory of a feedback law follows the
/// order parameters in the state.
struct SpectralSystem: DifferentiableSystem, Sendable {
  private let aside: SpectralAside
  /// The smooth function that `β`, or what a feedback law refers to, follows on the current stretch.
  private var piece: BetaSchedule.Piece

  init(_ problem: SpectralProblem, _ chart: SpectralChart) {
    aside = SpectralAside(problem, chart)
    let first = problem.training.reference.nextBreakPoint(after: 0)
    piece = problem.training.reference.piece(around: 0.5 * (first ?? 1))
  }

  var layout: SpectralLayout { aside.plain.layout }
  var dimension: Int { layout.count + (aside.controller?.memoryCount ?? 0) }
  var scratchCount: Int {
    aside.plain.scratchCount + (aside.controller == nil ? 0 : 2 * layout.latents)
  }
  var evaluationCost: Double { aside.plain.evaluationCost }

  func staysPositive(_ component: Int) -> Bool { (layout.D..<layout.count).contains(component) }

  func nextBreakPoint(after time: Double) -> Double? { aside.reference.nextBreakPoint(after: time) }

  mutating func enterStretch(around time: Double) { piece = aside.reference.piece(around: time) }

  func evaluate(
    _ state: UnsafePointer<Double>, at time: Double,
    into derivative: UnsafeMutablePointer<Double>, scratch: UnsafeMutablePointer<Double>
  ) {
    aside.evaluate(state, reference: piece.value(at: time), derivative, scratch)
  }

  func evaluateJacobian(
    _ state: UnsafePointer<Double>, at time: Double, into jacobian: UnsafeMutablePointer<Double>
  ) {
    let reference = Dual(constant: piece.value(at: time))
    ForwardDifferentiation.jacobian(
      dimension: dimension, at: state, scratchCount: scratchCount, into: jacobian
    ) { point, rates, scratch in
      aside.evaluate(aside.dual, point, reference: reference, rates, scratch)
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
      aside.evaluate(aside.dual, point, reference: reference, rates, scratch)
      for i in 0..<n { derivative[i] = slope * rates[i].tangent[0] }
    }
  }

  /// The weight of each latent at a state.
  func weights(_ state: [Double], at time: Double) -> [Double] {
    let reference = aside.reference.beta(at: time)
    guard aside.controller != nil else {
      return Array(repeating: reference, count: layout.latents)
    }
    var rates = [Double](repeating: 0, count: dimension)
    var scratch = [Double](repeating: 0, count: scratchCount)
    aside.evaluate(state, reference: reference, &rates, &scratch)
    return Array(scratch.prefix(layout.latents))
  }
}

/// What does not change along a flow. It is large, and systems are copied at every evaluation.
private final class SpectralAside: Sendable {
  let reference: BetaSchedule
  let controller: FeedbackLaw.Controller?
  let plain: SpectralKernel<Double>
  let dual: SpectralKernel<Dual>

  init(_ problem: SpectralProblem, _ chart: SpectralChart) {
    (plain, dual) = (SpectralKernel(problem, chart), SpectralKernel(problem, chart))
    reference = problem.training.reference
    controller = problem.training.feedback?.controller
  }

  func evaluate(
    _ state: UnsafePointer<Double>, reference: Double, _ rates: UnsafeMutablePointer<Double>,
    _ scratch: UnsafeMutablePointer<Double>
  ) {
    evaluate(plain, state, reference: reference, rates, scratch)
    guard plain.variance == .direct || controller != nil else { return }
    // The flow, and KL, are defined for D > 0 only; behind the singularity they would run away.
    for i in plain.layout.D..<plain.layout.count {
      rates[i] = rates[i].defined(wherePositive: state[i])
    }
  }

  func evaluate<Scalar: AnalyticScalar>(
    _ kernel: SpectralKernel<Scalar>, _ state: UnsafePointer<Scalar>, reference: Scalar,
    _ rates: UnsafeMutablePointer<Scalar>, _ scratch: UnsafeMutablePointer<Scalar>
  ) {
    guard let controller else {
      let weighing = UniformWeight(reference)
      return kernel.evaluate(state, weighing: weighing, into: rates, scratch: scratch)
    }
    let layout = kernel.layout
    let weighing = FeedbackWeighing(
      controller: controller, reference: reference, memory: state + layout.count,
      rates: rates + layout.count, weights: scratch)
    kernel.evaluate(state, weighing: weighing, into: rates, scratch: scratch + 2 * layout.latents)
  }
}
