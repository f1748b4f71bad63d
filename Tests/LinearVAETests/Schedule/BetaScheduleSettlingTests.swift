import LinearVAE
import RealModule
import Testing

@Suite("β(t): when it has settled")
struct BetaScheduleSettlingTests {
  /// The definition: just before the time `β` is outside of 1 %, from then on inside.
  @Test(arguments: [
    BetaSchedule.tanh(rate: 0.3, max: 1.5),
    .linear(rate: 0.15, min: 0.2, max: 1.1),
    .sigmoid(steepness: 0.8, midpoint: 7, max: 2),
    .cosine(duration: 9, min: 0.1, max: 1.2),
    .exponential(rate: 0.8, max: 1.4),
    .geometric(duration: 9, min: 0.1, max: 1.2),
    .staircase(increment: 0.007, every: 0.1, start: 3, min: 0.1, max: 1.2),
    .staircase(increment: 5, every: 2, start: 3, max: 1),
    .points([.init(time: 1, beta: 0.5), .init(time: 3, beta: 2), .init(time: 8, beta: 1)]),
    .points([.init(time: 1, beta: 2), .init(time: 5, beta: 0)]),
    .points([.init(time: 2, beta: 0.5), .init(time: 2, beta: 1)]),
  ])
  func settlingTimeIsTheLastEntryIntoOnePercent(schedule: BetaSchedule) throws {
    let time = try #require(schedule.settlingTime)
    let final = try #require(schedule.finalValue)
    func isSettled(_ time: Double) -> Bool {
      let beta = schedule.beta(at: time)
      return beta >= 0.99 * final && beta <= final + 0.01 * schedule.supremum
    }
    #expect(!isSettled(time - 1e-9))
    for later in stride(from: time + 1e-9, to: time + 40, by: 0.01) {
      #expect(isSettled(later), "at \(later)")
    }
  }

  /// tanh and exponential by their definition, linear and cosine by inverting the formula.
  @Test func closedForms() {
    func expect(_ schedule: BetaSchedule, _ time: Double) {
      #expect(abs((schedule.settlingTime ?? .nan) - time) <= 1e-14 * time, "\(schedule)")
    }
    expect(.tanh(rate: 0.2), 5 * 0.5 * Double.log(199))
    expect(.linear(rate: 0.001), 990)
    expect(.sigmoid(steepness: 0.0025, midpoint: 2500), 2500 + 400 * Double.log(99))
    expect(.cosine(duration: 100), 100 / Double.pi * Double.acos(1 - 2 * 0.99))
    expect(.exponential(rate: 0.5), Double.log(100) / Double.log(2))
  }

  @Test func whatIsThereFromTheStartHasSettledAtZero() {
    let schedules: [BetaSchedule] = [
      .constant(0), .constant(2), .tanh(rate: 1, max: 0), .linear(rate: 1, min: 0.995, max: 1),
      .cosine(duration: 3, min: 1, max: 1), .cyclical(period: 3, min: 1, max: 1),
      .sigmoid(steepness: 1, midpoint: -30), .points([.init(time: 5, beta: 1)]),
      .points([.init(time: 0, beta: 9), .init(time: 0, beta: 1)]),
    ]
    for schedule in schedules { #expect(schedule.settlingTime == 0, "\(schedule)") }
  }

  @Test func cyclesNeverSettle() {
    #expect(BetaSchedule.cyclical(period: 3).settlingTime == nil)
  }

  @Test func overflowIsInfinite() {
    #expect(BetaSchedule.linear(rate: .leastNonzeroMagnitude).settlingTime == .infinity)
  }
}
