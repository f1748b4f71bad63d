import ComplexModule
import NumericKit
import RealModule

/// `F(x, p) = 0` with one linear condition more, in scaled unknowns: what both corrector and tangent
/// of pseudo-arclength continuation solve.
///
/// H. B. Keller, *Numerical solution of bifurcation and nonlinear eigenvalue problems*, in
/// Applications of Bifurcation Theory, Academic Press (1977), 359–384. The matrix stays regular past
/// folds, where `∂F/∂x` is singular. Continuous symmetries `T` would make it singular everywhere: they
/// border it a second time, as a phase condition `T · δx = 0` with a multiplier that vanishes. So do
/// directions that are marginal all along a branch, such as a collapsed latent's at `β = η`.
struct BorderedSystem<System: ContinuationSystem>: Sendable {
  let system: System
  /// The parameter is scaled so that its range becomes `0...1`.
  let range: ClosedRange<Double>
  /// The unit of the components of `x`.
  var unit: Double
  /// An orthonormal basis of the directions, besides those of symmetries, on which `∂F/∂x` vanishes
  /// where the branch starts, as if by a symmetry of that branch alone.
  var marginal: [[Double]] = []
  /// The coordinates of `x` that are not zero all along the branch; ascending.
  var active: [Int]

  private var span: Double { range.upperBound - range.lowerBound }

  /// The scaled unknowns: `x` over its unit, then the place of `p` in the range.
  func scaled(_ point: [Double], _ parameter: Double) -> [Double] {
    point.map { $0 / unit } + [(parameter - range.lowerBound) / span]
  }

  func point(_ unknowns: [Double]) -> [Double] { unknowns.dropLast().map { $0 * unit } }

  func parameter(_ unknowns: [Double]) -> Double {
    let place = unknowns[unknowns.count - 1]
    // Exact at both ends of the range.
    return place == 1 ? range.upperBound : range.lowerBound + place * span
  }

  /// The scaled unknowns' last axis: the condition that fixes the parameter.
  var parameterAxis: [Double] { Array(repeating: 0, count: system.dimension) + [1] }

  /// An orthonormal basis of the directions in which continuous symmetries move a point.
  func symmetryBasis(at unknowns: [Double]) -> [[Double]] {
    let tangents = system.symmetryTangents(at: point(unknowns), parameter: parameter(unknowns))
    return tangents.filter { $0.norm > 1e-9 * unit }.orthonormalized()
  }

  /// The matrix bordered by a condition and by the symmetries, over the active coordinates and the
  /// parameter.
  private func matrix(at unknowns: [Double], row: [Double]) throws -> LUFactorization {
    let n = active.count
    let parts = system.linearization(
      at: point(unknowns), parameter: parameter(unknowns), of: active)
    let symmetries = (symmetryBasis(at: unknowns) + marginal).map(restricted).orthonormalized()
    let condition = restricted(row) + [row[system.dimension]]
    let order = n + 1 + symmetries.count
    return try LUFactorization(
      Matrix(rows: order, columns: order) { i, j in
        if max(i, j) > n {
          min(i, j) < n ? symmetries[max(i, j) - n - 1][min(i, j)] : 0
        } else if i == n {
          condition[j]
        } else {
          j < n ? unit * parts.jacobian[i, j] : span * parts.parameterDerivative[i]
        }
      })
  }

  /// The active components of a vector over all coordinates.
  private func restricted(_ vector: [Double]) -> [Double] { active.map { vector[$0] } }

  /// The change of the unknowns that solves the bordered equations for `right` and a condition's value.
  private func solution(
    of factors: LUFactorization, rates: [Double], condition: Double
  ) -> [Double] {
    let n = active.count
    let right =
      restricted(rates) + [condition] + Array(repeating: 0, count: factors.order - n - 1)
    let found = factors.solve(right)
    var change = [Double](repeating: 0, count: system.dimension + 1)
    for (index, coordinate) in active.enumerated() { change[coordinate] = found[index] }
    change[system.dimension] = found[n]
    return change
  }

  /// Newton's method for `F = 0` and `row · y = value`.
  ///
  /// - Returns: The unknowns; `nil` if the residual did not become as small as rounding allows.
  func solve(from start: [Double], row: [Double], value: Double) -> [Double]? {
    var y = start
    var previous = Double.infinity
    for _ in 0..<12 where !RunContext.isCancelled {
      let rates = system.rates(at: point(y), parameter: parameter(y))
      guard rates.allSatisfy(\.isFinite) else { return nil }
      let gap = row.dot(y) - value
      if rates.allSatisfy({ $0 == 0 }) && abs(gap) <= 4 * Double.ulpOfOne { return y }
      guard let factors = try? matrix(at: y, row: row) else { break }
      let step = solution(of: factors, rates: rates, condition: gap)
      y = y.adding(-1, step)
      let length = step.norm
      guard length.isFinite else { return nil }
      if length <= 1e-15 * (1 + y.norm) { return y }
      // Rounding sets the floor: past it steps do not shrink any more.
      if length >= 0.5 * previous && length <= 1e-7 * (1 + y.norm) { break }
      previous = length
    }
    let rates = system.rates(at: point(y), parameter: parameter(y))
    guard rates.allSatisfy(\.isFinite) else { return nil }
    let scale = system.residualScale(at: point(y), parameter: parameter(y))
    return (rates.map(\.magnitude).max() ?? 0) / scale <= 1e-12 ? y : nil
  }

