import NumericKit
import Testing

@Suite("Nonlinear programs")
struct NonlinearProgramTests {
  /// The problem of Rosen and Suzuki (Hock and Schittkowski 43): −44 at (0, 1, 2, −1).
  private func rosenSuzuki(_ x: [Double]) -> NonlinearProgram.Evaluation {
    let (a, b, c, d) = (x[0], x[1], x[2], x[3])
    return .init(
      value: a * a + b * b + 2 * c * c + d * d - 5 * a - 5 * b - 21 * c + 7 * d,
      gradient: [2 * a - 5, 2 * b - 5, 4 * c - 21, 2 * d + 7],
      constraints: [
        a * a + b * b + c * c + d * d + a - b + c - d - 8,
        a * a + 2 * b * b + c * c + 2 * d * d - a - d - 10,
        2 * a * a + b * b + c * c + 2 * a - b - d - 5,
      ],
      jacobian: [
        [2 * a + 1, 2 * b - 1, 2 * c + 1, 2 * d - 1],
        [2 * a - 1, 4 * b, 2 * c, 4 * d - 1],
        [4 * a + 2, 2 * b - 1, 2 * c, -1],
      ])
  }

  @Test("the published optimum of Rosen and Suzuki's problem, from an infeasible start too")
  func published() {
    let program = NonlinearProgram(
      lower: Array(repeating: -10, count: 4), upper: Array(repeating: 10, count: 4), constraints: 3)
    for start in [[0.0, 0, 0, 0], [5, 5, 5, 5]] {
      let minimum = program.minimum(from: start, evaluate: rosenSuzuki)
      #expect(minimum.status == .converged)
      // The multipliers of the constraints are 1, 0 and 2: so much does an infeasibility gain.
      #expect(abs(minimum.value + 44) < 4 * program.feasibility)
      #expect(minimum.violation <= program.feasibility)
      for (found, exact) in zip(minimum.point, [0.0, 1, 2, -1]) {
        #expect(abs(found - exact) < 1e-3)
      }
    }
  }

  @Test("bounds hold, at the minimum and at the start")
  func bounds() {
    let program = NonlinearProgram(lower: [0, -1], upper: [1, 2], constraints: 0)
    let minimum = program.minimum(from: [7, -9]) { x in
      #expect(x[0] >= 0 && x[0] <= 1 && x[1] >= -1 && x[1] <= 2)
      return .init(
        value: (x[0] - 3) * (x[0] - 3) + x[1] * x[1], gradient: [2 * (x[0] - 3), 2 * x[1]],
        constraints: [], jacobian: Matrix(rows: 0, columns: 2))
    }
    #expect(minimum.point[0] == 1)
    #expect(abs(minimum.point[1]) < 1e-6)
  }

  @Test("a search that is cut short says so and keeps its best point")
  func limit() {
    var program = NonlinearProgram(
      lower: Array(repeating: -10, count: 4), upper: Array(repeating: 10, count: 4), constraints: 3)
    program.evaluationLimit = 3
    let minimum = program.minimum(from: [0, 0, 0, 0], evaluate: rosenSuzuki)
    #expect(minimum.status == .evaluationLimit)
    #expect(minimum.evaluations == 3)
    #expect(minimum.value <= 0)
  }

  @Test("without a feasible point the least infeasible one is given, with its violation")
  func infeasible() {
    let program = NonlinearProgram(lower: [0], upper: [1], constraints: 1)
    let minimum = program.minimum(from: [0]) { x in
      .init(value: x[0], gradient: [1], constraints: [2 - x[0]], jacobian: [[-1]])
    }
    #expect(minimum.point == [1])
    #expect(minimum.violation == 1)
  }
}
