import LinearVAE
import NumericKit

/// The flow at one value of `β` as a function of the coordinates alone: fixed points are its zeros.
struct StationaryFlow: Sendable {
  let problem: LearningProblem
  let beta: Double
  private let kernel: FlowKernel<Double>
  private let dual: FlowKernel<Dual>

  init(_ problem: LearningProblem, beta: Double) {
    self.problem = problem
    self.beta = beta
    kernel = FlowKernel([problem]) { value in value(problem) }
    dual = FlowKernel([problem]) { value in Dual(constant: value(problem)) }
  }

  var layout: StateLayout { kernel.layout }

  /// `F` at a point, all components.
  func rates(at point: [Double]) -> [Double] {
    var rates = point
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, kernel.scratchCount)) {
      scratch in
      guard let memory = scratch.baseAddress else { return }
      scratch.initialize(repeating: 0)
      kernel.evaluate(point, beta: beta, into: &rates, scratch: memory)
    }
    return rates
  }

  /// `∂F_i/∂S_j` at a point, with `i` and `j` from `coordinates` only.
  func jacobian(at point: [Double], of coordinates: [Int]) -> Matrix {
    let order = coordinates.count
    var matrix = Matrix(rows: order, columns: order)
    ForwardDifferentiation.withDuals(
      dimension: layout.count, at: point, scratchCount: kernel.scratchCount
    ) { x, f, scratch in
      for first in stride(from: 0, to: order, by: Dual.directions) {
        let columns = first..<min(first + Dual.directions, order)
        for j in columns {
          x[coordinates[j]] = .variable(point[coordinates[j]], direction: j - first)
        }
        dual.evaluate(x, beta: Dual(constant: beta), into: f, scratch: scratch)
        for i in 0..<order {
          for j in columns { matrix[i, j] = f[coordinates[i]].tangent[j - first] }
        }
        for j in columns { x[coordinates[j]] = Dual(constant: point[coordinates[j]]) }
      }
    }
    return matrix
  }

  /// `∂F/∂S` at a point in all coordinates.
  func jacobian(at point: [Double]) -> Matrix {
    jacobian(at: point, of: Array(0..<layout.count))
  }

  /// The size of the terms whose sum a rate is: what a residual is compared with.
  func scale(at point: [Double]) -> Double {
    let rates = problem.training.rates
    let fastest = max(rates.decoder, rates.encoder, rates.variance)
    let eigenvalue = problem.data.noise + (problem.data.signals.max() ?? 0)
    let largest = point.map(\.magnitude).max() ?? 0
    return fastest * max(1, largest) * max(1, eigenvalue + beta + problem.training.weightDecay)
  }

  /// The residual of a fixed point over ``scale(at:)``.
  static let residualTolerance = 1e-12

  /// Newton's method in some coordinates while the others stay as they are.
  ///
  /// - Returns: The point and its residual over all coordinates; `nil` if the search did not reach
  ///   ``residualTolerance``.
  func solve(from start: [Double], in coordinates: [Int]) -> (point: [Double], residual: Double)? {
    func filled(_ values: [Double]) -> [Double] {
      var point = start
      for (index, value) in zip(coordinates, values) { point[index] = value }
      return point
    }
    // To the last digit: the search ends when no step reduces the residual any more.
    let solver = NewtonSolver(tolerance: 0, maximumIterations: 40)
    let result = solver.root(
      of: { values in
        let rates = rates(at: filled(values))
        return coordinates.map { rates[$0] }
      },
      jacobian: { jacobian(at: filled($0), of: coordinates) },
      from: coordinates.map { start[$0] })
    let point = filled(result.point)
    let residual = rates(at: point).map(\.magnitude).max() ?? 0
    guard residual <= Self.residualTolerance * scale(at: point) else { return nil }
    return (point, residual)
  }
}
