import ComplexModule
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
    kernel = FlowKernel(problem)
    dual = FlowKernel(problem)
  }

  /// The flow of a problem with orthogonal factors.
  init(signals: [Double], noise: Double, latents: Int = 1, training: Training, beta: Double) {
    let data = SpikedData(signals: signals, noise: noise)
    self.init(LearningProblem(data: data, latents: latents, training: training), beta: beta)
  }

  var layout: StateLayout { kernel.layout }

  /// `F` at a point, all components.
  func rates(at point: [Double]) -> [Double] {
    var rates = point
    evaluate(point, into: &rates)
    return rates
  }

  private func evaluate(_ point: UnsafePointer<Double>, into rates: UnsafeMutablePointer<Double>) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, kernel.scratchCount)) {
      scratch in
      guard let memory = scratch.baseAddress else { return }
      scratch.initialize(repeating: 0)
      kernel.evaluate(point, beta: beta, into: rates, scratch: memory)
    }
  }

  /// `∂F_i/∂S_j` at a point, with `i` and `j` from `coordinates` only.
  func jacobian(at point: [Double], of coordinates: [Int]) -> Matrix {
    let order = coordinates.count
    var matrix = Matrix(rows: order, columns: order)
    differentiate(at: point, in: coordinates, into: &matrix.elements)
    return matrix
  }

  /// Writes `∂F_i/∂S_j`, row after row.
  private func differentiate(
    at point: UnsafePointer<Double>, in coordinates: [Int],
    into matrix: UnsafeMutablePointer<Double>
  ) {
    let order = coordinates.count
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
          for j in columns { matrix[i * order + j] = f[coordinates[i]].tangent[j - first] }
        }
        for j in columns { x[coordinates[j]] = Dual(constant: point[coordinates[j]]) }
      }
    }
  }

  /// `∂F/∂S` at a point in all coordinates.
  func jacobian(at point: [Double]) -> Matrix {
    jacobian(at: point, of: Array(0..<layout.count))
  }

  /// The largest real part of the eigenvalues of the block of some coordinates.
  func growthRate(at point: [Double], of coordinates: [Int]) -> Double {
    (try? jacobian(at: point, of: coordinates).eigenvalues())?.map(\.real).max() ?? .nan
  }

  /// The size of the terms whose sum a rate is: what a residual is compared with.
  func scale(at point: some Sequence<Double>) -> Double {
    let (decoder, encoder, variance) = problem.training.rates.values
    let fastest = max(decoder, encoder, variance)
    let eigenvalue = problem.data.noise + (problem.data.signals.max() ?? 0)
    let largest = point.reduce(0) { max($0, $1.magnitude) }
    return fastest * max(1, largest) * max(1, eigenvalue + beta + problem.training.weightDecay)
  }

  /// The residual of a fixed point over ``scale(at:)``.
  static let residualTolerance = 1e-12

  /// Newton's method in some coordinates while the others stay as they are.
  ///
  /// - Returns: The point, to the last digit; `nil` if the residual over all coordinates did not reach
  ///   ``residualTolerance``.
  func solve(from start: [Double], in coordinates: [Int]) -> [Double]? {
    var (point, rates) = (start, start)
    let solver = NewtonSolver(
      tolerance: Self.residualTolerance * scale(at: start), maximumIterations: 40)
    let result = solver.root(
      of: { values, components in
        Self.fill(&point, coordinates, values)
        evaluate(point, into: &rates)
        for (index, coordinate) in coordinates.enumerated() {
          components[index] = rates[coordinate]
        }
      },
      jacobian: { values, matrix in
        Self.fill(&point, coordinates, values)
        differentiate(at: point, in: coordinates, into: matrix)
      },
      from: coordinates.map { start[$0] })
    Self.fill(&point, coordinates, result.point)
    evaluate(point, into: &rates)
    let residual = rates.reduce(0) { max($0, $1.isNaN ? .infinity : $1.magnitude) }
    let isFound = residual.isFinite && residual <= Self.residualTolerance * scale(at: point)
    return isFound ? point : nil
  }

  private static func fill(
    _ point: inout [Double], _ coordinates: [Int], _ values: UnsafePointer<Double>
  ) {
    for (index, coordinate) in coordinates.enumerated() { point[coordinate] = values[index] }
  }
}
