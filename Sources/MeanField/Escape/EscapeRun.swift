import LinearVAE
import NumericKit
import RealModule

/// One integration of the flow that watches the overlaps with the factors rise.
struct EscapeRun {
  /// When which factors were found.
  struct Course {
    /// For each group of factors the times at which the first, the second, … of them was found.
    var found: [[Double]]
    /// When the first factor was found, or ``OverlapGauge/captured(_:_:)`` came to ½ before that.
    var plateau: Double?
    /// The squared overlap with each group at the end.
    var final: [Double]
    /// Operations spent, roughly.
    var cost: Double
  }

  /// The problem of orthogonal factors.
  private let problem: LearningProblem
  private let start: OrderParameters
  /// `β` in the end.
  private let beta: Double
  private let groups: [EscapeProblem.Group]
  let alike: LatentSymmetry
  private let flow: AlikeFlow
  private let relativeTolerance: Double

  /// A run from a state in terms of the principal factors.
  init(
    _ plateau: EscapeProblem, from start: OrderParameters, alike: LatentSymmetry,
    relativeTolerance: Double = OrderParameterFlow.defaultTolerance
  ) {
    problem = plateau.analysis.orthogonal
    beta = plateau.analysis.beta
    groups = plateau.groups
    self.alike = alike
    self.relativeTolerance = relativeTolerance
    flow = AlikeFlow(problem, symmetry: alike)
    self.start = flow.reduced(start)
  }

  /// How often the horizon is doubled at most; most runs end earlier, in a state of rest.
  private static let doublings = 24
  /// Steps of one integration; a long plateau takes a few thousand.
  private static let stepLimit = 200_000

  private var layout: StateLayout { flow.layout }

  /// How many factors of a group have any overlap with a latent at the start.
  func overlappingFactors(of index: Int) -> Int {
    groups[index].factors.count { factor in
      (0..<start.latents).contains { start.m[$0, factor] != 0 || start.d[$0, factor] != 0 }
    }
  }

  /// Follows the flow until every factor for which there is a latent has been found, or the state no
  /// longer changes.
  ///
  /// The horizon is doubled from the estimate of the linearised flow. Latents that start alike share
  /// the factors that they find, and settle on smaller overlaps: these are looked up first.
  func course() throws -> Course {
    let squares = groups.map { $0.learnedSquare ?? .infinity }
    guard !alike.isTrivial else { return try course(squares: squares) }
    let settled = try course(squares: squares.map { _ in .infinity })
    let shared = groups.indices.map { index in
      let count = foundable(index)
      let square = settled.final[index] / Double(max(1, count))
      return square > 1e-6 * squares[index] ? min(square, squares[index]) : squares[index]
    }
    return try course(squares: shared)
  }

  /// How many factors of a group the latents can end with: as many as there are latents that differ
  /// and stand for no larger eigenvalue.
  private func foundable(_ index: Int) -> Int {
    let larger = groups[..<index].indices.reduce(0) { $0 + foundableInItself($1) }
    return max(0, min(foundableInItself(index), alike.classes.count - larger))
  }

  private func foundableInItself(_ index: Int) -> Int {
    groups[index].learnedSquare == nil ? 0 : overlappingFactors(of: index)
  }

  private func course(squares: [Double]) throws -> Course {
    let learnable = groups.indices.filter {
      groups[$0].learnedSquare != nil && overlappingFactors(of: $0) > 0
    }
    var search = FactorSearch(
      gauge: OverlapGauge(groups: groups, flow: flow, squares: squares), problem: problem,
      learnable: learnable, needed: groups.indices.map(foundable))
    var (time, state) = (0.0, layout.coordinates(of: start))
    var scales = OverlapScales(groups: groups, layout: layout)
    var end = learnable.map { estimate($0, length: scales.length(of: $0, in: state)) }.max() ?? 0
    var remaining = Self.doublings
    var cost = 0.0
    while remaining > 0 {
      scales.adjust(&state, at: learnable)
      search.inspect(state, at: time, scales)
      guard search.isOpen else { break }
      if time >= end {
        remaining -= 1
        if isSettled(state, at: time, learnable: learnable) { break }
        end = time + end
      }
      (time, state) = try advance(from: time, state, to: end, search, scales, &cost)
    }
    search.close()
    let final = groups.indices.map { index in
      scales.isTrue(index) ? state.withUnsafeBufferPointer { search.gauge.square(index, $0) } : 0
    }
    return Course(found: search.found, plateau: search.plateau, final: final, cost: cost)
  }

  /// Integrates to the end, or to the first event that changes what is looked out for.
  private func advance(
    from time: Double, _ state: [Double], to end: Double, _ search: FactorSearch,
    _ scales: OverlapScales, _ cost: inout Double
  ) throws -> (Double, [Double]) {
    let smallest = search.learnable.map { scales.length(of: $0, in: state) }.min() ?? 1
    let integrator = Integrator(
      tolerance: Tolerance(
        relative: relativeTolerance, floor: min(1, max(1e-12, smallest))),
      limits: IntegrationLimits(maximumSteps: Self.stepLimit))
    do {
      let solution = try integrator.solve(
        flow, from: state, start: time, at: [end], events: search.events(scales))
      cost += self.cost(solution.statistics)
      if let last = solution.states.last { return (end, last) }
      guard let stop = solution.events.last else { return (end, state) }
      return (stop.time, stop.state)
    } catch let error as IntegrationError {
      throw FlowError(error, problem: flow.problem, initial: layout.coordinates(of: start))
    }
  }

  private func cost(_ work: IntegrationStatistics) -> Double {
    let n = Double(layout.count)
    return Double(work.evaluations) * flow.evaluationCost
      + Double(work.jacobians) * n * flow.evaluationCost
      + Double(work.factorizations) * n * n * n
  }

  /// Whether a state stays as it is: nothing moves, and no overlap that is still small grows.
  private func isSettled(_ state: [Double], at time: Double, learnable: [Int]) -> Bool {
    guard abs(problem.training.reference.beta(at: time) - beta) <= 1e-6 * beta else { return false }
    let (decoder, encoder, variance) = problem.training.rates.values
    let fastest = max(decoder, encoder, variance)
    var entered = flow
    entered.enterStretch(around: time)
    let velocity = entered.rates(at: state, time: time)
    let size = state.reduce(1) { max($0, abs($1)) }
    guard velocity.allSatisfy({ abs($0) <= 1e-6 * fastest * size }) else { return false }
    return learnable.allSatisfy { index in
      var (growth, square) = (0.0, 0.0)
      for factor in groups[index].factors {
        for k in 0..<layout.latents {
          for block in [layout.m, layout.d] {
            let i = block + k * layout.factors + factor
            growth += state[i] * velocity[i]
            square += state[i] * state[i]
          }
        }
      }
      return growth <= 1e-6 * fastest * square
    }
  }

  /// A few times the length of the plateau by its growth rate alone; where the collapsed state
  /// attracts although a learned one exists, a few relaxation times.
  private func estimate(_ index: Int, length: Double) -> Double {
    let (decoder, encoder, variance) = problem.training.rates.values
    let slowest = min(decoder, encoder, variance)
    let group = groups[index]
    guard group.growthRate > 0 else { return 100 / slowest }
    let decades =
      Double.log((group.learnedSquare ?? 1).squareRoot()) - Double.log(length)
    return 2 * max(1, decades) / group.growthRate + 10 / slowest
  }
}
