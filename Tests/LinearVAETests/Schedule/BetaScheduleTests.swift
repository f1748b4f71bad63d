import LinearVAE
import RealModule
import Testing

/// One of each kind, with break points inside `0 … 20` for those that have any.
private let everyKind: [BetaSchedule] = [
  .constant(0.7),
  .tanh(rate: 0.3, max: 1.5),
  .linear(rate: 0.15, min: 0.2, max: 1.1),
  .cyclical(period: 4, ratio: 0.4, min: 0.1, max: 1.3, ramp: .linear),
  .cyclical(period: 4, ratio: 0.4, min: 0.1, max: 1.3, ramp: .sigmoid),
  .cyclical(period: 4, ratio: 1, min: 0.1, max: 1.3, ramp: .cosine),
  .sigmoid(steepness: 0.8, midpoint: 7, max: 2),
  .cosine(duration: 9, min: 0.1, max: 1.2),
  .exponential(rate: 0.8, max: 1.4),
  .cyclical(period: 4, ratio: 0.5, min: 0.1, max: 1.3, ramp: .linear, delay: 0.25),
  .geometric(duration: 9, min: 0.01, max: 1.2),
  .staircase(increment: 0.25, every: 2.5, start: 3, min: 0.1, max: 1),
  .points([
    .init(time: 1, beta: 0.5), .init(time: 3, beta: 1), .init(time: 3, beta: 0.2),
    .init(time: 8, beta: 2),
  ]),
]

/// All break points in `0 < t ≤ end`.
private func breakPoints(of schedule: BetaSchedule, upTo end: Double) -> [Double] {
  var times: [Double] = []
  while let next = schedule.nextBreakPoint(after: times.last ?? 0), next <= end {
    times.append(next)
  }
  return times
}

@Suite("β(t): formulas")
struct BetaScheduleFormulaTests {
  @Test(arguments: [0, 0.4, 3, 40])
  func smoothKindsFollowTheirFormula(time: Double) {
    let pairs: [(BetaSchedule, Double)] = [
      (.constant(0.7), 0.7),
      (.tanh(rate: 0.3), Double.tanh(0.3 * time)),
      (.tanh(rate: 0.3, max: 1.5), 1.5 * Double.tanh(0.3 * time)),
      (.sigmoid(steepness: 2, midpoint: 1.5, max: 3), 3 / (1 + Double.exp(3 - 2 * time))),
      (.exponential(rate: 0.9, max: 2), 2 * (1 - Double.pow(0.9, time))),
    ]
    for (schedule, expected) in pairs {
      #expect(abs(schedule.beta(at: time) - expected) <= 1e-15, "\(schedule)")
    }
  }

  @Test func linearIsCapped() {
    let schedule = BetaSchedule.linear(rate: 0.25, min: 0.5, max: 2)
    #expect([0, 2, 6, 7, 1e9].map(schedule.beta) == [0.5, 1, 2, 2, 2])
    #expect(breakPoints(of: schedule, upTo: 1e9) == [6])
  }

  /// 0.01 every 5000 steps from step 20 000: 1 at 515 000.
  @Test func staircaseJumps() {
    let stairs = BetaSchedule.staircase(increment: 0.01, every: 5000, start: 20_000)
    let times: [Double] = [0, 19_999, 20_000, 24_999, 25_000, 514_999, 515_000, 1e9]
    let values = times.map(stairs.beta)
    #expect(values == [0, 0, 0.01, 0.01, 0.02, 0.99, 1, 1])
    let jumps = breakPoints(of: stairs, upTo: 1e9)
    #expect(jumps == (0..<100).map { 20_000 + 5000 * Double($0) })
    #expect(stairs.finalValue == 1 && stairs.settlingTime == 510_000)
    // The eleventh jump ends on max, although 1.1/0.1 rounds to more than 11.
    let eleven = BetaSchedule.staircase(increment: 0.1, every: 1, start: 1, max: 1.1)
    #expect(breakPoints(of: eleven, upTo: 100).count == 11 && eleven.beta(at: 11) == 1.1)
    // A jump at time 0 hides the value before it.
    #expect(BetaSchedule.staircase(increment: 0.4, every: 1, start: 0).infimum == 0.4)
    #expect(breakPoints(of: .staircase(increment: 1, every: 1, start: 0, max: 0), upTo: 9).isEmpty)
  }

