import LinearVAE
import NumericKit
import RealModule
import Storage

/// A model that is taken to its end by steps of an optimiser.
package final class StepFit {
  private let specification: FitSpecification
  private let steps: FitSpecification.Steps
  private let layout: ParameterLayout
  private let loss: any ExpectedLoss
  private let evaluation: Evaluation
  private let rule: StepRule
  private let threads: ThreadTeam
  private let totalVariance: Double
  private let recorded: Set<Int>
  private var order: BatchOrder
  private let parameters, gradient, averages: NumberBuffer
  private var regulation: [Double] = []
  private var state: FitState

  /// Training that has not begun.
  ///
  /// - Parameters:
  ///   - specification: The fit, whose method is `steps`.
  ///   - steps: The steps.
  ///   - data: Moments, and rows where the loss needs them.
  ///   - threads: Who works on a step; the result does not depend on how many they are.
  ///   - start: Parameters as ``ParameterLayout`` has them; those of the specification unless given.
  ///   - order: Which rows a step takes; drawn from the seed unless given.
  /// - Throws: `LinearAlgebraError` of the eigen-directions of an aligned start.
  package init(
    _ specification: FitSpecification, _ steps: FitSpecification.Steps, _ data: FitData,
    _ threads: ThreadTeam, start: [Double]? = nil, order: BatchOrder? = nil
  ) throws {
    layout = specification.layout(columns: data.columns)
    (self.specification, self.steps) = (specification, steps)
    self.threads = threads
    let decoder = specification.decoder.likelihood
    totalVariance = data.moments.covariance.trace
    if steps.batch == nil, let noise = DecoderNoise(decoder) {
      loss = MomentLoss(.dense(data.moments.covariance), layout, noise, threads)
    } else {
      let size = min(steps.batch ?? data.moments.rows, data.moments.rows)
      loss = data.rowLoss(layout, decoder, batch: size, threads)
    }
    let rows = data.moments.rows
    self.order =
      order
      ?? BatchOrder(
        rows: data.rows?.count ?? 1, batch: steps.batch ?? rows,
        seed: steps.batch == nil ? nil : specification.seed)
    evaluation = Evaluation(data, layout, decoder, threads)
    rule = StepRule(
      optimizer: steps.optimizer, learningRate: steps.learningRate,
      scale: specification.lossScale, decay: specification.weightDecay, decayed: layout.weights)
    // With squared errors a record costs as much as N/2B steps: but for 20 they take 4 % of the time.
    let size = steps.batch.map { Double(data.columns) / Double(2 * $0) } ?? 1
    let most = min(160, max(20, 0.04 * Double(steps.count) / max(size, 0.04)))
    let isCheap = DecoderNoise(decoder) != nil
    recorded = Self.records(upTo: steps.count, most: isCheap ? Int(most) : 40)
    state = FitState(try start ?? specification.startParameters(data, layout))
    parameters = NumberBuffer(state.parameters.values)
    gradient = NumberBuffer(layout.count)
    averages = NumberBuffer(rule.memories * layout.count)
    if case .feedback(let law) = specification.weight {
      regulation = law.controller.initialMemory(
        reference: law.reference.beta(at: 0),
        distortion: evaluation.parts(parameters.start).distortion - totalVariance)
    }
  }

  /// Steps at which all rows are measured: close to each other at first.
  private static func records(upTo count: Int, most: Int) -> Set<Int> {
    let ratio = Double(count)
    return Set(
      (0...most).map { Int(.pow(ratio, Double($0) / Double(most)).rounded()) } + [0, count])
  }

  /// Takes all steps.
  func run(_ keeper: FitKeeper) throws -> FitState {
    state = try keeper.begin(state)
    restore()
    while state.step < steps.count {
      if recorded.contains(state.step), state.recordSteps.last != state.step { record() }
      let parts = try advance()
      try keeper.look(step: state.step) {
        let active = parts.kl.count { $0 > FitResult.activeKL }
        let value = parts.value(beta: weights(parts, moves: false))
        return "loss \(Float(value)), \(active) of \(layout.latents) latents active"
      } state: {
        snapshot()
      }
    }
    if state.recordSteps.last != state.step { record() }
    state = snapshot()
    try keeper.end(state)
    return state
  }

  private func restore() {
    for (buffer, values) in [
      (parameters, state.parameters.values), (averages, state.averages.values),
    ] where values.count == buffer.count {
      buffer.start.update(from: values, count: values.count)
    }
    if !state.regulation.values.isEmpty { regulation = state.regulation.values }
  }

  private func snapshot() -> FitState {
    var state = state
    state.parameters.values = parameters.values
    state.averages.values = averages.values
    state.regulation.values = regulation
    return state
  }

  private func record() {
    let parts = evaluation.parts(parameters.start)
    state.record(parts, beta: weights(parts, moves: false))
  }

  /// Takes one step; returns what the loss of its rows was made of.
  ///
  /// - Throws: ``FitError``.
  @discardableResult
  package func advance() throws -> LossParts {
    let step = state.step
    let parts = loss.forward(parameters.start, rows: order.rows(ofStep: step))
    guard parts.nll.isFinite else { throw FitError.diverged(step: step) }
    loss.backward(
      parameters.start, beta: weights(parts, moves: true), into: gradient.start)
    if layout.variance == .log {
      // By ln D instead of D.
      for (k, D) in layout.variances(parameters.start).enumerated() {
        gradient[layout.spread + k] *= D
      }
    }
    rule.move(parameters, by: gradient, averages, step: step, threads)
    if layout.variance == .direct {
      for k in 0..<layout.latents where !(parameters[layout.spread + k] > 0) {
        throw FitError.varianceCrossedZero(latent: k, step: step)
      }
    }
    state.step += 1
    return parts
  }

  /// The weight of each latent's KL term at the present step; a law moves what it remembers by one step.
  private func weights(_ parts: LossParts, moves: Bool) -> [Double] {
    let time = Double(state.step)
    guard case .feedback(let law) = specification.weight else {
      let schedule = specification.schedule
      return Array(repeating: schedule.beta(at: time), count: layout.latents)
    }
    var weights = [Double](repeating: 0, count: layout.latents)
    var rates = [Double](repeating: 0, count: max(1, regulation.count))
    let memory = regulation.isEmpty ? [0] : regulation
    parts.kl.withUnsafeBufferPointer { kl in
      guard let start = kl.baseAddress else { return }
      let code = CodeStatistics(
        latents: layout.latents, divergences: start,
        distortion: parts.distortion - totalVariance)
      law.controller.evaluate(
        reference: law.reference.beta(at: time), code, memory: memory, weights: &weights,
        rates: &rates)
    }
    if moves { for i in regulation.indices { regulation[i] += rates[i] } }
    return weights
  }

  /// The parameters as they are.
  package var numbers: [Double] { parameters.values }
}

extension FitSpecification {
  /// Where the parameters of steps lie.
  package func layout(columns: Int) -> ParameterLayout {
    ParameterLayout(
      columns: columns, latents: latents, decoder: decoder.likelihood, variance: variance)
  }

  /// `β` over steps; what a feedback law refers to.
  var schedule: BetaSchedule {
    switch weight {
    case .schedule(let schedule): schedule
    case .feedback(let law): law.reference
    }
  }
}
