import LinearVAE
import NumericKit

/// The aligned generalization error as a function of the flow's coordinates, with its derivatives,
/// (error).
///
/// It has kinks where another assignment of latents to factors, or another sign, becomes the best one;
/// there the derivatives are those of one side.
struct AlignedError: Sendable {
  private let amplitudes: [Double]
  private let norm: Double
  private let layout: StateLayout

  init(_ problem: LearningProblem, layout: StateLayout) {
    let data = problem.data
    amplitudes = data.signals.map { $0.squareRoot() }
    norm = zip(data.signals, data.overlap.diagonal).reduce(0) { $0 + $1.0 * $1.1 }
    self.layout = layout
  }

  /// The error, and its derivative with respect to those coordinates on which it depends.
  func valueAndGradient(at state: [Double]) -> (value: Double, gradient: [(Int, Double)]) {
    let (M, F) = (layout.latents, layout.factors)
    var value = norm
    var gradient: [(Int, Double)] = []
    var next = layout.Q
    for k in 0..<M {
      value += state[next]
      gradient.append((next, 1))
      next += M - k
    }
    for (k, s) in assignment(state).enumerated() {
      guard let s else { continue }
      let index = layout.m + k * F + s
      value -= 2 * amplitudes[s] * abs(state[index])
      gradient.append((index, state[index] < 0 ? 2 * amplitudes[s] : -2 * amplitudes[s]))
    }
    return (value, gradient)
  }

  /// The factor of each latent.
  private func assignment(_ state: [Double]) -> [Int?] {
    let (M, F) = (layout.latents, layout.factors)
    guard M > 1 || F > 1 else { return [0] }
    var weights = Matrix(rows: M, columns: F)
    for k in 0..<M {
      for s in 0..<F { weights[k, s] = amplitudes[s] * abs(state[layout.m + k * F + s]) }
    }
    return weights.maximumAssignment()
  }
}