  /// From 1e-6 to 5e-2 in 20 000 steps, then held: the geometric mean of the ends in the middle.
  @Test func geometricGrowsByAFactorInEachUnit() {
    let schedule = BetaSchedule.geometric(duration: 20_000, min: 1e-6, max: 5e-2)
    let middle = (5e-8).squareRoot()
    #expect(schedule.beta(at: 0) == 1e-6)
    #expect(abs(schedule.beta(at: 10_000) / middle - 1) < 1e-14)
    #expect(abs(schedule.beta(at: 20_000.0.nextDown) / 5e-2 - 1) < 1e-14)
    #expect(schedule.beta(at: 20_000) == 5e-2 && schedule.beta(at: 1e9) == 5e-2)
    #expect(breakPoints(of: schedule, upTo: 1e9) == [20_000])
    #expect(BetaSchedule.geometric(duration: 3, min: 1, max: 1).beta(at: 1) == 1)
    #expect(BetaSchedule.geometric(duration: 3, min: 1e-300, max: 1e300).beta(at: 1.5).isFinite)
  }

  @Test func cosineRisesForHalfAPeriod() {
    let schedule = BetaSchedule.cosine(duration: 8, min: 0.5, max: 2.5)
    #expect(schedule.beta(at: 0) == 0.5)
    #expect(abs(schedule.beta(at: 2) - (1.5 - Double.cos(Double.pi / 4))) < 1e-15)
    #expect(abs(schedule.beta(at: 4) - 1.5) < 1e-15)
    #expect(schedule.beta(at: 8) == 2.5)
    #expect(schedule.beta(at: 80) == 2.5)
    #expect(breakPoints(of: schedule, upTo: 100) == [8])
  }

  @Test func pointsAreJoinedByLines() {
    let schedule = BetaSchedule.points([
      .init(time: 2, beta: 1), .init(time: 4, beta: 3), .init(time: 4, beta: 0),
      .init(time: 8, beta: 2),
    ])
    #expect([0, 2, 3, 4, 5, 8, 9].map(schedule.beta) == [1, 1, 2, 0, 0.5, 2, 2])
    #expect(schedule.piece(around: 3).value(at: 4) == 3)
    #expect(breakPoints(of: schedule, upTo: 100) == [2, 4, 8])
  }
}

@Suite("β(t): cycles")
struct CyclicalScheduleTests {
  @Test(arguments: BetaSchedule.Ramp.allCases)
  func rampsReachTheirEndsExactly(ramp: BetaSchedule.Ramp) {
    let schedule = BetaSchedule.cyclical(period: 4, ratio: 0.5, min: 0, max: 1.25, ramp: ramp)
    for cycle in 0..<5 {
      let start = 4 * Double(cycle)
      #expect(schedule.beta(at: start) == 0)
      #expect(abs(schedule.beta(at: start + 1) - 0.625) < 1e-15)
      #expect(schedule.piece(around: start + 1).value(at: start + 2) == 1.25)
      #expect(schedule.beta(at: start + 2) == 1.25)
      #expect(schedule.beta(at: start + 3.5) == 1.25)
    }
    #expect(breakPoints(of: schedule, upTo: 10) == [2, 4, 6, 8, 10])
  }

  @Test func rampsDifferInShape() {
    func quarter(_ ramp: BetaSchedule.Ramp) -> Double {
      BetaSchedule.cyclical(period: 2, ratio: 0.5, ramp: ramp).beta(at: 0.25)
    }
    func logistic(_ x: Double) -> Double { 1 / (1 + Double.exp(-x)) }
    let sigmoid = (logistic(-3) - logistic(-6)) / (logistic(6) - logistic(-6))
    #expect(quarter(.linear) == 0.25)
    #expect(abs(quarter(.sigmoid) - sigmoid) < 1e-15)
    #expect(abs(quarter(.cosine) - (1 - Double.sqrt(0.5)) / 2) < 1e-15)
  }

