/// The jumps of a staircase schedule.
///
/// Jump `k`, counted from 0, is at the rounded sum `start + k · every`: computed in the same way for every
/// time, so that evaluation and break points agree to the last bit.
struct Stairs {
  let increment, every, start, min, max: Double

  /// How many jumps it takes from `min` to `max`.
  var count: Double { jumps(upTo: max) }

  /// How many jumps it takes to a value of at most `max`.
  ///
  /// A quotient such as 1.1/0.1, which rounding puts above 11, makes no jump of its own.
  func jumps(upTo value: Double) -> Double {
    ((value - min) / increment * (1 - 4 * Double.ulpOfOne)).rounded(.up)
  }

  func time(ofJump index: Double) -> Double { start + index * every }

  /// How many jumps there are at or before `time`.
  private func jumps(until time: Double) -> Double {
    guard time >= start else { return 0 }
    var index = ((time - start) / every).rounded(.down)
    // The quotient can round across a whole number; the times of the jumps decide.
    if self.time(ofJump: index) > time { index -= 1 }
    if self.time(ofJump: index + 1) <= time { index += 1 }
    return Swift.min(index + 1, count)
  }

  func value(at time: Double) -> Double {
    let jumps = jumps(until: time)
    return jumps < count ? Swift.min(min + jumps * increment, max) : max
  }

  /// The first jump after `time`, greater than it even where rounding would make them equal.
  func nextJump(after time: Double) -> Double? {
    let jumps = jumps(until: time)
    let next = self.time(ofJump: jumps)
    return jumps < count && next.isFinite ? Swift.max(next, time.nextUp) : nil
  }
}

extension BetaSchedule {
  /// The jumps of a staircase, `nil` for other schedules.
  var stairs: Stairs? {
    guard case .staircase(let increment, let every, let start, let min, let max) = self else {
      return nil
    }
    return Stairs(increment: increment, every: every, start: start, min: min, max: max)
  }
}