  /// The unit tangent of the branch at a solution, on the side of a reference direction; `nil` at a
  /// point where branches cross.
  func tangent(at unknowns: [Double], along reference: [Double]) -> [Double]? {
    guard let factors = try? matrix(at: unknowns, row: reference) else { return nil }
    let still = [Double](repeating: 0, count: system.dimension)
    let direction = solution(of: factors, rates: still, condition: 1)
    let length = direction.norm
    guard length.isFinite && length > 0 else { return nil }
    return direction.map { $0 / length }
  }

  /// `∂F/∂x` with the eigenvalues of symmetry directions moved far into the left half-plane: the other
  /// eigenvalues stay as they are.
  func transverseJacobian(at unknowns: [Double]) -> Matrix {
    let (x, p) = (point(unknowns), parameter(unknowns))
    let all = Array(0..<system.dimension)
    var jacobian = system.linearization(at: x, parameter: p, of: all).jacobian
    let size = jacobian.elements.map(\.magnitude).max() ?? 0
    for tangent in symmetryBasis(at: unknowns) {
      for i in tangent.indices {
        for j in tangent.indices { jacobian[i, j] -= size * tangent[i] * tangent[j] }
      }
    }
    return jacobian
  }

  /// The eigenvalues of ``transverseJacobian(at:)`` by descending real part, without those of
  /// ``marginal``, the smallest.
  func spectrum(at unknowns: [Double]) -> [Complex<Double>]? {
    guard var values = try? transverseJacobian(at: unknowns).eigenvalues() else { return nil }
    if !marginal.isEmpty {
      values.sort { $0.lengthSquared < $1.lengthSquared }
      values.removeFirst(marginal.count)
    }
    return values.descending
  }

  /// Eigenvectors of ``transverseJacobian(at:)``, over real numbers, with eigenvalues up to a margin;
  /// at right angles to ``marginal``.
  func nullDirections(at unknowns: [Double], margin: Double) -> [[Double]] {
    guard let eigen = try? GeneralEigen(of: transverseJacobian(at: unknowns)) else { return [] }
    let found = eigen.values.indices.filter { eigen.values[$0].length <= margin }
    let vectors = found.flatMap { index -> [[Double]] in
      // A cluster of zeros may come out as a pair; both parts then span its directions.
      let parts = [eigen.vectors[index].map(\.real), eigen.vectors[index].map(\.imaginary)]
      return eigen.values[index].imaginary == 0 ? [parts[0]] : parts
    }
    return Array((marginal + vectors).orthonormalized().dropFirst(marginal.count))
  }

  /// A point of a branch with its spectrum, or `nil` where that does not converge.
  func tracedPoint(_ unknowns: [Double], tangent: [Double]) -> TracedPoint? {
    spectrum(at: unknowns).map { tracedPoint(unknowns, tangent: tangent, eigenvalues: $0) }
  }

  func tracedPoint(
    _ unknowns: [Double], tangent: [Double], eigenvalues: [Complex<Double>]
  ) -> TracedPoint {
    TracedPoint(
      point: point(unknowns), parameter: parameter(unknowns), eigenvalues: eigenvalues,
      unknowns: unknowns, unit: unit, tangent: tangent)
  }

  /// A point in this unit.
  func rescaled(_ point: TracedPoint) -> TracedPoint {
    guard point.unit != unit else { return point }
    var copy = point
    copy.unknowns = scaled(point.point, point.parameter)
    copy.unit = unit
    let factor = point.unit / unit
    let stretched = point.tangent.dropLast().map { $0 * factor } + point.tangent.suffix(1)
    let length = stretched.norm
    copy.tangent = stretched.map { $0 / length }
    return copy
  }

  /// Borders the directions that are marginal at a point, and keeps to the smallest invariant subspace
  /// that holds it: see ``ContinuationSystem/invariantCoordinates(containing:over:)``.
  ///
  /// All coordinates stay active where a symmetry's direction, or a marginal one, lies partly in it: what
  /// it does to the part inside is then not known.
  mutating func adapt(to unknowns: [Double]) {
    let largest = spectrum(at: unknowns)?.reduce(0) { max($0, $1.length) } ?? 0
    marginal = nullDirections(at: unknowns, margin: TracedPoint.marginalTolerance * largest)
    let coordinates = system.invariantCoordinates(containing: point(unknowns), over: range)
    let inside = Set(coordinates)
    let isDivided = (symmetryBasis(at: unknowns) + marginal).contains { direction in
      let parts = direction.indices.filter { abs(direction[$0]) > 1e-9 }
      return parts.contains(where: inside.contains) && !parts.allSatisfy(inside.contains)
    }
    if !isDivided { active = coordinates }
  }

  /// Unknowns whose inactive components are zero.
  func projected(_ unknowns: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: unknowns.count)
    for index in active + [system.dimension] { result[index] = unknowns[index] }
    return result
  }
}

extension [[Double]] {
  /// An orthonormal basis of what the vectors span.
  func orthonormalized() -> [[Double]] {
    var basis: [[Double]] = []
    for vector in self {
      let length = vector.norm
      var rest = vector
      for _ in 0..<2 {
        for known in basis { rest = rest.adding(-known.dot(rest), known) }
      }
      let left = rest.norm
      if left > 1e-6 * length { basis.append(rest.map { $0 / left }) }
    }
    return basis
  }
}

extension [Double] {
  /// The scalar product with numbers of the same count.
  func dot(_ other: [Double]) -> Double {
    var sum = 0.0
    for i in indices { sum += self[i] * other[i] }
    return sum
  }

  /// The Euclidean length.
  var norm: Double { dot(self).squareRoot() }

  /// The sum with a multiple of other numbers.
  func adding(_ factor: Double, _ other: [Double]) -> [Double] {
    zip(self, other).map { $0 + factor * $1 }
  }
}
