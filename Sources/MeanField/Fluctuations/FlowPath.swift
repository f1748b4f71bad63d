import LinearVAE
import NumericKit

/// The state of a flow at any time up to an end: what its integration passed through.
struct FlowPath {
  let statistics: IntegrationStatistics
  private let count: Int
  /// The ends of the steps; the first begins at `t = 0`.
  private var ends: [Double] = []
  /// Of each step the states at its quarters, its beginning and its end, one after the other: they
  /// determine its continuous extension, which is a quartic.
  private var states: [Double] = []
  /// The step that was asked for last, near which the next question will be.
  private var step = 0

  /// Integrates a flow.
  ///
  /// - Throws: `IntegrationError` or `RunCancelled`.
  init(
    _ system: DifferentiableFlow, from initial: [Double], to end: Double, by integrator: Integrator
  ) throws {
    count = initial.count
    let record = Record()
    if end > 0 {
      statistics = try integrator.integrate(system, from: initial, over: 0...end) { step in
        record.ends.append(step.end)
        let length = step.end - step.start
        let base = record.states.count
        record.states.append(contentsOf: repeatElement(0, count: 5 * initial.count))
        record.states.withUnsafeMutableBufferPointer { states in
          guard let first = states.baseAddress else { return }
          for quarter in 0...4 {
            let time = quarter == 4 ? step.end : step.start + 0.25 * Double(quarter) * length
            step.evaluate(at: time, into: first + (base + quarter * initial.count))
          }
        }
        return .proceed
      }.statistics
    } else {
      statistics = IntegrationStatistics()
      record.ends = [0]
      record.states = Array((0..<5).map { _ in initial }.joined())
    }
    (ends, states) = (record.ends, record.states)
  }

  private final class Record {
    var ends: [Double] = []
    var states: [Double] = []
  }

  /// Writes the state at a time between 0 and the end.
  mutating func evaluate(at time: Double, into out: UnsafeMutablePointer<Double>) {
    while step > 0, time < ends[step - 1] { step -= 1 }
    while step + 1 < ends.count, time > ends[step] { step += 1 }
    let start = step > 0 ? ends[step - 1] : 0
    let length = ends[step] - start
    let θ = length > 0 ? min(1, max(0, (time - start) / length)) : 1
    let weights = Self.weights(4 * θ)
    states.withUnsafeBufferPointer { all in
      let base = step * 5 * count
      for i in 0..<count { out[i] = 0 }
      for node in 0..<5 {
        let (weight, first) = (weights[node], base + node * count)
        for i in 0..<count { out[i] += weight * all[first + i] }
      }
    }
  }

  /// Lagrange's weights of the nodes 0, 1, 2, 3, 4.
  private static func weights(_ x: Double) -> SIMD8<Double> {
    let (a, b, c, d, e) = (x, x - 1, x - 2, x - 3, x - 4)
    var weights = SIMD8<Double>.zero
    weights[0] = b * c * d * e / 24
    weights[1] = -a * c * d * e / 6
    weights[2] = a * b * d * e / 4
    weights[3] = -a * b * c * e / 6
    weights[4] = a * b * c * d / 24
    return weights
  }
}
