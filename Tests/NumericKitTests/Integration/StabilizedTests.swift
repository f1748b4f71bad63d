import NumericKit
import Testing

/// `y_i' = −k_i (y_i − φ) + φ'` with `φ = 1/(1 + t)`, whose solution from 1 is `φ` in every component, at rates
/// `k_i` from 1 to 1000.
private struct Followers: GenericSystem {
  let dimension = 30

  func rates<S: FieldScalar>(_ y: UnsafePointer<S>, at t: S, into f: UnsafeMutablePointer<S>) {
    let φ = S(constant: 1) / (S(constant: 1) + t)
    for i in 0..<dimension {
      let share = Double(i) / Double(dimension - 1)
      f[i] = (1 + 999 * share * share) * (φ - y[i]) - φ * φ
    }
  }
}

/// `y_i' = k (y_{i−1} − 2y_i + y_{i+1}) + y_i − y_i³` between ends held at 0: a front that forms and settles.
private struct Front: GenericSystem {
  let dimension = 40

  func rates<S: FieldScalar>(_ y: UnsafePointer<S>, at t: S, into f: UnsafeMutablePointer<S>) {
    for i in 0..<dimension {
      let left = i > 0 ? y[i - 1] : S(constant: 0)
      let right = i + 1 < dimension ? y[i + 1] : S(constant: 0)
      f[i] = 300.0 * (left - 2 * y[i] + right) + y[i] - y[i] * y[i] * y[i]
    }
  }

  var start: [Double] { (0..<dimension).map { 0.1 + 0.02 * Double(($0 * 7) % 11) } }
}

@Suite("The stabilised methods")
struct StabilizedTests {
  private func integrator(_ relative: Double, _ method: IntegrationMethod) -> Integrator {
    Integrator(tolerance: Tolerance(relative: relative), method: method)
  }

  @Test("where fast modes follow something else the error stays within 10 × the tolerance")
  func followers() throws {
    let times = [0.5, 3, 20, 50]
    let start = Array(repeating: 1.0, count: 30)
    for relative in [1e-6, 1e-8, 1e-10] {
      let solution = try integrator(relative, .stabilized)
        .solve(Followers(), from: start, at: times)
      for (state, time) in zip(solution.states, times) {
        let error = state.map { abs($0 - 1 / (1 + time)) }.max() ?? .infinity
        #expect(error < 10 * relative)
      }
      let explicit = try integrator(relative, .explicit).solve(Followers(), from: start, at: times)
      // Fast modes that follow something else than rest lower the order.
      #expect(solution.statistics.evaluations < explicit.statistics.evaluations)
      #expect(solution.statistics.switches > 0)
      #expect(solution.statistics.jacobians == 0)
    }
  }

  @Test("on a nonlinear system they agree with the explicit pair")
  func front() throws {
    let times = [0.01, 0.3, 1, 3]
    let explicit = try integrator(1e-8, .explicit)
      .solve(Front(), from: Front().start, at: times)
    let exact = try integrator(1e-12, .explicit).solve(Front(), from: Front().start, at: times)
    for relative in [1e-6, 1e-8, 1e-10] {
      let solution = try integrator(relative, .stabilized)
        .solve(Front(), from: Front().start, at: times)
      for (state, expected) in zip(solution.states, exact.states) {
        #expect(zip(state, expected).allSatisfy { abs($0 - $1) < 10 * relative })
      }
      #expect(
        relative < 1e-8
          || solution.statistics.evaluations * 2 < explicit.statistics.evaluations)
    }
  }

  @Test("requested times are ends of steps, however many")
  func requestedTimes() throws {
    let times = (1...200).map { 0.1 * Double($0) }
    let solution = try integrator(1e-8, .stabilized)
      .solve(Followers(), from: Array(repeating: 1.0, count: 30), at: times)
    #expect(solution.states.count == times.count)
    for (state, time) in zip(solution.states, times) {
      #expect(state.allSatisfy { abs($0 - 1 / (1 + time)) < 1e-7 })
    }
  }

  @Test("between the ends of a step the state is that of a cubic")
  func continuousExtension() throws {
    var largest = 0.0
    _ = try integrator(1e-8, .stabilized).integrate(
      Followers(), from: Array(repeating: 1.0, count: 30), over: 0...20
    ) { step in
      for share in [0.25, 0.5, 0.75] {
        let time = step.start + share * (step.end - step.start)
        for value in step.state(at: time) {
          largest = max(largest, abs(value - 1 / (1 + time)))
        }
      }
      return .proceed
    }
    #expect(largest < 1e-5)
  }
}
