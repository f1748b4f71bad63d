import LinearVAE
import NumericKit
import RealModule

/// One integration of the flow that watches the overlaps with the factors rise.
struct EscapeRun {
  let problem: LearningProblem
  let start: OrderParameters

  /// The length of the overlaps of all latents with a factor at the start.
  func overlap(with factor: Int) -> Double {
    (0..<start.latents).reduce(0) { sum, k in
      sum + start.m[k, factor] * start.m[k, factor] + start.d[k, factor] * start.d[k, factor]
    }.squareRoot()
  }

  /// When the squared overlap with each factor first reaches half of its learned value.
  ///
  /// The horizon is doubled from the estimate of the linearised flow until all have been reached, or
  /// the state no longer changes.
  func times(of directions: [EscapeProblem.Direction]) throws -> [Int: Double] {
    var times: [Int: Double] = [:]
    var waiting: [EscapeProblem.Direction] = []
    for direction in directions {
      if rise(of: direction, start.m) >= 0 {
        times[direction.factor] = 0
      } else {
        waiting.append(direction)
      }
    }
    let flow = DifferentiableFlow(problem)
    let layout = flow.flow.kernel.layout
    let smallest = waiting.map { overlap(with: $0.factor) }.min() ?? 1
    let integrator = Integrator(
      tolerance: Tolerance(
        relative: OrderParameterFlow.defaultTolerance, floor: min(1, max(1e-12, smallest))))
    var (time, state) = (0.0, layout.coordinates(of: start))
    var horizon = waiting.map(estimate).max() ?? 0
    for _ in 0..<Self.doublings where !waiting.isEmpty {
      let events = waiting.map { direction in
        IntegrationEvent(direction: .rising, isTerminal: waiting.count == 1) { _, state in
          let first = layout.m + direction.factor
          return (0..<layout.latents).reduce(-0.5 * (direction.learnedSquare ?? .infinity)) {
            let m = state[first + $1 * layout.factors]
            return $0 + m * m
          }
        }
      }
      do {
        let solution = try integrator.solve(
          flow, from: state, start: time, at: [time + horizon], events: events)
        for occurrence in solution.events {
          let factor = waiting[occurrence.event].factor
          times[factor] = times[factor] ?? occurrence.time
        }
        guard let reached = solution.states.last else { break }
        (time, state) = (time + horizon, reached)
      } catch let error as IntegrationError {
        throw FlowError(error, problem: problem, initial: layout.coordinates(of: start))
      }
      waiting.removeAll { times[$0.factor] != nil }
      horizon = time
    }
    return times
  }

  /// How often the horizon is doubled; plateaus longer than a thousand estimates are not waited for.
  private static let doublings = 10

  /// The squared overlap beyond half of the learned value.
  private func rise(of direction: EscapeProblem.Direction, _ m: Matrix) -> Double {
    (0..<m.rows).reduce(-0.5 * (direction.learnedSquare ?? .infinity)) {
      $0 + m[$1, direction.factor] * m[$1, direction.factor]
    }
  }

  /// A few times the length of the plateau by its growth rate alone; where the collapsed state
  /// attracts although a learned one exists, a few relaxation times.
  private func estimate(_ direction: EscapeProblem.Direction) -> Double {
    let rates = problem.training.rates
    let slowest = min(rates.decoder, rates.encoder, rates.variance)
    guard direction.growthRate > 0 else { return 100 / slowest }
    let decades = Double.log(
      (direction.learnedSquare ?? 1).squareRoot() / overlap(with: direction.factor))
    return 2 * max(1, decades) / direction.growthRate + 10 / slowest
  }
}
