import LinearVAE
import NumericKit

/// The flow as a differential equation, one problem a lane.
struct FlowSystem<Scalar: LaneScalar>: LaneSystem, Sendable {
  let kernel: FlowKernel<Scalar>
  /// One problem per lane; lanes beyond the last problem repeat it.
  let problems: [LearningProblem]
  /// The smooth functions that `β`, or what a feedback law refers to, follows on the current stretch, one
  /// per lane.
  private(set) var pieces: [BetaSchedule.Piece] = []
  /// `β` on the current stretch if it is constant there.
  private var constantBeta: Scalar?

  /// - Precondition: One to `Scalar.laneCount` problems of the same shape and `variance`.
  init(_ problems: [LearningProblem]) {
    let filled = (0..<Scalar.laneCount).map { problems[min($0, problems.count - 1)] }
    self.problems = filled
    kernel = FlowKernel(filled) { value in Scalar { lane in value(filled[lane]) } }
    enterStretch(around: 0.5 * (nextBreakPoint(after: 0) ?? 1))
  }

  var dimension: Int { kernel.layout.count }
  var scratchCount: Int { kernel.scratchCount }
  var evaluationCost: Double { kernel.evaluationCost }

  /// `D`, which becomes as small as `β`, and of which `β/D` needs the relative accuracy.
  func staysPositive(_ component: Int) -> Bool { component >= kernel.layout.D }

  func nextBreakPoint(after time: Double) -> Double? {
    problems.compactMap { $0.training.reference.nextBreakPoint(after: time) }.min()
  }

  mutating func enterStretch(around time: Double) {
    pieces = problems.map { $0.training.reference.piece(around: time) }
    let isConstant = pieces.allSatisfy { $0.constantValue != nil }
    constantBeta = isConstant ? scheduledBeta(at: time) : nil
  }

  /// `β` at a time in the current stretch.
  func beta(at time: Double) -> Scalar { constantBeta ?? scheduledBeta(at: time) }

  private func scheduledBeta(at time: Double) -> Scalar {
    Scalar { lane in pieces[lane].value(at: time) }
  }

  func evaluate(
    _ state: UnsafePointer<Scalar>, at time: Double,
    into derivative: UnsafeMutablePointer<Scalar>, scratch: UnsafeMutablePointer<Scalar>
  ) {
    kernel.evaluate(state, beta: beta(at: time), into: derivative, scratch: scratch)
    guard kernel.variance == .direct else { return }
    // The flow is defined for D > 0 only; behind the singularity its formula would run away.
    for i in kernel.layout.D..<kernel.layout.count {
      derivative[i] = derivative[i].defined(wherePositive: state[i])
    }
  }

  /// The problem of one lane alone.
  func single(_ lane: Int) -> DifferentiableFlow { DifferentiableFlow(problems[lane]) }
}

/// The flow of one problem with its exact derivatives; the memory of a feedback law follows the order
/// parameters in the state.
struct DifferentiableFlow: DifferentiableSystem, Sendable {
  private var flow: FlowSystem<Double>
  private let hasFeedback: Bool
  private let aside: FlowAside

  init(_ problem: LearningProblem) {
    flow = FlowSystem([problem])
    aside = FlowAside(problem)
    hasFeedback = aside.controller != nil
  }

  var layout: StateLayout { flow.kernel.layout }
  var dimension: Int { layout.count + (aside.controller?.memoryCount ?? 0) }
  var scratchCount: Int { flow.scratchCount + (hasFeedback ? 2 * layout.latents : 0) }
  var evaluationCost: Double {
    flow.evaluationCost + (hasFeedback ? 60 * Double(layout.latents) : 0)
  }

  func staysPositive(_ component: Int) -> Bool { (layout.D..<layout.count).contains(component) }
  func nextBreakPoint(after time: Double) -> Double? { flow.nextBreakPoint(after: time) }
  mutating func enterStretch(around time: Double) { flow.enterStretch(around: time) }

  func evaluate(
    _ state: UnsafePointer<Double>, at time: Double,
    into derivative: UnsafeMutablePointer<Double>, scratch: UnsafeMutablePointer<Double>
  ) {
    if hasFeedback {
      aside.evaluate(state, reference: flow.beta(at: time), derivative, scratch)
    } else {
      flow.evaluate(state, at: time, into: derivative, scratch: scratch)
    }
  }

