import NumericKit
import Testing

/// `y' = 1` in stretches so short that the clock, or the patience of a user, cannot resolve them.
private struct ManyStretches: DifferentiableSystem {
  let period: Double
  let dimension = 1

  func nextBreakPoint(after time: Double) -> Double? {
    max(((time / period).rounded(.down) + 1) * period, time.nextUp)
  }

  func evaluate(
    _ y: UnsafePointer<Double>, at t: Double, into f: UnsafeMutablePointer<Double>,
    scratch: UnsafeMutablePointer<Double>
  ) {
    f[0] = 1
  }

  func evaluateJacobian(
    _ y: UnsafePointer<Double>, at t: Double, into jacobian: UnsafeMutablePointer<Double>
  ) {
    jacobian[0] = 0
  }

  func evaluateTimeDerivative(
    _ y: UnsafePointer<Double>, at t: Double, into derivative: UnsafeMutablePointer<Double>
  ) {
    derivative[0] = 0
  }
}

@Suite("Break points beyond what steps can resolve")
struct BreakPointTests {
  @Test("stretches that the clock cannot tell apart are an error after few of them")
  func unresolvedBreakPoints() {
    for method in IntegrationMethod.allCases {
      let error = #expect(throws: IntegrationError.self) {
        try Integrator(tolerance: Tolerance(relative: 1e-8), method: method)
          .solve(ManyStretches(period: 1e-14), from: [0], start: 1e6, at: [1e6 + 1])
      }
      guard case .breakPointsTooClose(let spacing) = error?.reason else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(spacing < 1e-8)
    }
  }

  @Test("many stretches that the clock can tell apart use up the steps allowed")
  func manyBreakPoints() {
    let error = #expect(throws: IntegrationError.self) {
      try integrator().solve(ManyStretches(period: 1e-9), from: [0], at: [1])
    }
    #expect(error?.reason == .tooManySteps(limit: 20_000))
  }

  @Test("a few stretches of one unit in the last place are stepped through")
  func briefStretches() throws {
    let end = 1e6 + 20 * 1e6.ulp
    let solution = try integrator()
      .solve(ManyStretches(period: 1e-14), from: [0], start: 1e6, at: [end])
    let elapsed = end - 1e6
    #expect(abs(solution.states[0][0] - elapsed) < 20 * elapsed.ulp)
  }
}
