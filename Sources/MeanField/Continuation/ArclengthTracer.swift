import NumericKit

/// Follows the zeros of `F(x, p)` from one of them in both directions, past folds.
///
/// Pseudo-arclength continuation with adaptive steps: the tangent predicts, Newton's method corrects
/// on the hyperplane at a distance along it. E. L. Allgower and K. Georg, *Introduction to Numerical
/// Continuation Methods*, SIAM (2003), chapters 2, 6 and 8.
package struct ArclengthTracer<System: ContinuationSystem>: Sendable {
  let system: System
  let range: ClosedRange<Double>
  let options: ContinuationOptions

  package init(
    _ system: System, over range: ClosedRange<Double>,
    options: ContinuationOptions = ContinuationOptions()
  ) {
    (self.system, self.range, self.options) = (system, range, options)
  }

  /// The branch through a zero of `F`.
  ///
  /// - Parameters:
  ///   - start: `x`, near a zero.
  ///   - parameter: `p`, in the range; it stays as it is.
  /// - Returns: `nil` if Newton's method finds no zero there.
  package func branch(through start: [Double], at parameter: Double) -> TracedBranch? {
    let plain = BorderedSystem(system: system, range: range, unit: Self.unit(of: start))
    let near = plain.scaled(start, parameter)
    let bordered = plain.borderingMarginal(at: near).inInvariantSubspace(of: near)
    let guess = bordered.projected(near)
    let axis = bordered.parameterAxis
    guard let unknowns = bordered.solve(from: guess, row: axis, value: guess[system.dimension]),
      let tangent = bordered.tangent(at: unknowns, along: axis),
      let seed = bordered.tracedPoint(unknowns, tangent: tangent)
    else { return nil }
    let forward = follow(from: seed, bordered)
    guard forward.end != .closed else {
      return TracedBranch(
        points: forward.points, bifurcations: forward.bifurcations, start: .closed, end: .closed,
        marginal: bordered.marginal, active: bordered.active)
    }
    let backward = follow(from: seed.reversed, bordered)
    let before = backward.points.dropFirst().reversed()
    let last = backward.points.count - 1
    let bifurcations =
      backward.bifurcations.reversed().map { $0.atIndex(last - $0.index) }
      + forward.bifurcations.map { $0.atIndex(last + $0.index) }
    return TracedBranch(
      points: Array(before) + forward.points, bifurcations: bifurcations, start: backward.end,
      end: forward.end, marginal: bordered.marginal, active: bordered.active)
  }

  /// The zero of a branch at a fixed parameter near a guess.
  func zero(of branch: TracedBranch, near guess: [Double], at parameter: Double) -> [Double]? {
    var bordered = BorderedSystem(
      system: system, range: range, unit: Self.unit(of: guess), marginal: branch.marginal)
    bordered.active = branch.active
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
  private struct Arc {
    var points: [TracedPoint]
    var bifurcations: [Bifurcation] = []
    var end = BranchEnd.tooManyPoints

    mutating func append(_ found: SegmentBifurcation) {
      if found.bifurcation.status == .converged { points.append(found.point) }
      bifurcations.append(found.bifurcation.atIndex(points.count - 1))
    }
  }

  private func follow(from seed: TracedPoint, _ scale: BorderedSystem<System>) -> Arc {
    var arc = Arc(points: [seed])
    var (current, bordered) = (seed, scale)
    var length = options.longestStep / 4
    if leavesRange(seed) {
      arc.end = .rangeEnd
      return arc
    }
    while arc.points.count < options.pointLimit, !RunContext.isCancelled {
      guard let next = step(from: current, length: &length, bordered) else {
        arc.end = .stepTooSmall
        return arc
      }
      let segment = BranchSegment(bordered, from: current, to: next)
      let found = segment.bifurcations()
      if let mirror = found.firstIndex(where: \.mirrors) {
        found[...mirror].forEach { arc.append($0) }
        arc.end = .bifurcation
        return arc
      }
      guard system.admits(next.point, parameter: next.parameter) else {
        finish(&arc, segment, found)
        return arc
      }
      found.forEach { arc.append($0) }
      arc.points.append(next)
      if leavesRange(next) {
        arc.end = .rangeEnd
        return arc
      }
      if isClosed(arc, at: next, bordered) {
        arc.end = .closed
        return arc
      }
      // Steps are relative to the state where it is large.
      bordered = bordered.withUnit(Self.unit(of: next.point))
      current = bordered.rescaled(next)
      if bordered.unit > Self.unboundedGrowth * scale.unit {
        arc.end = .unbounded
        return arc
      }
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
    _ arc: Arc, at next: TracedPoint, _ bordered: BorderedSystem<System>
  ) -> Bool {
    let seed = bordered.rescaled(arc.points[0])
    let gap = next.unknowns.adding(-1, seed.unknowns)
    return arc.points.count > 10 && gap.norm <= 2 * options.longestStep
      && next.tangent.dot(seed.tangent) > 0.5 && seed.tangent.dot(gap) >= 0
  }

  /// One step of at most the given length, which is adapted to how the branch turns.
  private func step(
    from current: TracedPoint, length: inout Double, _ bordered: BorderedSystem<System>
  ) -> TracedPoint? {
    while length >= options.shortestStep {
      if let next = attempt(from: current, length: length, bordered) {
        let cosine = current.tangent.dot(next.tangent)
        let isStraight = cosine > 1 - 0.1 * options.largestTurn * options.largestTurn
        length = min(options.longestStep, isStraight ? 1.5 * length : length)
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
      tangent.dot(current.tangent) > 1 - 0.5 * options.largestTurn * options.largestTurn
    else { return nil }
    return bordered.tracedPoint(next, tangent: tangent)
  }

  /// Ends an arc within the segment that leaves the domain: at the bifurcation there, if there is one.
  private func finish(
    _ arc: inout Arc, _ segment: BranchSegment<System>, _ found: [SegmentBifurcation]
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
    if !found.contains(where: { abs($0.s - inside) <= slack }),
      let crossing = segment.balancedCrossing(near: inside)
    {
      found.append(crossing)
    }
    found.filter { $0.s <= inside + slack || $0.bifurcation.status == .notLocated }
      .forEach { arc.append($0) }
    if found.contains(where: { abs($0.s - inside) <= slack }) {
      arc.end = .bifurcation
      return
    }
    arc.end = .unrealizable
    let last = segment.solution(at: inside).flatMap { unknowns in
      segment.bordered.tracedPoint(unknowns, tangent: segment.first.tangent)
    }
    if let last { arc.points.append(last) }
  }
}

extension BorderedSystem {
  /// The same equations in another unit of `x`.
  func withUnit(_ unit: Double) -> BorderedSystem {
    var copy = BorderedSystem(system: system, range: range, unit: unit, marginal: marginal)
    copy.active = active
    return copy
  }

  /// A point in this unit.
  func rescaled(_ point: TracedPoint) -> TracedPoint {
    guard point.unit != unit else { return point }
    let factor = point.unit / unit
    let stretched = point.tangent.dropLast().map { $0 * factor } + point.tangent.suffix(1)
    let length = stretched.norm
    return TracedPoint(
      point: point.point, parameter: point.parameter, eigenvalues: point.eigenvalues,
      unknowns: scaled(point.point, point.parameter), unit: unit,
      tangent: stretched.map { $0 / length })
  }

  /// A point of a branch with its spectrum, or `nil` where that does not converge.
  func tracedPoint(_ unknowns: [Double], tangent: [Double]) -> TracedPoint? {
    spectrum(at: unknowns).map { eigenvalues in
      TracedPoint(
        point: point(unknowns), parameter: parameter(unknowns), eigenvalues: eigenvalues,
        unknowns: unknowns, unit: unit, tangent: tangent)
    }
  }
}

extension TracedPoint {
  /// The same point on the branch followed the other way.
  fileprivate var reversed: TracedPoint {
    TracedPoint(
      point: point, parameter: parameter, eigenvalues: eigenvalues, unknowns: unknowns,
      unit: unit, tangent: tangent.map { -$0 })
  }
}
