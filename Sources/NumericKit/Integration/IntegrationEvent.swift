/// A condition to locate during an integration: the zeros of a continuous function of time and state
/// along the solution.
@usableFromInline package struct IntegrationEvent {
  /// Which crossings count: from negative to positive, the other way, or both.
  package enum Direction: Sendable {
    case rising, falling, any
  }

  package let direction: Direction
  /// Whether the integration ends at the first crossing.
  package let isTerminal: Bool
  package let value: (Double, UnsafeBufferPointer<Double>) -> Double

  package init(
    direction: Direction = .any, isTerminal: Bool = false,
    value: @escaping (Double, UnsafeBufferPointer<Double>) -> Double
  ) {
    self.direction = direction
    self.isTerminal = isTerminal
    self.value = value
  }

  func counts(from before: Double, to after: Double) -> Bool {
    (direction != .falling && before < 0 && after >= 0)
      || (direction != .rising && before > 0 && after <= 0)
  }
}

/// Where an event happened.
@usableFromInline package struct EventOccurrence: Sendable, Hashable {
  /// Index of the event in the list given to the integrator.
  package let event: Int
  /// When it happened, exact to the accuracy of the continuous extension.
  package let time: Double
  package let state: [Double]
}

/// Watches the sign of each event's function and locates its zeros on the continuous extension.
@usableFromInline struct EventLocator {
  private let events: [IntegrationEvent]
  @usableFromInline private(set) var occurrences: [EventOccurrence] = []
  private var values: [Double]

  /// Points inside a step at which signs are compared, so that two crossings in one long step are
  /// not taken for none.
  private static let pointsPerStep = 4

  @usableFromInline init(_ events: [IntegrationEvent], initial: [Double], start: Double) {
    self.events = events
    values = initial.withUnsafeBufferPointer { state in events.map { $0.value(start, state) } }
  }

  /// Locates the events inside a step, in the order of their times, up to the first terminal one.
  @usableFromInline mutating func inspect(_ step: DenseStep<Double>) -> StepDecision {
    var found: [EventOccurrence] = []
    for (index, event) in events.enumerated() {
      func value(_ time: Double) -> Double {
        step.state(at: time).withUnsafeBufferPointer { event.value(time, $0) }
      }
      var (left, before) = (step.start, values[index])
      for point in 1...Self.pointsPerStep {
        let fraction = Double(point) / Double(Self.pointsPerStep)
        let right =
          point == Self.pointsPerStep
          ? step.end : step.start + fraction * (step.end - step.start)
        let after = value(right)
        if event.counts(from: before, to: after) {
          let time =
            Brent.root(of: value, between: left, and: right, tolerance: 4 * step.end.ulp).point
          found.append(EventOccurrence(event: index, time: time, state: step.state(at: time)))
        }
        (left, before) = (right, after)
      }
      values[index] = before
    }
    for occurrence in found.sorted(by: { $0.time < $1.time }) {
      occurrences.append(occurrence)
      if events[occurrence.event].isTerminal { return .stop(at: occurrence.time) }
    }
    return .proceed
  }
}
