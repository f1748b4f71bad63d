import NumericKit
import Testing

/// Copies of the Lotka–Volterra equations side by side.
private struct Copies: GenericSystem {
  let copies: Int
  var dimension: Int { 2 * copies }

  func rates<S: FieldScalar>(_ y: UnsafePointer<S>, at t: S, into f: UnsafeMutablePointer<S>) {
    for i in 0..<copies {
      let (prey, hunters) = (y[2 * i], y[2 * i + 1])
      f[2 * i] = prey * (S(constant: 1.5) - hunters)
      f[2 * i + 1] = hunters * (prey - S(constant: 3))
    }
  }
}

/// Long rows of `Double` are combined, and their errors measured, by C. The largest error of a component decides
/// the step, so that copies of a system take its own steps, however many they are.
@Suite("Long rows")
struct LongRowsTests {
  @Test(
    "copies of a system take its steps to its states, up to rounding",
    arguments: [32, 33, 37, 50], [IntegrationMethod.explicit, .stabilized])
  func copies(count: Int, method: IntegrationMethod) throws {
    let integrator = Integrator(tolerance: Tolerance(relative: 1e-8), method: method)
    let times = [1.0, 5, 10]
    let one = try integrator.solve(Copies(copies: 1), from: [1, 1], at: times)
    let start = [Double](repeating: 1, count: 2 * count)
    let many = try integrator.solve(Copies(copies: count), from: start, at: times)
    #expect(many.statistics.steps == one.statistics.steps)
    #expect(many.statistics.evaluations == one.statistics.evaluations)
    for (state, reference) in zip(many.states, one.states) {
      for (i, value) in state.enumerated() {
        // Fused multiplications round once; a period of the orbit lets that grow a hundredfold.
        #expect(abs(value - reference[i % 2]) < 1e-12)
      }
    }
  }

  @Test(
    "a component that leaves its domain anywhere in a row rejects the step", arguments: [0, 70])
  func domain(place: Int) throws {
    struct Fall: GenericSystem {
      let place: Int
      let dimension = 71

      func rates<S: FieldScalar>(_ y: UnsafePointer<S>, at t: S, into f: UnsafeMutablePointer<S>) {
        for i in 0..<dimension { f[i] = S(constant: 0) }
        // Infinite at y = 0, which is reached at t = ½.
        f[place] = S(constant: -1) / y[place]
      }
    }
    let start = Array(repeating: 1.0, count: 71)
    let integrator = Integrator(tolerance: Tolerance(relative: 1e-8), method: .explicit)
    let error = #expect(throws: IntegrationError.self) {
      try integrator.solve(Fall(place: place), from: start, at: [1])
    }
    #expect(abs((error?.time ?? 0) - 0.5) < 1e-6)
  }
}
