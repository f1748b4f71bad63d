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

  /// The tableau as that of a Runge–Kutta method, in which each Euler step is a stage; the last row is the end.
  private func stages(_ method: StabilizedTableau) -> (A: [[Double]], b: [Double], e: [Double]) {
    let (k, a) = (method.euler.count, method.a)
    let b = method.euler + method.b
    let own = [[], [a[0]], [a[1], a[2]], [a[3], a[4], a[5]], method.b]
    let rows = (0..<k).map { Array(method.euler.prefix($0)) } + own.map { method.euler + $0 }
    let zeros = { (count: Int) in [Double](repeating: 0, count: count) }
    return (
      rows.map { $0 + zeros(k + 5 - $0.count) }, b + [0],
      zeros(k) + method.e
    )
  }

  /// Rounding of the printed coefficients comes to 5e-14 of what the conditions ask for.
  @Test("coefficients are of order 4, their error of order 3", arguments: 0..<3)
  func order(index: Int) {
    let (A, b, e) = stages(StabilizedTableau.all[index])
    func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    func after(_ x: [Double]) -> [Double] { A.map { dot($0, x) } }
    func times(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map { $0 * $1 } }
    let one = b.map { _ in 1.0 }
    let c = after(one)
    let (c2, Ac) = (times(c, c), after(c))
    let conditions: [(terms: [Double], value: Double)] = [
      (one, 1), (c, 1.0 / 2), (c2, 1.0 / 3), (Ac, 1.0 / 6), (times(c, c2), 1.0 / 4),
      (times(c, Ac), 1.0 / 8), (after(c2), 1.0 / 12), (after(Ac), 1.0 / 24),
    ]
    for (terms, value) in conditions { #expect(abs(dot(b, terms) - value) < 2e-13) }
    for (terms, _) in conditions.prefix(4) { #expect(abs(dot(e, terms)) < 1e-15) }
    #expect(abs(dot(e, after(Ac)) - 1e-3) < 1e-15)
  }

  @Test("modes decay as far as the methods reach", arguments: 0..<3)
  func reach(index: Int) {
    let method = StabilizedTableau.all[index]
    let (A, b, _) = stages(method)
    // Above 1 if a mode grows, or lasts longer than its first steps let it.
    var largest = 0.0
    for point in 1...2000 {
      let z = -method.reach * Double(point) / 2000
      var slopes: [Double] = []
      for row in A { slopes.append(1 + z * zip(row, slopes).reduce(0) { $0 + $1.0 * $1.1 }) }
      let factor = 1 + z * zip(b, slopes).reduce(0) { $0 + $1.0 * $1.1 }
      largest = max(largest, abs(factor) / max(0.931, 1 + 0.9 * z))
    }
    #expect(largest < 1)
  }
}
