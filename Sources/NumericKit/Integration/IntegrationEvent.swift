/// A condition to locate during an integration: the zeros of a function along the solution.
public struct IntegrationEvent {
  /// Which crossings count.
  public enum Direction: Sendable, Hashable {
    /// From negative to positive.
    case rising
    /// From positive to negative.
    case falling
    /// Either way.
    case any
  }

  /// Which crossings count.
  public let direction: Direction
  /// Whether the integration ends at the first crossing.
  public let isTerminal: Bool
  /// The function of time and state whose zeros are wanted.
  public let value: (Double, UnsafeBufferPointer<Double>) -> Double

  /// An event at the zeros of `value`.
  ///
  /// - Parameters:
  ///   - direction: Which crossings count.
  ///   - isTerminal: Whether the integration ends at the first one.
  ///   - value: A continuous function of time and state.
  public init(
    direction: Direction = .any, isTerminal: Bool = false,
    value: @escaping (Double, UnsafeBufferPointer<Double>) -> Double
  ) {
    self.direction = direction
    self.isTerminal = isTerminal
    self.value = value
  }

  func counts(from before: Double, to after: Double) -> Bool {
    switch direction {
    case .rising: return before < 0 && after >= 0
    case .falling: return before > 0 && after <= 0
    case .any: return (before < 0 && after >= 0) || (before > 0 && after <= 0)
    }
  }
}

/// Where an event happened.
public struct EventOccurrence: Sendable, Hashable {
  /// Index of the event in the list given to the integrator.
  public let event: Int
  /// When it happened, exact to the accuracy of the continuous extension.
  public let time: Double
  /// The state at that time.
  public let state: [Double]
}

/// Watches the sign of each event's function and locates its zeros on the continuous extension.
@usableFromInline
struct EventLocator {
  @usableFromInline let events: [IntegrationEvent]
  @usableFromInline private(set) var occurrences: [EventOccurrence] = []
  private var values: [Double]

  /// Points inside a step at which signs are compared, so that two crossings in one long step are
  /// not taken for none.
  private static let pointsPerStep = 4

  @usableFromInline
  init(_ events: [IntegrationEvent], initial: [Double], start: Double) {
    self.events = events
    values = initial.withUnsafeBufferPointer { state in events.map { $0.value(start, state) } }
  }

  @usableFromInline var isEmpty: Bool { events.isEmpty }

  /// Locates the events inside a step, in the order of their times, up to the first terminal one.
  @usableFromInline
  mutating func inspect(_ step: DenseStep<Double>) -> StepDecision {
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
