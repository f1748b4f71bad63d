import NumericKit

/// The last times at which the errors of several flows crossed some levels.
struct ErrorCrossings<Lanes: LaneScalar> {
  /// For each level, one time a lane: of the last crossing; 0 if the error only started above, `nil` if
  /// it never was above.
  private(set) var last: [[Double?]]

  private let levels: [Double]
  private let error: AlignedError
  /// The error at the end of the steps seen.
  private var value: Lanes
  private var buffer: [Lanes]

  /// The crossings of some errors from a state at time 0 on.
  init(of levels: [Double], error: AlignedError, from state: [Lanes]) {
    (self.levels, self.error) = (levels, error)
    let value = error(state)
    (buffer, self.value) = (state, value)
    last = levels.map { level in
      (0..<Lanes.laneCount).map { value.lane($0) > level ? 0.0 : nil }
    }
  }

  /// Goes on from a state that was reached by steps of single lanes.
  mutating func resume(from state: [Lanes]) { value = error(state) }

  /// Looks for crossings in a step of all lanes.
  mutating func inspect(_ step: DenseStep<Lanes>) {
    // Values are compared inside the step too, so that two crossings in one long step are not taken for
    // none.
    let parts = 4
    var (left, before) = (step.start, value)
    for part in 1...parts {
      let share = Double(part) / Double(parts)
      let right = part == parts ? step.end : step.start + share * (step.end - step.start)
      step.evaluate(at: right, into: &buffer)
      let after = error(buffer)
      for (index, level) in levels.enumerated() {
        for lane in 0..<Lanes.laneCount
        where (before.lane(lane) > level) != (after.lane(lane) > level) {
          last[index][lane] =
            Brent.root(
              of: { time in error(step.state(at: time)).lane(lane) - level }, between: left,
              and: right, tolerance: 4 * step.end.ulp
            ).point
        }
      }
      (left, before) = (right, after)
    }
    value = before
  }
}

extension ErrorCrossings {
  /// Looks for crossings in a step that one lane takes by itself.
  mutating func inspect(_ step: DenseStep<Double>, ofLane lane: Int) {
    var alone = ErrorCrossings<Double>(of: levels, error: error, from: step.state(at: step.start))
    alone.inspect(step)
    for (index, times) in alone.last.enumerated() {
      // A time of 0 says that the error is above the level at the start of this step, no more.
      if let time = times[0], time > 0 { last[index][lane] = time }
    }
  }
}
