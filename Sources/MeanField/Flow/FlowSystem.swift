import LinearVAE
import NumericKit

/// The flow as a differential equation, one problem a lane.
@usableFromInline
struct FlowSystem<Scalar: LaneScalar>: DifferentialSystem, Sendable {
  @usableFromInline let kernel: FlowKernel<Scalar>
  /// One problem per lane; lanes beyond the last problem repeat it.
  @usableFromInline let problems: [LearningProblem]
  /// The smooth functions that `β` follows on the current stretch, one per lane.
  @usableFromInline var pieces: [BetaSchedule.Piece]
  /// `β` on the current stretch if it is constant there.
  @usableFromInline var constantBeta: Scalar?

  /// - Precondition: One to `Scalar.laneCount` problems of the same shape and `variance`.
  init(_ problems: [LearningProblem]) {
    let filled = (0..<Scalar.laneCount).map { problems[min($0, problems.count - 1)] }
    self.problems = filled
    kernel = FlowKernel(filled) { value in Scalar { lane in value(filled[lane]) } }
    pieces = []
    enterStretch(around: 0.5 * (nextBreakPoint(after: 0) ?? 1))
  }

  @inlinable var dimension: Int { kernel.layout.count }
  @inlinable var scratchCount: Int { kernel.scratchCount }

  @inlinable var evaluationCost: Double { kernel.evaluationCost }

  /// `D`, which becomes as small as `β`, and of which `β/D` needs the relative accuracy.
  @inlinable
  func staysPositive(_ component: Int) -> Bool { component >= kernel.layout.D }

  @usableFromInline
  func nextBreakPoint(after time: Double) -> Double? {
    problems.compactMap { $0.training.reference.nextBreakPoint(after: time) }.min()
  }

  @usableFromInline
  mutating func enterStretch(around time: Double) {
    pieces = problems.map { $0.training.reference.piece(around: time) }
    let isConstant = pieces.allSatisfy { $0.constantValue != nil }
    constantBeta = isConstant ? scheduledBeta(at: time) : nil
  }

  /// `β` at a time in the current stretch.
  @inlinable
  func beta(at time: Double) -> Scalar { constantBeta ?? scheduledBeta(at: time) }

  @usableFromInline
  func scheduledBeta(at time: Double) -> Scalar {
    Scalar { lane in pieces[lane].value(at: time) }
  }

  @inlinable
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
}

/// The flow of one problem with its exact derivatives.
@usableFromInline
struct DifferentiableFlow: DifferentiableSystem, Sendable {
  @usableFromInline var flow: FlowSystem<Double>
  @usableFromInline let dual: FlowKernel<Dual>

  init(_ problem: LearningProblem) {
    flow = FlowSystem([problem])
    dual = FlowKernel([problem]) { value in Dual(constant: value(problem)) }
  }

  @inlinable var dimension: Int { flow.dimension }
  @inlinable var scratchCount: Int { flow.scratchCount }
  @inlinable var evaluationCost: Double { flow.evaluationCost }

  @inlinable
  func staysPositive(_ component: Int) -> Bool { flow.staysPositive(component) }

  @inlinable
  func nextBreakPoint(after time: Double) -> Double? { flow.nextBreakPoint(after: time) }

  @inlinable
  mutating func enterStretch(around time: Double) { flow.enterStretch(around: time) }

  @inlinable
  func evaluate(
    _ state: UnsafePointer<Double>, at time: Double,
    into derivative: UnsafeMutablePointer<Double>, scratch: UnsafeMutablePointer<Double>
  ) {
    flow.evaluate(state, at: time, into: derivative, scratch: scratch)
  }

  @usableFromInline
  func evaluateJacobian(
    _ state: UnsafePointer<Double>, at time: Double, into jacobian: UnsafeMutablePointer<Double>
  ) {
    let beta = Dual(constant: flow.beta(at: time))
    ForwardDifferentiation.jacobian(
      dimension: dimension, at: state, scratchCount: scratchCount, into: jacobian
    ) { point, rates, scratch in
      dual.evaluate(point, beta: beta, into: rates, scratch: scratch)
    }
  }

  @usableFromInline
  func evaluateTimeDerivative(
    _ state: UnsafePointer<Double>, at time: Double, into derivative: UnsafeMutablePointer<Double>
  ) {
    let n = dimension
    let slope = flow.pieces[0].derivative(at: time)
    guard slope != 0 else {
      derivative.update(repeating: 0, count: n)
      return
    }
    let beta = Dual.variable(flow.beta(at: time), direction: 0)
    ForwardDifferentiation.withDuals(
      dimension: n, at: state, scratchCount: scratchCount
    ) { point, rates, scratch in
      dual.evaluate(point, beta: beta, into: rates, scratch: scratch)
      for i in 0..<n { derivative[i] = slope * rates[i].tangent[0] }
    }
  }
}

extension FlowSystem: LaneSystem {
  /// The problem of one lane alone.
  @usableFromInline
  func single(_ lane: Int) -> DifferentiableFlow { DifferentiableFlow(problems[lane]) }
}
