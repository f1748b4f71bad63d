import NumericKit

/// The last times at which the errors of several flows crossed some levels.
struct ErrorCrossings<Lanes: LaneScalar> {
  /// For each level, one time a lane: of the last crossing; 0 if the error only started above, `nil` if
  /// it never was above.
  private(set) var last: [[Double?]]

  private let levels: [Double]
  private let error: ErrorFunction
  /// The error at the end of the steps seen.
  private var value: Lanes
  private var buffer: [Lanes]

  /// - Parameters:
  ///   - levels: Errors whose crossings are wanted.
  ///   - error: The error of a state.
  ///   - state: The state at time 0.
  init(of levels: [Double], error: ErrorFunction, from state: [Lanes]) {
    (self.levels, self.error) = (levels, error)
    let value = error(state)
    (buffer, self.value) = (state, value)
    last = levels.map { level in
      (0..<Lanes.laneCount).map { value.lane($0) > level ? 0.0 : nil }
    }
  }

  /// Goes on from a state that was reached by steps of single lanes.
  mutating func resume(from state: [Lanes]) { value = error(state) }

  /// Points inside a step at which values are compared, so that two crossings in one long step are not
  /// taken for none.
  private static var pointsPerStep: Int { 4 }

  /// Looks for crossings in a step of all lanes.
  mutating func inspect(_ step: DenseStep<Lanes>) {
    var (left, before) = (step.start, value)
    for point in 1...Self.pointsPerStep {
      let right = step.time(atFraction: point, of: Self.pointsPerStep)
      let after = error(at: right, of: step)
      for (index, level) in levels.enumerated() {
        for lane in 0..<Lanes.laneCount
        where (before.lane(lane) > level) != (after.lane(lane) > level) {
          last[index][lane] = crossing(of: level, lane: lane, between: left, and: right, in: step)
        }
      }
      (left, before) = (right, after)
    }
    value = before
  }

  private mutating func error(at time: Double, of step: DenseStep<Lanes>) -> Lanes {
    step.evaluate(at: time, into: &buffer)
    return error(buffer)
  }

  private func crossing(
    of level: Double, lane: Int, between left: Double, and right: Double, in step: DenseStep<Lanes>
  ) -> Double {
    Brent.root(
      of: { time in error(step.state(at: time)).lane(lane) - level }, between: left, and: right,
      tolerance: 4 * step.end.ulp
    ).point
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

extension DenseStep {
  /// The time after some of the equal parts of the step; exactly its end after all of them.
  fileprivate func time(atFraction part: Int, of parts: Int) -> Double {
    part == parts ? end : start + Double(part) / Double(parts) * (end - start)
  }
}
