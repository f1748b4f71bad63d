import NumericKit
import RealModule
import Testing

@Suite("The limits of an integration")
struct IntegratorLimitTests {
  /// At 2⁵² times are whole numbers: a step is one, too, or state and time drift apart.
  @Test(
    "where the clock is coarse no step is empty, and state and time advance together",
    arguments: [IntegrationMethod.explicit, .stiff])
  func coarseClock(method: IntegrationMethod) throws {
    let start = 0x1p52
    for length in stride(from: 300.0, to: 400, by: 1) {
      var (empty, evaluated) = (0, start)
      let end = try integrator(1e-5, method)
        .integrate(Decay(rate: 0.01), from: [1], over: start...(start + length)) { step in
          if step.end <= step.start || step.start != evaluated { empty += 1 }
          evaluated = step.end
          return .proceed
        }
      #expect(empty == 0)
      #expect(abs(end.state[0] - Double.exp(-0.01 * length)) < 1e-5, "\(length)")
    }
  }

  @Test("steps that the clock cannot resolve are an error, not a state that runs ahead of time")
  func stepBelowTheClock() {
    let start = 0x1p52
    let error = #expect(throws: IntegrationError.self) {
      try integrator().solve(Decay(rate: 1000), from: [1], start: start, at: [start + 100])
    }
    guard case .stepTooSmall(let step) = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(step == 8)
    #expect(error?.time == start)
  }

  @Test("the smallest step allowed decides how near a singularity the solution is followed")
  func minimumStep() {
    for ulps in [8, 1e8, 1e12] {
      let limits = IntegrationLimits(maximumSteps: 20_000, minimumStepInUlps: ulps)
      let error = #expect(throws: IntegrationError.self) {
        try integrator(limits: limits).solve(BlowUp(), from: [1], at: [2])
      }
      guard case .stepTooSmall(let step) = error?.reason else {
        Issue.record("\(String(describing: error))")
        return
      }
      // Steps near the pole are a few hundredths of the distance to it.
      let smallest = ulps * (error?.time.ulp ?? 0)
      #expect(step >= smallest && step < 2 * smallest)
      let distance = 1 - (error?.time ?? 0)
      #expect(distance < 1000 * smallest && distance > -1e-6)
    }
  }

  @Test("a first step that the guess cannot see is as small as the clock allows")
  func firstGuessOfZero() throws {
    // The slope is beyond what can be scaled by the tolerance: the guess underflows to zero.
    let end = 1e-304
    let solution = try integrator().solve(Decay(rate: 1e305), from: [1], at: [end])
    #expect(abs(solution.states[0][0] - Double.exp(-10)) < 1e-7)
    #expect(solution.statistics.steps < 200)
  }
}
