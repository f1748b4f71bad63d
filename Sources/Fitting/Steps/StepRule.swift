import Dispatch
import NumericKit
import RealModule

/// One step of an optimiser from a gradient.
struct StepRule: Sendable {
  let optimizer: Optimizer
  let learningRate: Double
  /// What the gradient is multiplied with first.
  let scale: Double
  /// `λ` for the first numbers, the weights, and how many of them there are.
  let decay: Double
  let decayed: Int

  /// Adam's averages of gradient and square, and the number that keeps it from dividing by 0.
  private static let (first, second, epsilon) = (0.9, 0.999, 1e-8)
  /// Numbers that one thread moves at a time.
  private static let width = 16_384

  /// How many averages a step remembers of each parameter.
  var memories: Int { optimizer == .adam ? 2 : 0 }

  /// Moves all parameters.
  ///
  /// - Parameters:
  ///   - parameters: What is moved.
  ///   - gradient: Of the loss before its scale and without weight decay.
  ///   - memory: Adam's averages, one after the other.
  ///   - step: The number of the step, counted from 0.
  ///   - threads: Who moves them.
  func move(
    _ parameters: NumberBuffer, by gradient: NumberBuffer, _ memory: NumberBuffer, step: Int,
    _ threads: ThreadTeam
  ) {
    let parts = Panels.ranges(parameters.count, width: Self.width)
    let correction = (
      1 - Double.pow(Self.first, step + 1), 1 - Double.pow(Self.second, step + 1)
    )
    threads.perform(parts.count) { index in
      let part = parts[index]
      // Weights come first, so that a part has a beginning that decays.
      let end = min(max(decayed, part.lowerBound), part.upperBound)
      move(parameters, gradient, memory, part.lowerBound..<end, decay, correction)
      move(parameters, gradient, memory, end..<part.upperBound, 0, correction)
    }
  }

  private func move(
    _ parameters: NumberBuffer, _ gradient: NumberBuffer, _ memory: NumberBuffer,
    _ part: Range<Int>, _ decay: Double, _ correction: (Double, Double)
  ) {
    let (p, g) = (parameters.start, gradient.start)
    let (scale, learningRate) = (scale, learningRate)
    guard optimizer == .adam else {
      for i in part { p[i] -= learningRate * (scale * g[i] + decay * p[i]) }
      return
    }
    let (m, v) = (memory.start, memory.start + parameters.count)
    let (first, second, epsilon) = (Self.first, Self.second, Self.epsilon)
    let (rate, root) = (learningRate / correction.0, 1 / correction.1.squareRoot())
    for i in part {
      let slope = scale * g[i] + decay * p[i]
      m[i] = first * m[i] + (1 - first) * slope
      v[i] = second * v[i] + (1 - second) * slope * slope
      p[i] -= rate * m[i] / (v[i].squareRoot() * root + epsilon)
    }
  }
}
