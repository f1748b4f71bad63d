import LinearVAE
import Testing

@Suite("Schedules in other units")
struct BetaScheduleScaledTests {
  /// 0.99^100000 is below all numbers: there is no rate left to raise to the power of a time.
  @Test("a ramp that is over within a new unit is a constant")
  func steep() {
    let scaled = BetaSchedule.exponential(rate: 0.99, max: 2).scaled(by: 3, stretch: 1e-5)
    #expect(scaled == .constant(6) && scaled.beta(at: 0) == 6)
  }

  @Test(
    "β at a time is the factor times β at the old time",
    arguments: [
      .constant(2), .tanh(rate: 0.3, max: 2), .linear(rate: 0.2, min: 0.1, max: 1.5),
      .cyclical(period: 3, ratio: 0.4, min: 0.1, max: 2, ramp: .sigmoid),
      .sigmoid(steepness: 2, midpoint: 4, max: 3), .cosine(duration: 5, min: 0.2, max: 2),
      .exponential(rate: 0.8, max: 2), .geometric(duration: 5, min: 0.2, max: 2),
      .staircase(increment: 0.3, every: 0.6, start: 1.2, min: 0.1, max: 2),
      .cyclical(period: 3, ratio: 0.4, max: 2, delay: 0.3),
      .points([.init(time: 0, beta: 1), .init(time: 2, beta: 3), .init(time: 7, beta: 0.5)]),
    ] as [BetaSchedule])
  func scaled(schedule: BetaSchedule) {
    let other = schedule.scaled(by: 2.5, stretch: 10)
    for time in [0, 0.7, 1.9, 3.3, 5.5, 8.1] {
      let expected = 2.5 * schedule.beta(at: time)
      #expect(abs(other.beta(at: 10 * time) - expected) <= 1e-13 * max(expected, 1))
    }
  }
}
