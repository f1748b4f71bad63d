import LinearVAE
import NumericKit
import RealModule

/// One integration of the flow that watches the overlaps with the factors rise.
struct EscapeRun {
  /// When which factors were found.
  struct Course {
    /// For each group of factors the times at which the first, the second, … of them was found.
    var found: [[Double]]
    /// When the first factor was found, or ``captured(_:_:_:)`` came to ½ before that.
    var plateau: Double?
    /// The squared overlap with each group at the end.
    var final: [Double]
    /// Operations spent, roughly.
    var cost: Double
  }

  let problem: LearningProblem
  let start: OrderParameters
  /// `β` in the end.
  let beta: Double
  let groups: [EscapeProblem.Group]
  let alike: LatentSymmetry
  private let flow: DifferentiableFlow
  private let symmetric: SymmetricFlow?
  private let relativeTolerance: Double

  init(
    problem: LearningProblem, start: OrderParameters, beta: Double, groups: [EscapeProblem.Group],
    alike: LatentSymmetry, relativeTolerance: Double = OrderParameterFlow.defaultTolerance
  ) {
    self.problem = problem
    self.start = alike.turned(start)
    self.beta = beta
    self.groups = groups
    self.alike = alike
    self.relativeTolerance = relativeTolerance
    flow = DifferentiableFlow(problem)
    symmetric =
      alike.isTrivial
      ? nil : SymmetricFlow(flow, classes: alike.coordinateClasses(flow.flow.kernel.layout))
  }

  /// How often the horizon is doubled at most; most runs end earlier, in a state of rest.
  private static let doublings = 24
  /// Steps of one integration; a long plateau takes a few thousand.
  private static let stepLimit = 200_000

  /// A threshold that a state located on it passes for certain.
  private static func rounded(_ threshold: Double) -> Double { threshold * (1 - 1e-9) }

