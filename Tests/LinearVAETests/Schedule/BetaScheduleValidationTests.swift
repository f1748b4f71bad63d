import LinearVAE
import Testing

@Suite("β(t): parameters")
struct BetaScheduleValidationTests {
  @Test(arguments: [
    (BetaSchedule.constant(-1), ""),
    (.constant(.nan), ""),
    (.constant(.infinity), ""),
    (.tanh(rate: 0), "rate"),
    (.tanh(rate: 1, max: -1), "max"),
    (.linear(rate: -1), "rate"),
    (.linear(rate: 1, min: -0.1), "min"),
    (.linear(rate: 1, min: 2, max: 1), "max"),
    (.cyclical(period: 0), "period"),
    (.cyclical(period: 1, ratio: 0), "ratio"),
    (.cyclical(period: 1, ratio: 1.1), "ratio"),
    (.sigmoid(steepness: 0, midpoint: 1), "steepness"),
    (.sigmoid(steepness: 1, midpoint: .infinity), "midpoint"),
    (.cosine(duration: 0), "duration"),
    (.exponential(rate: 1), "rate"),
    (.cyclical(period: 1, delay: -0.1), "delay"),
    (.cyclical(period: 1, ratio: 0.5, delay: 0.51), "delay"),
    (.geometric(duration: 0, min: 1), "duration"),
    (.geometric(duration: 1, min: 0), "min"),
    (.geometric(duration: 1, min: 2), "max"),
    (.staircase(increment: 0, every: 1, start: 0), "increment"),
    (.staircase(increment: 1, every: 0, start: 0), "every"),
    (.staircase(increment: 1, every: 1, start: -1), "start"),
    (.staircase(increment: 1, every: 1, start: 0, min: 2), "max"),
    (.points([]), "points"),
    (.points([.init(time: -1, beta: 0)]), "points.0.0"),
    (.points([.init(time: 0, beta: -1)]), "points.0.1"),
    (.points([.init(time: 2, beta: 0), .init(time: 1, beta: 0)]), "points.1.0"),
    (.points([1, 2, 3].map { .init(time: 5, beta: $0) }), "points.2.0"),
  ])
  func impossibleParametersAreNamed(schedule: BetaSchedule, key: String) {
    let error = #expect(throws: InvalidProblem.self) { try schedule.validate() }
    #expect(error?.keyPath == key)
  }

  @Test func possibleParametersPass() throws {
    try BetaSchedule.cyclical(period: 1, ratio: 1, min: 1, max: 1, ramp: .cosine).validate()
    try BetaSchedule.sigmoid(steepness: 1, midpoint: -1).validate()
    try BetaSchedule.points([.init(time: 0, beta: 1), .init(time: 0, beta: 2)]).validate()
  }

  @Test func boundsAndLimits() {
    let cyclical = BetaSchedule.cyclical(period: 3, min: 0.2, max: 0.9)
    #expect(cyclical.infimum == 0.2)
    #expect(cyclical.supremum == 0.9)
    #expect(cyclical.finalValue == nil)
    #expect(BetaSchedule.tanh(rate: 1, max: 2).finalValue == 2)
    #expect(BetaSchedule.sigmoid(steepness: 1, midpoint: 0).infimum == 0.5)
    let points = BetaSchedule.points([
      .init(time: 0, beta: 9), .init(time: 0, beta: 1), .init(time: 2, beta: 3),
      .init(time: 4, beta: 2),
    ])
    #expect(points.infimum == 1)
    #expect(points.supremum == 3)
    #expect(points.finalValue == 2)
  }

  @Test func onlyAScheduleWithoutAnyKLTermVanishes() {
    #expect(BetaSchedule.constant(0).vanishesIdentically)
    #expect(BetaSchedule.linear(rate: 1, min: 0, max: 0).vanishesIdentically)
    #expect(
      BetaSchedule.points([.init(time: 0, beta: 1), .init(time: 0, beta: 0)]).vanishesIdentically)
    #expect(!BetaSchedule.tanh(rate: 1e-9).vanishesIdentically)
    #expect(!BetaSchedule.points([.init(time: 5, beta: 1)]).vanishesIdentically)
  }

  @Test func messageNamesKeyFindingAndWhatIsAllowed() {
    let error = InvalidProblem("rate", found: "0.0", allowed: "a number > 0").below("training.beta")
    #expect("\(error)" == "training.beta.rate: found 0.0, expected a number > 0")
  }
}
