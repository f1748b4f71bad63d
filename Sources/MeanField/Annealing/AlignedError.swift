import LinearVAE
import NumericKit

/// The aligned generalization error as a function of the flow's coordinates, with its derivatives,
/// (error).
///
/// It has kinks where another assignment of latents to factors, or another sign, becomes the best one;
/// there the derivatives are those of one side.
struct AlignedError: Sendable {
  private let data: SpikedData
  private let amplitudes: [Double]
  private let layout: StateLayout
  /// Where `Q_kk` are.
  private let diagonal: [Int]

  init(_ problem: LearningProblem) {
    data = problem.data
    amplitudes = data.signals.map { $0.squareRoot() }
    let layout = StateLayout(latents: problem.latents, factors: data.factors)
    self.layout = layout
    diagonal = (0..<layout.latents).map { layout.Q + $0 * layout.latents - $0 * ($0 - 1) / 2 }
  }

  /// The error alone, one state a lane.
  func callAsFunction<Lanes: LaneScalar>(_ state: [Lanes]) -> Lanes {
    guard layout.factors == 1 else {
      return Lanes { lane in
        layout.state(of: state.map { $0.lane(lane) }).generalizationError(data: data)
      }
    }
    // One factor is best assigned to the latent of the largest overlap.
    var largest = Lanes(constant: 0)
    var trace = Lanes(constant: 0)
    for (k, diagonal) in diagonal.enumerated() {
      largest = Lanes.maximum(largest, state[layout.m + k].magnitude)
      trace += state[diagonal]
    }
    return Lanes(constant: data.signals[0]) - (2 * amplitudes[0]) * largest + trace
  }

  /// The error, and its derivative with respect to those coordinates on which it depends.
  func valueAndGradient(at state: [Double]) -> (value: Double, gradient: [(Int, Double)]) {
    let F = layout.factors
    var value = zip(data.signals, data.overlap.diagonal).reduce(0) { $0 + $1.0 * $1.1 }
    for diagonal in diagonal { value += state[diagonal] }
    var gradient = diagonal.map { ($0, 1.0) }
    let weights = Matrix(rows: layout.latents, columns: F) { k, s in
      amplitudes[s] * abs(state[layout.m + k * F + s])
    }
    let assignment = layout.latents > 1 || F > 1 ? weights.maximumAssignment() : [0]
    for (k, s) in assignment.enumerated() {
      guard let s else { continue }
      let index = layout.m + k * F + s
      value -= 2 * amplitudes[s] * abs(state[index])
      gradient.append((index, state[index] < 0 ? 2 * amplitudes[s] : -2 * amplitudes[s]))
    }
    return (value, gradient)
  }
}
