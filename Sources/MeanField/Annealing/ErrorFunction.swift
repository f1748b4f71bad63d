import LinearVAE
import NumericKit

/// The aligned error of a flow's coordinates, one state a lane.
struct ErrorFunction: Sendable {
  private let data: SpikedData
  private let layout: StateLayout

  init(_ problem: LearningProblem) {
    data = problem.data
    layout = StateLayout(latents: problem.latents, factors: problem.data.factors)
  }

  func callAsFunction<Lanes: LaneScalar>(_ state: [Lanes]) -> Lanes {
    guard layout.factors == 1 else {
      return Lanes { lane in
        layout.state(of: state.map { $0.lane(lane) }).generalizationError(data: data)
      }
    }
    // One factor is best assigned to the latent of the largest overlap.
    let ρ = data.signals[0]
    var largest = Lanes(constant: 0)
    var trace = Lanes(constant: 0)
    var diagonal = layout.Q
    for k in 0..<layout.latents {
      largest = Lanes.maximum(largest, state[layout.m + k].magnitude)
      trace += state[diagonal]
      diagonal += layout.latents - k
    }
    return Lanes(constant: ρ) - (2 * ρ.squareRoot()) * largest + trace
  }
}
