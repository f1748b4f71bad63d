import NumericKit

/// The stretch of a branch between two neighbouring points, as a curve over its arclength `s`.
///
/// `s` is measured along the tangent of the first point. A cubic through both points and tangents
/// predicts so well that the corrector stays on this branch even next to a crossing one.
struct BranchSegment<System: ContinuationSystem> {
  let bordered: BorderedSystem<System>
  let first: TracedPoint
  let last: TracedPoint
  /// `s` of the last point.
  let length: Double

  init(_ bordered: BorderedSystem<System>, from first: TracedPoint, to last: TracedPoint) {
    (self.bordered, self.first, self.last) = (bordered, first, last)
    length = first.tangent.dot(last.unknowns.adding(-1, first.unknowns))
  }

  /// The point of the branch at `s`, or `nil` where the corrector fails.
  func solution(at s: Double) -> [Double]? {
    let start = first.unknowns
    guard s != 0 else { return start }
    // Right at a crossing the matrix is singular: next to it, it is not.
    for shift in [0, 1e-8, -1e-8, 1e-5, -1e-5] {
      let place = s + shift * length
      let value = first.tangent.dot(start) + place
      if let found = bordered.solve(from: predicted(at: place), row: first.tangent, value: value) {
        return found
      }
    }
    return nil
  }

  /// Hermite's cubic.
  private func predicted(at s: Double) -> [Double] {
    let u = s / length
    let slope = first.tangent.dot(last.tangent)
    let (a, b) = (u * u * (3 - 2 * u), u * u * (u - 1))
    let c = u * (1 - u) * (1 - u)
    return first.unknowns.indices.map { i in
      let (y0, y1) = (first.unknowns[i], last.unknowns[i])
      let (v0, v1) = (length * first.tangent[i], length * last.tangent[i] / slope)
      return y0 + a * (y1 - y0) + c * v0 + b * v1
    }
  }

  /// Where on the segment a test function changes sign.
  struct Location {
    let s: Double
    let unknowns: [Double]
    let bracket: ClosedRange<Double>
    let status: Bifurcation.Status
  }

  /// Locates a sign change of a function of the branch's points.
  ///
  /// Next to a point where branches cross, the equations hardly tell them apart: there the branch is
  /// extrapolated from points a little before, where it is known to all digits.
  ///
  /// - Returns: `nil` if the sign does not change.
  func locate(_ test: ([Double]) -> Double) -> Location? {
    var failed = false
    func value(_ s: Double) -> Double {
      let result = solution(at: s).map(test) ?? .nan
      failed = failed || !result.isFinite
      return result
    }
    let root = Brent.root(
      of: value, between: 0, and: length, tolerance: 1e-9 * length, maximumEvaluations: 100)
    let ends = [first.parameter, last.parameter]
    guard !failed, let rough = solution(at: root.point) else {
      return Location(
        s: root.point, unknowns: first.unknowns, bracket: Self.hull(ends), status: .notLocated)
    }
    let fine = extrapolatedRoot(near: root.point, of: value)
    let (s, unknowns) = fine ?? (root.point, rough)
    let parameter = bordered.parameter(unknowns)
    let sides = signChange(around: s, of: value)
    // An end of the segment may lie on the zero, to within rounding, or only near it.
    if sides == nil && root.status == .noSignChange { return nil }
    let bracket = (sides.map(Self.hull) ?? Self.hull(ends)).reaching(parameter)
    return Location(
      s: s, unknowns: unknowns, bracket: bracket,
      status: sides == nil ? .notLocated : .converged)
  }

  /// Locates a zero of a function near a known place by the function's course before it, whatever the
  /// function does beyond.
  func locateTouching(near s: Double, _ test: ([Double]) -> Double) -> Location? {
    let root = extrapolatedRoot(near: s) { solution(at: $0).map(test) ?? .nan }
    guard let (place, unknowns) = root else { return nil }
    let parameter = bordered.parameter(unknowns)
    let sides = [-1e-7, 1e-7].compactMap { solution(at: place + $0 * length) }
    return Location(
      s: place, unknowns: unknowns,
      bracket: Self.hull(sides.map(bordered.parameter) + [parameter]), status: .converged)
  }

  private static func hull(_ values: [Double]) -> ClosedRange<Double> {
    (values.min() ?? .nan)...(values.max() ?? .nan)
  }

  /// The zero of the polynomial through points before the rough one, if it confirms that.
  private func extrapolatedRoot(
    near rough: Double, of value: (Double) -> Double
  ) -> (Double, [Double])? {
    let spacing = 0.02 * length
    let nodes = (1...6).map { rough - Double($0) * spacing }
    let values = nodes.map(value)
    let points = nodes.compactMap { solution(at: $0) }
    guard values.allSatisfy(\.isFinite), points.count == nodes.count else { return nil }
    func interpolated(_ values: [Double], at s: Double) -> Double {
      var table = values
      for order in 1..<nodes.count {
        for i in 0..<(nodes.count - order) {
          let (left, right) = (s - nodes[i], s - nodes[i + order])
          table[i] = (left * table[i + 1] - right * table[i]) / (left - right)
        }
      }
      return table[0]
    }
    let root = Brent.root(
      of: { interpolated(values, at: $0) }, between: rough - 0.5 * spacing,
      and: rough + 0.5 * spacing)
    guard root.status == .converged, abs(root.point - rough) <= 1e-5 * length else { return nil }
    let unknowns = first.unknowns.indices.map { i in
      interpolated(points.map { $0[i] }, at: root.point)
    }
    return (root.point, unknowns)
  }

  /// The parameters a little before and after `s` between which the sign changes.
  private func signChange(around s: Double, of value: (Double) -> Double) -> [Double]? {
    var width = 1e-12
    while width <= length {
      let ends = [s - width, s + width]
      let values = ends.map(value)
      if values[0] * values[1] < 0 {
        return ends.compactMap { solution(at: $0) }.map(bordered.parameter)
      }
      width *= 4
    }
    return nil
  }
}

extension ClosedRange<Double> {
  /// The range extended to contain a number, by as much on its other side if it was outside.
  fileprivate func reaching(_ value: Double) -> ClosedRange<Double> {
    guard !contains(value) else { return self }
    let reach = Swift.max(abs(lowerBound - value), abs(upperBound - value))
    return (value - reach)...(value + reach)
  }
}