  func evaluateJacobian(
    _ state: UnsafePointer<Double>, at time: Double, into jacobian: UnsafeMutablePointer<Double>
  ) {
    let reference = Dual(constant: flow.beta(at: time))
    ForwardDifferentiation.jacobian(
      dimension: dimension, at: state, scratchCount: scratchCount, into: jacobian
    ) { point, rates, scratch in
      aside.differentiate(point, reference: reference, rates, scratch)
    }
  }

  func evaluateTimeDerivative(
    _ state: UnsafePointer<Double>, at time: Double, into derivative: UnsafeMutablePointer<Double>
  ) {
    let n = dimension
    let slope = flow.pieces[0].derivative(at: time)
    guard slope != 0 else {
      derivative.update(repeating: 0, count: n)
      return
    }
    let reference = Dual.variable(flow.beta(at: time), direction: 0)
    ForwardDifferentiation.withDuals(
      dimension: n, at: state, scratchCount: scratchCount
    ) { point, rates, scratch in
      aside.differentiate(point, reference: reference, rates, scratch)
      for i in 0..<n { derivative[i] = slope * rates[i].tangent[0] }
    }
  }

  /// `β`, or what a feedback law refers to, at a time in the current stretch.
  func beta(at time: Double) -> Double { flow.beta(at: time) }

  /// The weight of each latent at a state.
  func weights(_ state: [Double], at time: Double) -> [Double] {
    let reference = flow.problems[0].training.reference.beta(at: time)
    guard hasFeedback else { return Array(repeating: reference, count: layout.latents) }
    var rates = [Double](repeating: 0, count: dimension)
    var scratch = [Double](repeating: 0, count: scratchCount)
    aside.evaluate(state, reference: reference, &rates, &scratch)
    return Array(scratch.prefix(layout.latents))
  }
}

/// What a flow needs for derivatives and for feedback laws alone. It is large, and systems are copied at
/// every evaluation.
private final class FlowAside: Sendable {
  let controller: FeedbackLaw.Controller?
  private let plain: FlowKernel<Double>
  private let dual: FlowKernel<Dual>

  init(_ problem: LearningProblem) {
    (plain, dual) = (FlowKernel(problem), FlowKernel(problem))
    controller = problem.training.feedback?.controller
  }

  /// The rates under a feedback law, out of the way of those under a schedule.
  @inline(never) func evaluate(
    _ state: UnsafePointer<Double>, reference: Double, _ rates: UnsafeMutablePointer<Double>,
    _ scratch: UnsafeMutablePointer<Double>
  ) {
    guard let controller else { return }
    evaluate(plain, controller, state, reference: reference, rates, scratch)
    // KL is defined for D > 0 only.
    for i in plain.layout.D..<plain.layout.count {
      rates[i] = rates[i].defined(wherePositive: state[i])
    }
  }

  /// The rates on dual numbers, under a schedule or a feedback law.
  func differentiate(
    _ state: UnsafePointer<Dual>, reference: Dual, _ rates: UnsafeMutablePointer<Dual>,
    _ scratch: UnsafeMutablePointer<Dual>
  ) {
    if let controller {
      evaluate(dual, controller, state, reference: reference, rates, scratch)
    } else {
      dual.evaluate(state, beta: reference, into: rates, scratch: scratch)
    }
  }

  private func evaluate<Scalar: AnalyticScalar>(
    _ kernel: FlowKernel<Scalar>, _ controller: FeedbackLaw.Controller,
    _ state: UnsafePointer<Scalar>, reference: Scalar, _ rates: UnsafeMutablePointer<Scalar>,
    _ scratch: UnsafeMutablePointer<Scalar>
  ) {
    let layout = kernel.layout
    let weighing = FeedbackWeighing(
      controller: controller, reference: reference, memory: state + layout.count,
      rates: rates + layout.count, weights: scratch)
    kernel.evaluate(state, weighing: weighing, into: rates, scratch: scratch + 2 * layout.latents)
  }
}

extension DifferentialSystem {
  /// The system prepared for the stretch that starts at or contains `time`.
  func entering(_ time: Double) -> Self {
    var copy = self
    let end = nextBreakPoint(after: time) ?? time + 1
    copy.enterStretch(around: time + 0.5 * (end - time))
    return copy
  }
}

extension DifferentialSystem where Scalar == Double {
  /// `f` at a state, at a time in the stretch that was entered.
  func rates(at state: [Double], time: Double) -> [Double] {
    var rates = state
    var scratch = [Double](repeating: 0, count: scratchCount)
    evaluate(state, at: time, into: &rates, scratch: &scratch)
    return rates
  }
}
