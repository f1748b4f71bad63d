import NumericKit

/// Follows the zeros of `F(x, p)` from one of them in both directions, past folds.
///
/// Pseudo-arclength continuation with adaptive steps: the tangent predicts, Newton's method corrects
/// on the hyperplane at a distance along it. E. L. Allgower and K. Georg, *Introduction to Numerical
/// Continuation Methods*, SIAM (2003), chapters 2, 6 and 8.
package struct ArclengthTracer<System: ContinuationSystem>: Sendable {
  let system: System
  let range: ClosedRange<Double>
  /// Points of one direction of a branch.
  private let pointLimit: Int

  package init(_ system: System, over range: ClosedRange<Double>, pointLimit: Int = 4000) {
    (self.system, self.range, self.pointLimit) = (system, range, pointLimit)
  }

  // Lengths are arclengths in units of the parameter's range and of the largest component of `x`, or of 1
  // if that is smaller.
  /// The longest step, which also sets how smooth a plotted branch looks.
  private static var longestStep: Double { 0.02 }
  /// The shortest step tried before a branch is given up.
  private static var shortestStep: Double { 1e-8 }
  /// The largest angle, in radians, by which the branch may turn in one step.
  private static var largestTurn: Double { 0.2 }

  /// The branch through the zero of `F` near a point at this parameter; `nil` if Newton's method finds
  /// none there.
  package func branch(through start: [Double], at parameter: Double) -> TracedBranch? {
    var bordered = BorderedSystem(
      system: system, range: range, unit: Self.unit(of: start), active: Array(start.indices))
    let near = bordered.scaled(start, parameter)
    bordered.adapt(to: near)
    let guess = bordered.projected(near)
    let axis = bordered.parameterAxis
    guard let unknowns = bordered.solve(from: guess, row: axis, value: guess[system.dimension]),
      let tangent = bordered.tangent(at: unknowns, along: axis),
      let seed = bordered.tracedPoint(unknowns, tangent: tangent)
    else { return nil }
    var branch = follow(from: seed, bordered)
    if branch.end == .closed {
      branch.start = .closed
      return branch
    }
    var reversed = seed
    reversed.tangent = seed.tangent.map { -$0 }
    let backward = follow(from: reversed, bordered)
    let last = backward.points.count - 1
    branch.start = backward.end
    branch.points.insert(contentsOf: backward.points.dropFirst().reversed(), at: 0)
    branch.bifurcations =
      backward.bifurcations.reversed().map { $0.atIndex(last - $0.index) }
      + branch.bifurcations.map { $0.atIndex(last + $0.index) }
    return branch
  }

  /// The zero of a branch at a fixed parameter near a guess.
  func zero(of branch: TracedBranch, near guess: [Double], at parameter: Double) -> [Double]? {
    let bordered = BorderedSystem(
      system: system, range: range, unit: Self.unit(of: guess), marginal: branch.marginal,
      active: branch.active)
    let unknowns = bordered.scaled(guess, parameter)
    return bordered.solve(
      from: unknowns, row: bordered.parameterAxis, value: unknowns[system.dimension]
    ).map(bordered.point)
  }

  /// The largest component, or 1.
  private static func unit(of point: [Double]) -> Double {
    point.reduce(1) { max($0, abs($1)) }
  }

  /// A branch that has grown by this factor is not followed to infinity.
  private static var unboundedGrowth: Double { 1000 }

  /// One direction of a branch.
  private func follow(from seed: TracedPoint, _ scale: BorderedSystem<System>) -> TracedBranch {
    var arc = TracedBranch(points: [seed], marginal: scale.marginal, active: scale.active)
    var (current, bordered) = (seed, scale)
    var length = Self.longestStep / 4
    func ended(_ end: BranchEnd) -> TracedBranch {
      arc.end = end
      return arc
    }
    if leavesRange(seed) { return ended(.rangeEnd) }
    while arc.points.count < pointLimit, !RunContext.isCancelled {
      guard let next = step(from: current, length: &length, bordered) else {
        return ended(.stepTooSmall)
      }
      let segment = BranchSegment(bordered, from: current, to: next)
      let found = segment.bifurcations()
      if let mirror = found.firstIndex(where: \.mirrors) {
        found[...mirror].forEach { arc.append($0) }
        return ended(.bifurcation)
      }
      guard system.admits(next.point, parameter: next.parameter) else {
        finish(&arc, segment, found)
        return arc
      }
      found.forEach { arc.append($0) }
      arc.points.append(next)
      if leavesRange(next) { return ended(.rangeEnd) }
      if isClosed(arc, at: next, bordered) { return ended(.closed) }
      // Steps are relative to the state where it is large.
      bordered.unit = Self.unit(of: next.point)
      current = bordered.rescaled(next)
      if bordered.unit > Self.unboundedGrowth * scale.unit { return ended(.unbounded) }
    }
    return arc
  }

  /// Whether the point is at an end of the range and the branch leads out of it.
  private func leavesRange(_ at: TracedPoint) -> Bool {
    let slope = at.tangent[system.dimension]
    return (at.parameter >= range.upperBound && slope > 0)
      || (at.parameter <= range.lowerBound && slope < 0)
  }

  /// Whether the branch has passed its first point again.
  private func isClosed(
    _ arc: TracedBranch, at next: TracedPoint, _ bordered: BorderedSystem<System>
  ) -> Bool {
    let seed = bordered.rescaled(arc.points[0])
    let gap = next.unknowns.adding(-1, seed.unknowns)
    return arc.points.count > 10 && gap.norm <= 2 * Self.longestStep
      && next.tangent.dot(seed.tangent) > 0.5 && seed.tangent.dot(gap) >= 0
  }

  /// One step of at most the given length, which is adapted to how the branch turns.
  private func step(
    from current: TracedPoint, length: inout Double, _ bordered: BorderedSystem<System>
  ) -> TracedPoint? {
    while length >= Self.shortestStep {
      if let next = attempt(from: current, length: length, bordered) {
        let cosine = current.tangent.dot(next.tangent)
        let isStraight = cosine > 1 - 0.1 * Self.largestTurn * Self.largestTurn
        length = min(Self.longestStep, isStraight ? 1.5 * length : length)
        return next
      }
      length /= 2
    }
    return nil
  }

  private func attempt(
    from current: TracedPoint, length: Double, _ bordered: BorderedSystem<System>
  ) -> TracedPoint? {
    let predicted = current.unknowns.adding(length, current.tangent)
    let value = current.tangent.dot(current.unknowns) + length
    guard var next = bordered.solve(from: predicted, row: current.tangent, value: value) else {
      return nil
    }
    let place = next[system.dimension]
    var landing: [Double]?
    if !(0...1).contains(place) {
      // Land exactly on the end of the range.
      let (here, end) = (current.unknowns[system.dimension], place > 1 ? 1.0 : 0.0)
      let share = (end - here) / (place - here)
      var guess = current.unknowns.adding(share, next.adding(-1, current.unknowns))
      guess[system.dimension] = end
      guard var landed = bordered.solve(from: guess, row: bordered.parameterAxis, value: end) else {
        return nil
      }
      landed[system.dimension] = end
      next = landed
      landing = current.tangent
    }
    let drift = next.adding(-1, current.unknowns).norm
    guard drift <= 1.5 * length,
      // Where the range ends at a bifurcation there is no tangent; none is needed any more.
      let tangent = bordered.tangent(at: next, along: current.tangent) ?? landing,
      tangent.dot(current.tangent) > 1 - 0.5 * Self.largestTurn * Self.largestTurn
    else { return nil }
    return bordered.tracedPoint(next, tangent: tangent)
  }

  /// Ends an arc within the segment that leaves the domain: at the bifurcation there, if there is one.
  private func finish(
    _ arc: inout TracedBranch, _ segment: BranchSegment<System>, _ found: [SegmentBifurcation]
  ) {
    var (inside, outside) = (0.0, segment.length)
    for _ in 0..<60 {
      let middle = 0.5 * (inside + outside)
      let isInside = segment.solution(at: middle).map { unknowns in
        system.admits(
          segment.bordered.point(unknowns), parameter: segment.bordered.parameter(unknowns))
      }
      if isInside ?? false { inside = middle } else { outside = middle }
    }
    let slack = 0.01 * segment.length
    var found = found
    func endsAtBifurcation() -> Bool { found.contains { abs($0.s - inside) <= slack } }
    if !endsAtBifurcation(), let crossing = segment.balancedCrossing(near: inside) {
      found.append(crossing)
    }
    found.filter { $0.s <= inside + slack || $0.bifurcation.status == .notLocated }
      .forEach { arc.append($0) }
    arc.end = endsAtBifurcation() ? .bifurcation : .unrealizable
    guard arc.end == .unrealizable else { return }
    let last = segment.solution(at: inside).flatMap { unknowns in
      segment.bordered.tracedPoint(unknowns, tangent: segment.first.tangent)
    }
    if let last { arc.points.append(last) }
  }
}

extension TracedBranch {
  fileprivate mutating func append(_ found: SegmentBifurcation) {
    if found.bifurcation.status == .converged { points.append(found.point) }
    bifurcations.append(found.bifurcation.atIndex(points.count - 1))
  }
}