  private var layout: StateLayout { flow.flow.kernel.layout }

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
  ///
  /// - Returns: When what was found.
  /// - Throws: ``FlowError``.
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
    guard groups[index].learnedSquare != nil else { return 0 }
    let larger = groups[..<index].indices.reduce(0) { $0 + foundableInItself($1) }
    return max(0, min(foundableInItself(index), alike.classes.count - larger))
  }

  private func foundableInItself(_ index: Int) -> Int {
    groups[index].learnedSquare == nil ? 0 : overlappingFactors(of: index)
  }

  // `squares` holds, for each group, `m²` of a latent that has learned one of its factors.
  private func course(squares: [Double]) throws -> Course {
    let learnable = groups.indices.filter {
      groups[$0].learnedSquare != nil && overlappingFactors(of: $0) > 0
    }
    let needed = groups.indices.map(foundable)
    var course = Course(
      found: groups.map { _ in [] }, plateau: nil, final: groups.map { _ in 0 }, cost: 0)
    var (time, state) = (0.0, layout.coordinates(of: start))
    var scales = OverlapScales(groups: groups, layout: layout)
    var horizon = learnable.map { estimate(groups[$0]) }.max() ?? 0
    var end = horizon
    var remaining = Self.doublings
    while remaining > 0 {
      scales.adjust(&state, at: learnable)
      // Thresholds that have been passed, by the start or while nobody watched.
      for index in learnable where scales.isTrue(index) {
        let square = squaredOverlap(groups[index], state)
        while course.found[index].count < groups[index].factors.count,
          square >= Self.rounded((Double(course.found[index].count) + 0.5) * squares[index])
        {
          course.found[index].append(time)
          course.plateau = course.plateau ?? time
        }
      }
      let shown = learnable.filter { scales.isTrue($0) && squares[$0].isFinite }
      if course.plateau == nil, captured(shown, squares, { state[$0] }) >= Self.rounded(0.5) {
        course.plateau = time
      }
      let missing = learnable.filter { course.found[$0].count < needed[$0] }
      guard !missing.isEmpty, !learnable.isEmpty else { break }
      if time >= end {
        remaining -= 1
        if isSettled(state, at: time, learnable: learnable) { break }
        horizon = end
        end = time + horizon
      }
      let watch = Watch(
        course: course, squares: squares, scales: scales, learnable: learnable, missing: missing)
      (time, state) = try advance(from: time, state, to: end, watch, &course)
    }
    for index in groups.indices where scales.isTrue(index) {
      course.final[index] = squaredOverlap(groups[index], state)
    }
    return course
  }

  /// What an integration looks out for.
  private struct Watch {
    let course: Course
    let squares: [Double]
    let scales: OverlapScales
    let learnable: [Int]
    let missing: [Int]
  }

  /// Integrates to the end, or to the first event that changes what is looked out for.
  private func advance(
    from time: Double, _ state: [Double], to end: Double, _ watch: Watch, _ course: inout Course
  ) throws -> (Double, [Double]) {
    let events = events(watch)
    let smallest = watch.learnable.map { watch.scales.length(of: $0, in: state) }.min() ?? 1
    let integrator = Integrator(
      tolerance: Tolerance(
        relative: relativeTolerance, floor: min(1, max(1e-12, smallest))),
      limits: IntegrationLimits(maximumSteps: Self.stepLimit))
    do {
      let solution: IntegrationSolution<Double>
      if let symmetric {
        solution = try integrator.solve(
          symmetric, from: symmetric.reduced(state), start: time, at: [end], events: events)
      } else {
        solution = try integrator.solve(flow, from: state, start: time, at: [end], events: events)
      }
      course.cost += cost(solution.statistics)
      if let last = solution.states.last {
        return (end, symmetric?.expanded(last) ?? last)
      }
      guard let stop = solution.events.last else { return (end, state) }
      return (stop.time, symmetric?.expanded(stop.state) ?? stop.state)
    } catch let error as IntegrationError {
      throw FlowError(error, problem: problem, initial: layout.coordinates(of: start))
    }
  }

  private func cost(_ work: IntegrationStatistics) -> Double {
    let n = Double(layout.count)
    return Double(work.evaluations) * flow.evaluationCost
      + Double(work.jacobians) * n * flow.evaluationCost
      + Double(work.factorizations) * n * n * n
  }

  /// The next factor of each group, the end of the plateau, and the growth of scaled overlaps.
  private func events(_ watch: Watch) -> [IntegrationEvent] {
    let position = symmetric?.classes
    func squared(_ index: Int, _ state: UnsafeBufferPointer<Double>) -> Double {
      groups[index].factors.reduce(0) { sum, factor in
        (0..<layout.latents).reduce(sum) {
          let coordinate = layout.m + $1 * layout.factors + factor
          let m = state[position?[coordinate] ?? coordinate]
          return $0 + m * m
        }
      }
    }
    var events: [IntegrationEvent] = []
    for index in watch.learnable {
      guard watch.scales.isTrue(index) else {
        let limit = watch.scales.high
        let unit = watch.scales.units[index]
        events.append(
          IntegrationEvent(direction: .rising, isTerminal: true) { _, state in
            (squared(index, state) / (unit * unit)).squareRoot() - limit
          })
        continue
      }
      let count = watch.course.found[index].count
      guard count < groups[index].factors.count, watch.squares[index].isFinite else { continue }
      let threshold = (Double(count) + 0.5) * watch.squares[index]
      events.append(
        IntegrationEvent(direction: .rising, isTerminal: true) { _, state in
          squared(index, state) - threshold
        })
    }
    if watch.course.plateau == nil {
      let shown = watch.learnable.filter {
        watch.scales.isTrue($0) && watch.squares[$0].isFinite
      }
      events.append(
        IntegrationEvent(direction: .rising, isTerminal: true) { _, state in
          captured(shown, watch.squares) { state[position?[$0] ?? $0] } - 0.5
        })
    }
    return events
  }

  private func squaredOverlap(_ group: EscapeProblem.Group, _ state: [Double]) -> Double {
    group.factors.reduce(0) { sum, factor in
      (0..<layout.latents).reduce(sum) {
        let m = state[layout.m + $1 * layout.factors + factor]
        return $0 + m * m
      }
    }
  }

  /// How far one combination of latents has learned one combination of factors: the largest squared
  /// singular value of the overlaps, each relative to its learned value.
  ///
  /// A latent may learn a mixture of nearly equal factors, none of which reaches half of its own
  /// learned value. The plain sum of squares would count the overlaps of many latents with many
  /// factors at a random start.
  private func captured(
    _ indices: [Int], _ squares: [Double], _ state: (Int) -> Double
  ) -> Double {
    let columns = indices.flatMap { index in
      groups[index].factors.map { (factor: $0, scale: 1 / squares[index].squareRoot()) }
    }
    var relative = Matrix(rows: layout.latents, columns: columns.count)
    for k in 0..<layout.latents {
      for (j, column) in columns.enumerated() {
        relative[k, j] = column.scale * state(layout.m + k * layout.factors + column.factor)
      }
    }
    guard layout.latents > 1 && columns.count > 1 else {
      return relative.elements.reduce(0) { $0 + $1 * $1 }
    }
    let gram =
      columns.count < layout.latents
      ? relative.transposed * relative : relative * relative.transposed
    return (try? gram.symmetricEigenvalues().last) ?? 0
  }

  /// Whether a state stays as it is: nothing moves, and no overlap that is still small grows.
  private func isSettled(_ state: [Double], at time: Double, learnable: [Int]) -> Bool {
    guard abs(problem.training.beta.beta(at: time) - beta) <= 1e-6 * beta else { return false }
    let rates = problem.training.rates
    let fastest = max(rates.decoder, rates.encoder, rates.variance)
    var velocity = [Double](repeating: 0, count: layout.count)
    var scratch = [Double](repeating: 0, count: flow.scratchCount)
    flow.entering(time).evaluate(state, at: time, into: &velocity, scratch: &scratch)
    let size = state.reduce(1) { max($0, abs($1)) }
    guard velocity.allSatisfy({ abs($0) <= 1e-6 * fastest * size }) else { return false }
    return learnable.allSatisfy { index in
      let (growth, square) = groups[index].factors.reduce(into: (0.0, 0.0)) { sum, factor in
        for k in 0..<layout.latents {
          for block in [layout.m, layout.d] {
            let i = block + k * layout.factors + factor
            sum.0 += state[i] * velocity[i]
            sum.1 += state[i] * state[i]
          }
        }
      }
      return growth <= 1e-6 * fastest * square
    }
  }

  /// A few times the length of the plateau by its growth rate alone; where the collapsed state
  /// attracts although a learned one exists, a few relaxation times.
  private func estimate(_ group: EscapeProblem.Group) -> Double {
    let rates = problem.training.rates
    let slowest = min(rates.decoder, rates.encoder, rates.variance)
    guard group.growthRate > 0 else { return 100 / slowest }
    let length = OverlapScales.length(of: group, in: layout.coordinates(of: start), layout)
    let decades =
      Double.log((group.learnedSquare ?? 1).squareRoot()) - Double.log(length)
    return 2 * max(1, decades) / group.growthRate + 10 / slowest
  }
}