  @Test func onePeriodLongerThanTheRunIsTheLinearSchedule() {
    let cyclical = BetaSchedule.cyclical(period: 1000, ratio: 0.01, min: 0.2, max: 1.2)
    let linear = BetaSchedule.linear(rate: 0.1, min: 0.2, max: 1.2)
    for time in stride(from: 0, through: 999, by: 0.37) {
      #expect(abs(cyclical.beta(at: time) - linear.beta(at: time)) <= 1e-15)
    }
    #expect(cyclical.nextBreakPoint(after: 0) == linear.nextBreakPoint(after: 0))
  }

  @Test(arguments: [0.1, 1.0 / 3, 0.7, 1], [0.5, 0.99999999999999989, 1])
  func breakPointsStayExactAfterAMillionCycles(period: Double, ratio: Double) {
    let schedule = BetaSchedule.cyclical(period: period, ratio: ratio)
    for cycle in 1_000_000..<1_000_100 {
      let start = Double(cycle) * period
      let end = Double(cycle + 1) * period
      #expect(schedule.beta(at: start) == 0)
      #expect(schedule.beta(at: start.nextDown) > 0.99)
      // From inside a cycle the break points are its top, if that is not its end, and its end.
      var time = start
      var found: [Double] = []
      while time < end, let next = schedule.nextBreakPoint(after: time) {
        #expect(next > time)
        found.append(next)
        time = next
      }
      #expect(found.last == end)
      #expect(ratio == 1 ? found.count == 1 : found.count <= 2)
      #expect(ratio != 0.5 || found.count == 2)
    }
  }

  /// Zero for a quarter of a cycle, up for half of it, held for a quarter.
  @Test(arguments: BetaSchedule.Ramp.allCases)
  func aDelayedRampBeginsLater(ramp: BetaSchedule.Ramp) {
    let schedule = BetaSchedule.cyclical(period: 8, ratio: 0.5, max: 2, ramp: ramp, delay: 0.25)
    let early = BetaSchedule.cyclical(period: 8, ratio: 0.5, max: 2, ramp: ramp)
    for time in stride(from: 0, to: 24, by: 0.25) {
      let phase = time.truncatingRemainder(dividingBy: 8)
      let expected = phase < 2 ? 0 : phase < 6 ? early.beta(at: phase - 2) : 2
      #expect(abs(schedule.beta(at: time) - expected) <= 1e-15, "at \(time)")
    }
    #expect(breakPoints(of: schedule, upTo: 16) == [2, 6, 8, 10, 14, 16])
  }

  @Test func breakPointsAdvanceEvenWherePeriodsAreLostInRounding() {
    let schedule = BetaSchedule.cyclical(period: 1e-3)
    let time = 0x1p60
    #expect(schedule.nextBreakPoint(after: time) == time.nextUp)
  }

  @Test func aFlatCycleHasNoBreakPoints() {
    let schedule = BetaSchedule.cyclical(period: 2, min: 0.5, max: 0.5)
    #expect(schedule.nextBreakPoint(after: 0) == nil)
    #expect(schedule.piece(around: 0.3) == .constant(0.5))
  }
}

@Suite("β(t): pieces and break points")
struct BetaSchedulePieceTests {
  @Test(arguments: everyKind)
  func piecesMeetBetaAtBothEndsOfTheirStretch(schedule: BetaSchedule) {
    let ends = [0] + breakPoints(of: schedule, upTo: 20) + [20]
    for (start, end) in zip(ends, ends.dropFirst()) where start < end {
      let piece = schedule.piece(around: 0.5 * (start + end))
      #expect(abs(piece.value(at: start) - schedule.beta(at: start)) < 1e-14)
      #expect(abs(piece.value(at: end) - schedule.beta(at: end.nextDown)) < 1e-14)
      for fraction in stride(from: 0, to: 1, by: 0.09) {
        let time = start + fraction * (end - start)
        #expect(schedule.piece(around: time) == piece)
        #expect(schedule.beta(at: time) == piece.value(at: time))
      }
    }
  }

  /// Central differences of step `h` are off by `O(h²)`, here below 1e-7 of the slope's scale.
  @Test(arguments: everyKind)
  func derivativeIsThatOfTheValue(schedule: BetaSchedule) {
    let h = 1e-5
    for time in stride(from: 0.03, to: 20, by: 0.31) {
      let piece = schedule.piece(around: time)
      let difference = (piece.value(at: time + h) - piece.value(at: time - h)) / (2 * h)
      #expect(abs(piece.derivative(at: time) - difference) < 1e-8, "at \(time)")
    }
  }

