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
    // y = 1/(1 + t²) falls through 0.2 at t = 2; the wave crosses zero many times on the way.
    let wave = IntegrationEvent { t, _ in Double.cos(3 * t) }
    let loose = Integrator(tolerance: Tolerance(relative: 1e-4))
    let solution = try loose.solve(Witch(), from: [1], at: [10], events: [wave])
    let expected = (0..<10).map { (Double($0) + 0.5) * Double.pi / 3 }.filter { $0 < 10 }
    #expect(solution.events.count == expected.count)
    for (event, time) in zip(solution.events, expected) { #expect(abs(event.time - time) < 1e-9) }
  }
}
