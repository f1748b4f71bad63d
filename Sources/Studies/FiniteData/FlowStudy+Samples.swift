import LinearVAE
import MeanField
import NumericKit
import Storage

/// What training on samples that are used again makes of them, and when it should stop.
public struct SampleCourse: Sendable {
  /// What the samples say of the state at each time.
  public let training: [CodesOfSamples]
  /// Where the generalization error is smallest up to the last time.
  public let stop: FiniteDataFlow.Stop
}

extension FlowStudy {
  /// Follows the flow on samples that are used again.
  func runOnSamples(_ context: RunContext) throws -> FlowResult {
    let moments = CurveMoments(times, curvePoints: curvePoints)
    let (all, chosen) = (moments.times, moments.chosen)
    context.report(0, of: all.count, "times")
    let flow = try FiniteDataFlow(
      problem, integrator: Integrator(tolerance: SpectralFlow.tolerance(relative: tolerance)))
    let solution = try flow.solution(from: initial, at: all) {
      context.report($0, of: all.count, "times")
    }
    context.report(all.count, of: all.count, "times")
    let stop = try flow.bestStop(from: initial, until: times.last ?? 0)
    let curve = FlowResult.Curve(
      times: all, states: solution.states,
      beta: EffectiveBeta(solution.weights, under: problem.training.feedback), spread: nil)
    return FlowResult(
      problem: problem, times: times, states: chosen.map { curve.states[$0] },
      beta: curve.beta.at(chosen), spread: nil, curve: curve,
      statistics: solution.statistics,
      samples: SampleCourse(training: chosen.map { solution.training[$0] }, stop: stop))
  }
}

extension SampleCourse {
  /// The answer in words: when to stop, and what that gains.
  package func words(endingAt error: Double) -> String {
    func short(_ value: Double) -> String { ShortNumber.text(value, digits: 4) }
    guard stop.isEarly else {
      return "The error ε_g on new data is smallest at the end, \(short(stop.error)): "
        + "nothing is gained by stopping before."
    }
    return "Stop at τt = \(short(stop.time)): the error ε_g on new data is smallest there, "
      + "\(short(stop.error)), and \(short(error)) at the end, as the samples' noise is learned."
  }
}

extension Dataset {
  /// Adds what samples and new data say of each state, and the best time to stop.
  mutating func add(_ samples: SampleCourse, of flow: FlowResult) {
    let (states, data, training) = (flow.states, flow.problem.data, samples.training)
    let latents = flow.problem.latents
    func add(_ kind: String, _ codes: [(kl: [Double], distortion: Double)], _ source: String) {
      self.add(
        "kl_\(kind)", .numbers(codes.flatMap(\.kl)),
        "KL divergence of each latent, in nats, over \(source).", at: "kl.\(kind)",
        shape: [codes.count, latents], over: "time", "latent")
      self.add(
        "distortion_change_\(kind)", .numbers(codes.map(\.distortion)),
        "Squared error of reconstruction less that of reconstructing zero, over \(source).",
        at: "distortion_change.\(kind)", over: "time")
      if !flow.beta.isPerLatent {
        self.add(
          "loss_change_\(kind)",
          .numbers(
            zip(codes, flow.beta.series[0]).map {
              0.5 * $0.distortion + $1 * $0.kl.reduce(0, +)
            }), "Loss less that of the collapsed state, over \(source).",
          at: "loss_change.\(kind)", over: "time")
      }
    }
    add("training", training.map { ($0.klDivergences, $0.relativeDistortion) }, "the samples")
    add(
      "test",
      states.map { ($0.klDivergences(data: data), $0.relativeDistortion(data: data)) }, "new data")
    self.add(
      "best_stop_time", .numbers([samples.stop.time]),
      "Time at which the aligned generalization error is smallest.", at: "best_stop.time")
    self.add(
      "best_stop_error", .numbers([samples.stop.error]), "That error.", at: "best_stop.error")
    self.add(
      "best_stop_is_early", .flags([samples.stop.isEarly]),
      "Whether it is larger at the last time.", at: "best_stop.is_early")
  }
}