  /// Between two break points a schedule has no kink: one-sided slopes agree everywhere.
  @Test(arguments: everyKind)
  func everyKinkIsABreakPoint(schedule: BetaSchedule) {
    let h = 1e-4
    let known = breakPoints(of: schedule, upTo: 21)
    for time in stride(from: h, to: 20, by: 7 * h)
    where !known.contains(where: { abs($0 - time) <= 1.01 * h }) {
      let left = schedule.beta(at: time) - schedule.beta(at: time - h)
      let right = schedule.beta(at: time + h) - schedule.beta(at: time)
      #expect(abs(right - left) < 20 * h * h, "at \(time)")
    }
  }

  @Test func derivativesStayFiniteFarAway() {
    for schedule in everyKind {
      let piece = schedule.piece(around: 1e6 + 0.1)
      #expect(piece.derivative(at: 1e6).isFinite)
      #expect(piece.value(at: 1e6).isFinite)
    }
  }
}

@Suite("β(t): ends of ramps")
struct BetaScheduleEndTests {
  /// Ends that are no round numbers, where `min + (max − min)` can round away from `max`.
  @Test(arguments: [(0.0, 1.0), (0.1, 1.3), (0.3, 0.7), (1e-4, 3.7)], [0.1, 3.0, 7.7, 1e5])
  func everyRampEndsOnMaxExactly(ends: (min: Double, max: Double), duration: Double) {
    let (min, max) = ends
    var schedules: [BetaSchedule] = [
      .linear(rate: (max - min) / duration, min: min, max: max),
      .cosine(duration: duration, min: min, max: max),
    ]
    if min > 0 { schedules.append(.geometric(duration: duration, min: min, max: max)) }
    for ramp in BetaSchedule.Ramp.allCases {
      schedules.append(
        .cyclical(period: 2 * duration, ratio: 0.5, min: min, max: max, ramp: ramp))
    }
    for schedule in schedules {
      #expect(schedule.beta(at: 0) == min, "\(schedule)")
      let end = schedule.nextBreakPoint(after: 0) ?? .nan
      #expect(abs(end - duration) <= 4e-16 * duration, "\(schedule)")
      #expect(schedule.beta(at: end) == max, "\(schedule)")
      // Of a geometric ramp the error of the exponent, up to 10, counts as well.
      let isGeometric = if case .geometric = schedule { true } else { false }
      let error = abs(schedule.beta(at: end.nextDown) - max) / max
      #expect(error <= (isGeometric ? 4e-15 : 4e-16), "\(schedule)")
    }
  }

  /// One cycle with a ratio of 1 is the monotonic schedule until it ends, whatever the shape.
  @Test func oneCycleIsTheMonotonicSchedule() {
    let pairs: [(BetaSchedule.Ramp, BetaSchedule)] = [
      (.linear, .linear(rate: 0.05, min: 0.2, max: 1.2)),
      (.cosine, .cosine(duration: 20, min: 0.2, max: 1.2)),
    ]
    for (ramp, monotonic) in pairs {
      for ratio in [1, 0.5, 0.1] {
        let cycle = BetaSchedule.cyclical(
          period: 20 / ratio, ratio: ratio, min: 0.2, max: 1.2, ramp: ramp)
        for time in stride(from: 0, to: 20 / ratio, by: 0.013) {
          #expect(abs(cycle.beta(at: time) - monotonic.beta(at: time)) <= 4e-16)
        }
      }
    }
  }

  /// However fast and however long, `β` is never above `max`.
  @Test(arguments: [1e-3, 0.3, 1e6, 1e300], [0.0, 0.1, 1.1])
  func linearNeverExceedsItsCap(rate: Double, min: Double) {
    let schedule = BetaSchedule.linear(rate: rate, min: min, max: 1.1)
    let end = (1.1 - min) / rate
    for factor in [0, 0.5, 0.999, 1, 1.001, 1.5, 3, 1e6] {
      #expect(schedule.beta(at: factor * end) <= 1.1)
    }
    #expect(schedule.beta(at: 1e300) == 1.1)
    #expect(schedule.supremum == 1.1)
  }
}
