import NumericKit
import RealModule
import Testing

@Suite("Event location")
struct IntegrationEventTests {
  private let integrator = Integrator(tolerance: Tolerance(relative: 1e-11))

  @Test("a Kepler orbit crosses its axis every half period")
  func crossings() throws {
    let axis = IntegrationEvent { _, y in y[1] }
    let solution = try integrator.solve(
      Kepler(), from: Kepler.start(eccentricity: 0), at: [10], events: [axis])
    #expect(solution.events.count == 3)
    for (k, event) in solution.events.enumerated() {
      #expect(abs(event.time - Double.pi * Double(k + 1)) < 1e-9)
      #expect(abs(event.state[1]) < 1e-9)
    }
  }

  @Test("direction selects crossings; a terminal event ends the integration")
  func directionAndTermination() throws {
    let falling = IntegrationEvent(direction: .falling, isTerminal: true) { _, y in y[1] }
    let rising = IntegrationEvent(direction: .rising) { _, y in y[1] }
    let solution = try integrator.solve(
      Kepler(), from: Kepler.start(eccentricity: 0), at: [1, 2, 3, 4], events: [rising, falling])
    #expect(solution.events.map(\.event) == [1])
    #expect(solution.states.count == 3)
  }

  @Test("two crossings inside one long step are both found")
  func pairInsideAStep() throws {
    let loose = Integrator(tolerance: Tolerance(relative: 1e-4), method: .explicit)
    var steps: [ClosedRange<Double>] = []
    _ = try loose.integrate(Witch(), from: [1], over: 0...10) { step in
      steps.append(step.start...step.end)
      return .proceed
    }
    for step in steps {
      let length = step.upperBound - step.lowerBound
      let zeros = [0.3, 0.7].map { step.lowerBound + $0 * length }
      let pulse = IntegrationEvent { t, _ in (t - zeros[0]) * (t - zeros[1]) }
      let solution = try loose.solve(Witch(), from: [1], at: [10], events: [pulse])
      #expect(solution.statistics.steps == steps.count)  // the same steps: both zeros lie in one
      #expect(solution.events.count == 2)
      for (event, time) in zip(solution.events, zeros) { #expect(abs(event.time - time) < 1e-9) }
    }
  }

  @Test(
    "stiff: events lie on the slow solution of Van der Pol's oscillator",
    arguments: [IntegrationMethod.stiff, .automatic])
  func stiffEvents(method: IntegrationMethod) throws {
    // On the slow branch t = μ (ln y − y²/2) + const, up to O(1/μ).
    let events = [1.5, 1.2].map { level in
      IntegrationEvent(direction: .falling) { _, y in y[0] - level }
    }
    let solution = try Integrator(tolerance: Tolerance(relative: 1e-9), method: method)
      .solve(VanDerPol(), from: VanDerPol.start, at: [800], events: events)
    #expect(solution.events.map(\.event) == [0, 1])
    #expect(solution.statistics.stiffSteps > 0)
    func slowTime(_ y: Double) -> Double { 1000 * (Double.log(y) - 0.5 * y * y) }
    for (event, level) in zip(solution.events, [1.5, 1.2]) {
      #expect(abs(event.time - (slowTime(level) - slowTime(2))) < 0.01)
      #expect(abs(event.state[0] - level) < 1e-8)
    }
  }

  @Test(
    "events just before, at and just after a break point are each found once",
    arguments: [IntegrationMethod.explicit, .stiff, .automatic])
  func nearBreakPoints(method: IntegrationMethod) throws {
    // The target jumps at t = 1 and 2: the solution has kinks there, the events' functions have not.
    let zeros = [1 - 1e-9, 1, 1 + 1e-9, 1.5, 2 - 1e-12, 2]
    let clocks = zeros.map { zero in IntegrationEvent(direction: .rising) { t, _ in t - zero } }
    let level = IntegrationEvent { _, y in y[0] - 0.5 }
    let integrator = Integrator(tolerance: Tolerance(relative: 1e-9), method: method)
    let solution = try integrator.solve(
      SwitchedRelaxation(rate: 3), from: [0], at: [3], events: clocks + [level])
    let timed = solution.events.filter { $0.event < zeros.count }
    #expect(timed.map(\.event) == Array(zeros.indices))
    for (event, zero) in zip(timed, zeros) { #expect(abs(event.time - zero) <= 2 * zero.ulp) }
    // Up through one half after the first jump, down again after the second.
    let crossings = solution.events.filter { $0.event == zeros.count }.map(\.time)
    let rise = Double.log(2) / 3
    let fall = Double.log(2 * (1 - Double.exp(-3))) / 3
    #expect(crossings.count == 2)
    for (time, exact) in zip(crossings, [1 + rise, 2 + fall]) {
      #expect(abs(time - exact) < 1e-8)
    }
    #expect(solution.events.map(\.time) == solution.events.map(\.time).sorted())
  }

  @Test("a terminal event at a break point ends the integration there")
  func terminalAtBreakPoint() throws {
    let ending = IntegrationEvent(isTerminal: true) { t, _ in t - 1 }
    let solution = try integrator.solve(
      SwitchedRelaxation(rate: 3), from: [0], at: [0.5, 1, 1.5], events: [ending])
    #expect(solution.events.map(\.time) == [1])
    #expect(solution.states.count == 2)
  }
}
