import MeanField
import NumericKit
import RealModule
import Testing

/// A small system with known bifurcations; derivatives by dual numbers.
private struct NormalForm: ContinuationSystem {
  let dimension: Int
  /// `F(x, p)` on dual numbers.
  let field: @Sendable ([Dual], Dual) -> [Dual]
  /// Whether `x → −x` is a symmetry.
  var isOdd = false
  var domain: @Sendable ([Double]) -> Bool = { _ in true }

  func rates(at point: [Double], parameter: Double) -> [Double] {
    field(point.map { Dual(constant: $0) }, Dual(constant: parameter)).map(\.value)
  }

  func linearization(
    at point: [Double], parameter: Double, of coordinates: [Int]
  ) -> (jacobian: Matrix, parameterDerivative: [Double]) {
    let n = dimension
    let x = point.indices.map { Dual.variable(point[$0], direction: $0) }
    let values = field(x, .variable(parameter, direction: n))
    let count = coordinates.count
    var jacobian = Matrix(rows: count, columns: count)
    for (row, i) in coordinates.enumerated() {
      for (column, j) in coordinates.enumerated() { jacobian[row, column] = values[i].tangent[j] }
    }
    return (jacobian, coordinates.map { values[$0].tangent[n] })
  }

  func residualScale(at point: [Double], parameter: Double) -> Double { 1 }

  func symmetryTangents(at point: [Double], parameter: Double) -> [[Double]] { [] }

  func admits(_ point: [Double], parameter: Double) -> Bool { domain(point) }

  func admits(deviations: [[Double]], at point: [Double], parameter: Double) -> Bool { true }

  func isReversed(_ directions: [[Double]], at point: [Double], parameter: Double) -> Bool {
    isOdd && point.allSatisfy { abs($0) < 1e-6 }
  }

  func branch(
    through start: [Double], at parameter: Double, over range: ClosedRange<Double>
  ) -> TracedBranch? {
    ArclengthTracer(self, over: range).branch(through: start, at: parameter)
  }
}

/// `a + b` for a plain number.
private func + (a: Double, b: Dual) -> Dual { Dual(constant: a) + b }

@Suite("Continuation of normal forms")
struct NormalFormTests {
  /// A second, stable direction that leans on the first, so that nothing is one-dimensional.
  private static func leaning(_ x: Dual, on y: Dual) -> Dual { 2 * (x - y) }

  @Test("a fold is passed, located and named")
  func fold() throws {
    let system = NormalForm(dimension: 2) { x, p in
      // p = 1/3 + (x − 0.4)² − 0.3 (x − 0.4)³: the fold is at 1/3.
      let u = -0.4 + x[0]
      return [(-1.0 / 3) + p - u * u + 0.3 * (u * u * u), Self.leaning(x[0], on: x[1])]
    }
    let branch = try #require(system.branch(through: [1.2, 1.2], at: 0.8, over: 0...1))
    #expect(branch.start == .rangeEnd && branch.end == .rangeEnd)
    #expect(branch.points.first?.parameter == 1 && branch.points.last?.parameter == 1)
    #expect(branch.bifurcations.map(\.kind) == [.fold])
    let found = try #require(branch.bifurcations.first)
    #expect(abs(found.parameter - 1.0 / 3) < 1e-12)
    #expect(found.bracket.contains(found.parameter) && found.status == .converged)
    #expect(found.bracket.upperBound - found.bracket.lowerBound < 1e-9)
    #expect(abs(branch.points[found.index].point[0] - 0.4) < 1e-9)
    #expect(found.criticalDirections == 1)
    // The upper side attracts, the lower does not.
    for point in branch.points where abs(point.point[0] - 0.4) > 1e-6 {
      #expect(point.growingDirections == (point.point[0] > 0.4 ? 0 : 1))
    }
  }

