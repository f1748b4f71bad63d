import NumericKit
import RealModule
import Testing

@Suite("Newton's method")
struct NewtonSolverTests {
  /// Powell's badly scaled function: `10⁴ x y = 1`, `e^{−x} + e^{−y} = 1.0001`.
  private func powell(_ x: [Double]) -> [Double] {
    [1e4 * x[0] * x[1] - 1, Double.exp(-x[0]) + Double.exp(-x[1]) - 1.0001]
  }

  private func powellJacobian(_ x: [Double]) -> Matrix {
    [[1e4 * x[1], 1e4 * x[0]], [-Double.exp(-x[0]), -Double.exp(-x[1])]]
  }

  @Test("solves Powell's badly scaled problem from its standard start")
  func badlyScaled() {
    let result = NewtonSolver(tolerance: 1e-13, maximumIterations: 200)
      .root(of: powell, jacobian: powellJacobian, from: [0, 1])
    #expect(result.status == .converged)
    #expect(abs(result.point[0] - 1.0981593296999e-5) < 1e-15)
    #expect(abs(result.point[1] - 9.106146739867) < 1e-10)
  }

  @Test("converges quadratically near a zero")
  func quadratic() {
    let result = NewtonSolver(tolerance: 1e-14)
      .root(of: { [$0[0] * $0[0] - 2] }, jacobian: { [[2 * $0[0]]] }, from: [1.5])
    #expect(result.status == .converged)
    #expect(result.iterations <= 5)
  }

  @Test("the safeguard saves a start from which plain Newton diverges")
  func safeguard() {
    let result = NewtonSolver().root(
      of: { [Double.atan($0[0])] }, jacobian: { [[1 / (1 + $0[0] * $0[0])]] }, from: [10])
    #expect(result.status == .converged)
    #expect(abs(result.point[0]) < 1e-11)
  }

  @Test("the search ends where rounding is all that is left")
  func lastDigit() {
    var evaluations = 0
    func residual(_ x: [Double]) -> [Double] {
      evaluations += 1
      return [x[0] * x[0] - 2]
    }
    let exact = NewtonSolver(tolerance: 1e-2)
      .root(of: residual, jacobian: { [[2 * $0[0]]] }, from: [1.5])
    #expect(exact.status == .converged)
    #expect(abs(exact.point[0] - 2.0.squareRoot()) <= 2.0.squareRoot().ulp)
    // One evaluation at the start, one a step, one that shows that no step helps any more.
    #expect(evaluations <= exact.iterations + 2)
    // The tolerance still decides what counts as a zero.
    let missing = NewtonSolver(tolerance: 1e-2)
      .root(of: { [$0[0] * $0[0] + 1] }, jacobian: { [[2 * $0[0]]] }, from: [1e-3])
    #expect(missing.status != .converged)
  }

  @Test("a singular Jacobian, a missing zero and an exhausted budget are statuses")
  func failures() {
    let singular = NewtonSolver().root(
      of: { [$0[0] * $0[0] + 1] }, jacobian: { [[2 * $0[0]]] }, from: [0])
    #expect(singular.status == .singularJacobian)
    let missing = NewtonSolver().root(
      of: { [$0[0] * $0[0] + 1] }, jacobian: { [[2 * $0[0]]] }, from: [1e-3])
    #expect(missing.status == .stalled || missing.status == .tooManyIterations)
    #expect(missing.residual >= 1)
    let limited = NewtonSolver(maximumIterations: 2).root(
      of: powell, jacobian: powellJacobian, from: [0, 1])
    #expect(limited.status == .tooManyIterations)
  }

  @Test("a start outside the domain is a status; infinity is no progress over infinity")
  func notFinite() {
    // ln x at x = −1 is not a number, at 0 infinite.
    for start in [-1.0, 0, .nan, .infinity] {
      let result = NewtonSolver().root(
        of: { [$0[0] < 0 ? .nan : Double.log($0[0])] }, jacobian: { [[1 / $0[0]]] }, from: [start])
      #expect(result.status == .notFinite, "\(start)")
      #expect(result.iterations == 0)
    }
    let loose = NewtonSolver(tolerance: .infinity)
      .root(of: { _ in [.nan] }, jacobian: { _ in [[1]] }, from: [1])
    #expect(loose.status == .notFinite)
    // From 3 the full step leaves the domain; half of it does not.
    let careful = NewtonSolver().root(
      of: { [$0[0] < 0 ? .nan : Double.log($0[0])] }, jacobian: { [[1 / $0[0]]] }, from: [3])
    #expect(careful.status == .converged)
    #expect(abs(careful.point[0] - 1) < 1e-11)
  }
}

extension NewtonSolver {
  /// The search with arrays and matrices instead of memory.
  fileprivate func root(
    of function: ([Double]) -> [Double], jacobian: ([Double]) -> Matrix, from start: [Double]
  ) -> Result {
    func numbers(_ x: UnsafePointer<Double>) -> [Double] {
      Array(UnsafeBufferPointer(start: x, count: start.count))
    }
    return root(
      of: { x, value in
        for (i, component) in function(numbers(x)).enumerated() { value[i] = component }
      },
      jacobian: { x, matrix in
        for (i, element) in jacobian(numbers(x)).elements.enumerated() { matrix[i] = element }
      },
      from: start)
  }
}
