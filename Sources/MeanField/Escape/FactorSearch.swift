import LinearVAE
import NumericKit

/// Which factors have been found so far on a course of the flow, and what would change that.
///
/// A factor is found when half of its learned overlap is reached by decoders that consist of it more than
/// of anything outside of the factors, (found): a large decoder at random overlaps by chance with a factor
/// of which hardly anything can be learned. One for which no latent will be left counts if its overlap rises to a half, or stays
/// above from the start to the end, but not if a start above a half loses it.
struct FactorSearch {
  let gauge: OverlapGauge
  private let problem: LearningProblem
  /// The groups of which anything can be found.
  let learnable: [Int]
  /// How many factors of each group the latents can end with.
  private let needed: [Int]
  /// For each group of factors the times at which the first, the second, … of them was found.
  private(set) var found: [[Double]]
  /// When the first factor was found, or ``OverlapGauge/captured(_:_:)`` came to ½ before that.
  private(set) var plateau: Double?
  /// Of groups for which no latent will be left.
  private var standings: [Standing]
  /// The groups whose overlaps have their true length.
  private var shown: [Int] = []
  /// Whether ``OverlapGauge/captured(_:_:)`` has been below ½: a start above it has left no plateau.
  private var isOnPlateau = false

  /// Where the overlap with a group stands for which no latent will be left.
  private enum Standing: Equatable {
    case below
    /// Above a half, not by rising to it; since when latents consist of it, if they do.
    case above(since: Double?)
  }

  init(gauge: OverlapGauge, problem: LearningProblem, learnable: [Int], needed: [Int]) {
    self.gauge = gauge
    self.problem = problem
    self.learnable = learnable
    self.needed = needed
    found = gauge.groups.map { _ in [] }
    standings = gauge.groups.map { _ in .above(since: nil) }
  }

  /// Whether anything may still be found, or lost.
  var isOpen: Bool {
    learnable.contains { index in
      found[index].count < needed[index]
        || (isDue(index) && shown.contains(index) && standings[index] != .below)
    }
  }

  /// Whether a group has factors left to be found, and what a learned one is like is known.
  private func isDue(_ index: Int) -> Bool {
    found[index].count < gauge.groups[index].factors.count && gauge.squares[index].isFinite
  }

  private func isHeld(_ index: Int) -> Bool { found[index].count < needed[index] }

  /// By how much the overlap is above what the next factor of a group takes, over a learned value.
  private func excess(_ index: Int, _ state: OverlapGauge.State) -> Double {
    gauge.square(index, state) / gauge.squares[index] - (Double(found[index].count) + 0.5)
  }

  private func purity(
    _ indices: [Int], _ state: OverlapGauge.State, at time: Double
  ) -> Double {
    gauge.purity(
      indices, state, beta: problem.training.reference.beta(at: time), noise: problem.data.noise)
      / (indices.map { gauge.squares[$0] }.max() ?? 1)
  }

  /// Rounding below which a state located on a threshold has passed it.
  private static let slack = 1e-9

  /// Takes down what has been passed in a state, by the start or by an event.
  mutating func inspect(_ coordinates: [Double], at time: Double, _ scales: OverlapScales) {
    shown = learnable.filter { scales.isTrue($0) && gauge.squares[$0].isFinite }
    coordinates.withUnsafeBufferPointer { state in
      for index in shown { while isDue(index), finds(index, state, at: time) {} }
      if capturing(state, at: time) < -Self.slack {
        isOnPlateau = true
      } else if isOnPlateau {
        plateau = plateau ?? time
      }
    }
    for index in learnable where !scales.isTrue(index) { standings[index] = .below }
  }

  /// Whether the next factor of a group is found in a state.
  private mutating func finds(
    _ index: Int, _ state: OverlapGauge.State, at time: Double
  ) -> Bool {
    guard excess(index, state) >= -Self.slack else {
      standings[index] = .below
      return false
    }
    let isPure = purity([index], state, at: time) >= -Self.slack
    if isPure && (isHeld(index) || standings[index] == .below) {
      add(index, at: time)
      standings[index] = .above(since: nil)
      return true
    }
    if case .above(since: .some) = standings[index] { return false }
    standings[index] = .above(since: isPure ? time : nil)
    return false
  }

  private mutating func add(_ index: Int, at time: Double) {
    found[index].append(time)
    plateau = min(plateau ?? time, time)
  }

  /// Takes down what no latent was to be left for and latents have kept to the end.
  mutating func close() {
    for index in shown where isDue(index) {
      if case .above(since: .some(let time)) = standings[index] { add(index, at: time) }
    }
  }

  private func capturing(_ state: OverlapGauge.State, at time: Double) -> Double {
    min(gauge.captured(shown, state) - 0.5, purity(shown, state, at: time))
  }

  /// What would change which factors are found, and the growth of scaled overlaps.
  func events(_ scales: OverlapScales) -> [IntegrationEvent] {
    var events: [IntegrationEvent] = []
    func add(
      _ direction: IntegrationEvent.Direction = .rising,
      _ value: @escaping (Double, OverlapGauge.State) -> Double
    ) {
      events.append(IntegrationEvent(direction: direction, isTerminal: true, value: value))
    }
    for index in learnable where !scales.isTrue(index) {
      let (limit, unit) = (scales.high, scales.units[index])
      add { (gauge.square(index, $1) / (unit * unit)).squareRoot() - limit }
    }
    for index in shown where isDue(index) {
      if isHeld(index) {
        add { min(excess(index, $1), purity([index], $1, at: $0)) }
      } else if standings[index] == .below {
        add { excess(index, $1) }
      } else {
        add(.falling) { excess(index, $1) + 2 * Self.slack }
        if standings[index] == .above(since: nil) { add { purity([index], $1, at: $0) } }
      }
    }
    if plateau == nil && !shown.isEmpty {
      if isOnPlateau {
        add { capturing($1, at: $0) }
      } else {
        add(.falling) { capturing($1, at: $0) + 2 * Self.slack }
      }
    }
    return events
  }
}