  @Test("branches that cross are followed through, and the crossing is transcritical")
  func transcritical() throws {
    // x = 0 and p = 0.5 + x + x².
    let system = NormalForm(dimension: 2) { x, p in
      [x[0] * (-0.5 + p - x[0] - x[0] * x[0]), Self.leaning(x[0], on: x[1])]
    }
    let trivial = try #require(system.branch(through: [0, 0], at: 0.1, over: 0...1))
    let other = try #require(system.branch(through: [0.3, 0.3], at: 0.89, over: 0...1))
    for branch in [trivial, other] {
      let crossing = try #require(branch.bifurcations.first { $0.kind == .transcritical })
      #expect(abs(crossing.parameter - 0.5) < 1e-10)
      #expect(abs(branch.points[crossing.index].point[0]) < 1e-9)
    }
    #expect(trivial.points.allSatisfy { abs($0.point[0]) < 1e-12 })
    #expect(trivial.bifurcations.count == 1)
    #expect(
      other.bifurcations.map(\.kind).sorted { $0.rawValue < $1.rawValue }
        == [.fold, .transcritical])
    let fold = try #require(other.bifurcations.first { $0.kind == .fold })
    #expect(abs(fold.parameter - 0.25) < 1e-12)
    #expect(
      other.points.allSatisfy { point in
        let x = point.point[0]
        return abs(0.5 + x + x * x - point.parameter) < 1e-9
      })
  }

  @Test("a symmetric branch ends at its pitchfork; the one it leaves goes on")
  func pitchfork() throws {
    let system = NormalForm(
      dimension: 2,
      field: { x, p in
        [x[0] * (-0.5 + p - x[0] * x[0]), Self.leaning(x[0], on: x[1])]
      }, isOdd: true)
    let trivial = try #require(system.branch(through: [0, 0], at: 0.9, over: 0...1))
    let broken = try #require(system.branch(through: [0.3, 0.3], at: 0.59, over: 0...1))
    for branch in [trivial, broken] {
      #expect(branch.bifurcations.map(\.kind) == [.pitchfork])
      #expect(abs((branch.bifurcations.first?.parameter ?? 0) - 0.5) < 1e-12)
    }
    #expect(trivial.start == .rangeEnd && trivial.end == .rangeEnd)
    #expect(Set([broken.start, broken.end]) == [.rangeEnd, .bifurcation])
    #expect(broken.points.allSatisfy { $0.point[0] > -1e-7 })
    #expect(broken.points.allSatisfy { $0.growingDirections == 0 })
    // Without the symmetry declared, the same turning point is a fold of one longer branch.
    var plain = system
    plain.isOdd = false
    let whole = try #require(plain.branch(through: [0.3, 0.3], at: 0.59, over: 0...1))
    #expect(whole.bifurcations.map(\.kind) == [.fold])
    #expect(whole.points.contains { $0.point[0] < -0.5 })
  }

  @Test("a pair that crosses the imaginary axis is a Hopf bifurcation")
  func hopf() throws {
    let system = NormalForm(dimension: 3) { x, p in
      let growth = -0.3 + p * p
      return [
        growth * x[0] - 2 * x[1], 2 * x[0] + growth * x[1], Dual(constant: 0) - x[2] + p,
      ]
    }
    let branch = try #require(system.branch(through: [0, 0, 0.2], at: 0.2, over: 0...1))
    #expect(branch.bifurcations.map(\.kind) == [.hopf])
    let found = try #require(branch.bifurcations.first)
    #expect(abs(found.parameter - 0.3.squareRoot()) < 1e-12)
    #expect(found.criticalDirections == 2 && found.status == .converged)
    #expect(branch.points.last?.growingDirections == 2)
  }

  @Test("a closed branch is followed once around, with both of its folds")
  func isola() throws {
    let system = NormalForm(dimension: 2) { x, p in
      let (u, v) = (-0.5 + p, x[0])
      return [0.04 - u * u - v * v, Self.leaning(x[0], on: x[1])]
    }
    let branch = try #require(system.branch(through: [0.2, 0.2], at: 0.5, over: 0...1))
    #expect(branch.start == .closed && branch.end == .closed)
    let folds = branch.bifurcations.map(\.parameter).sorted()
    #expect(branch.bifurcations.allSatisfy { $0.kind == .fold } && folds.count == 2)
    #expect(zip(folds, [0.3, 0.7]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test("a branch ends where it leaves the domain, and says so if nothing bifurcates there")
  func domain() throws {
    let system = NormalForm(
      dimension: 1, field: { x, p in [p - x[0]] }, domain: { $0[0] < 0.7123 })
    let branch = try #require(system.branch(through: [0.2], at: 0.2, over: 0...1))
    #expect(branch.start == .rangeEnd && branch.end == .unrealizable)
    #expect(abs((branch.points.last?.parameter ?? 0) - 0.7123) < 1e-9)
    #expect(branch.bifurcations.isEmpty)
  }

  @Test("a branch that runs out of points says so")
  func limit() throws {
    let system = NormalForm(dimension: 1, field: { x, p in [p - x[0]] })
    let tracer = ArclengthTracer(
      system, over: 0...1, pointLimit: 7)
    let branch = try #require(tracer.branch(through: [0.5], at: 0.5))
    #expect(branch.start == .tooManyPoints && branch.end == .tooManyPoints)
    #expect(!branch.end.isNatural)
    // No zero at all: no branch.
    let empty = NormalForm(dimension: 1, field: { x, _ in [1 + x[0] * x[0]] })
    #expect(empty.branch(through: [0.1], at: 0.5, over: 0...1) == nil)
  }
}

private func + (a: Dual, b: Double) -> Dual { b + a }
private func - (a: Double, b: Dual) -> Dual { Dual(constant: a) - b }
