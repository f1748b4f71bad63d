import LinearVAE
import NumericKit

/// The choice of `β(t)` as a nonlinear program: `β` is constant on pieces of equal length, the flow is
/// stepped by collocation, and derivatives are those of the steps.
///
/// To minimise a time, the pieces cover `[0, T + hold]` with `T` itself a variable that stretches the
/// grid; from `T` on, `ε_g` must stay below a level, also afterwards, while `β = β_max`. To minimise
/// the error at a given time, the pieces cover `[0, T]`.
package struct ScheduleTranscription {
  let system: ControlledFlow
  let start: [Double]
  let error: AlignedError
  /// `β_max`.
  let maximum: Double
  let goal: Goal
  let isMonotone: Bool
  /// Pieces of equal length, and how many of them lie before `T`.
  let pieces, piecesBefore: Int
  /// Collocation steps in a piece.
  let substeps: Int

  /// What is minimised.
  package enum Goal {
    /// The time `T` from which on `ε_g ≤ level`; `scale` is the unit of `T`, `tail` the lengths of the
    /// steps after the last piece.
    case time(level: Double, scale: Double, tail: [Double])
    /// `ε_g` at a time, in units of `scale`.
    case error(at: Double, scale: Double)

    var scale: Double {
      switch self {
      case .time(_, let scale, _), .error(_, let scale): scale
      }
    }
  }

  /// The part of the pieces that lies after `T`, where `β` may still move to hold the error down.
  static let holdShare = 0.2

  /// The smallest `β` over `β_max`.
  ///
  /// At `β = 0` the variance `D` reaches 0 in finite time, where the flow ends. The limit of small `β` is
  /// regular: `D ≈ β/Q` then, which no longer matters to the other order parameters.
  static let floor = 1e-3

  /// A program.
  package init(
    _ problem: ConvergenceProblem, maximum: Double, goal: Goal, pieces: Int, isMonotone: Bool,
    substeps: Int
  ) {
    system = ControlledFlow(problem.problem)
    start = system.layout.coordinates(of: problem.initial)
    error = AlignedError(problem.problem)
    self.maximum = maximum
    self.goal = goal
    self.isMonotone = isMonotone
    self.pieces = pieces
    self.substeps = substeps
    piecesBefore =
      if case .time = goal {
        pieces - max(1, Int((Double(pieces) * Self.holdShare).rounded()))
      } else { pieces }
  }

  /// Whether `T` is the first variable.
  private var movesTime: Bool {
    if case .time = goal { true } else { false }
  }

  /// Variables before those of the pieces.
  private var offset: Int { movesTime ? 1 : 0 }

  /// The bounds and the number of constraints.
  package var program: NonlinearProgram {
    let lower = (movesTime ? [1e-3] : []) + Array(repeating: Self.floor, count: pieces)
    let upper = (movesTime ? [1e3] : []) + Array(repeating: 1, count: pieces)
    var count = isMonotone ? pieces - 1 : 0
    if case .time(_, _, let tail) = goal {
      count += (pieces - piecesBefore) * substeps + 1 + tail.count
    }
    return NonlinearProgram(lower: lower, upper: upper, constraints: count)
  }

  /// The variables for `T` and the values of `β/β_max`.
  package func variables(time: Double, values: [Double]) -> [Double] {
    movesTime ? [time / goal.scale] + values : values
  }

  /// `T` of a vector of variables.
  package func time(of x: [Double]) -> Double {
    if case .error(let time, _) = goal { time } else { x[0] * goal.scale }
  }

  /// `β/β_max` on the pieces.
  package func values(of x: [Double]) -> [Double] { Array(x.dropFirst(offset)) }

  /// The schedule of a vector of variables: its pieces, then `β_max`.
  package func schedule(of x: [Double]) -> BetaSchedule {
    let length = time(of: x) / Double(piecesBefore)
    var points: [BetaSchedule.Point] = []
    for (piece, exact) in values(of: x).enumerated() {
      // Neighbours that differ by the tolerance of the search are one piece.
      let value = (1e6 * exact).rounded() / 1e6
      let (from, to) = (length * Double(piece), length * Double(piece + 1))
      if let last = points.last, last.beta == value * maximum {
        points.removeLast()
      } else {
        points.append(.init(time: from, beta: value * maximum))
      }
      points.append(.init(time: to, beta: value * maximum))
    }
    if let last = points.last, last.beta != maximum {
      points.append(.init(time: last.time, beta: maximum))
    }
    return .points(points)
  }

  /// The program at a point, with exact derivatives of the discrete flow.
  ///
  /// Where a step has no solution, everything is so large that no search stays.
  package func evaluation(at x: [Double]) -> NonlinearProgram.Evaluation {
    var run = TranscriptionRun(self, x)
    guard run.advance() else { return impossible }
    let rises = monotony(x)
    switch goal {
    case .error(_, let scale):
      return NonlinearProgram.Evaluation(
        value: run.errors[run.errors.count - 1] / scale,
        gradient: run.finalGradient.map { $0 / scale }, constraints: rises.values,
        jacobian: rises.jacobian)
    case .time(let level, _, _):
      var jacobian = rises.jacobian.elements
      for gradient in run.gradients { jacobian += gradient.map { $0 / level } }
      let constraints = rises.values + run.errors.map { $0 / level - 1 }
      return NonlinearProgram.Evaluation(
        value: x[0], gradient: [1] + Array(repeating: 0, count: pieces), constraints: constraints,
        jacobian: Matrix(rows: constraints.count, columns: x.count, elements: jacobian))
    }
  }

  private var impossible: NonlinearProgram.Evaluation {
    let (rows, columns) = (program.constraints, pieces + offset)
    return NonlinearProgram.Evaluation(
      value: 1e6, gradient: Array(repeating: 0, count: columns),
      constraints: Array(repeating: 1e6, count: rows),
      jacobian: Matrix(rows: rows, columns: columns))
  }

  /// `β_i − β_{i+1} ≤ 0` for a monotone schedule.
  private func monotony(_ x: [Double]) -> (values: [Double], jacobian: Matrix) {
    guard isMonotone else { return ([], Matrix(rows: 0, columns: x.count)) }
    var jacobian = Matrix(rows: pieces - 1, columns: x.count)
    var values: [Double] = []
    for i in 0..<(pieces - 1) {
      values.append(x[offset + i] - x[offset + i + 1])
      jacobian[i, offset + i] = 1
      jacobian[i, offset + i + 1] = -1
    }
    return (values, jacobian)
  }
}

/// One pass through the steps of a transcription, with the sensitivities of the state.
private struct TranscriptionRun {
  private let parameters: ScheduleTranscription
  private let x: [Double]
  private let step: CollocationStep<ControlledFlow>
  private var state: [Double]
  /// `∂state/∂x`, row after row.
  private var sensitivity: [Double]
  private var next: [Double]
  /// `ε_g` at the nodes that count, and its derivatives.
  private(set) var errors: [Double] = []
  private(set) var gradients: [[Double]] = []

  init(_ parameters: ScheduleTranscription, _ x: [Double]) {
    self.parameters = parameters
    self.x = x
    step = CollocationStep(parameters.system)
    state = parameters.start
    sensitivity = Array(repeating: 0, count: state.count * x.count)
    next = sensitivity
  }

  var finalGradient: [Double] { gradients[gradients.count - 1] }

  /// Takes all steps; `false` where one has no solution.
  mutating func advance() -> Bool {
    let (pieces, before, substeps) = (
      parameters.pieces, parameters.piecesBefore, parameters.substeps
    )
    let duration = parameters.time(of: x) / Double(before * substeps)
    var stretch = 0.0
    var tail: [Double] = []
    if case .time(_, let scale, let lengths) = parameters.goal {
      stretch = scale / Double(before * substeps)
      tail = lengths
    }
    let values = parameters.values(of: x)
    for piece in 0..<pieces {
      for substep in 1...substeps {
        let column = x.count - pieces + piece
        guard take(duration, control: values[piece], column: column, stretch: stretch) else {
          return false
        }
        if piece >= before || (piece == before - 1 && substep == substeps) { record() }
      }
    }
    for length in tail {
      guard take(length, control: 1, column: nil, stretch: 0) else { return false }
      record()
    }
    return true
  }

  /// One step at `β/β_max = control`, whose variable has the given column.
  private mutating func take(
    _ duration: Double, control: Double, column: Int?, stretch: Double
  ) -> Bool {
    let maximum = parameters.maximum
    guard !RunContext.isCancelled,
      step.advance(&state, duration: duration, control: control * maximum)
    else { return false }
    let (n, width) = (state.count, x.count)
    // Columns of later pieces are still zero.
    let used = column.map { $0 + 1 } ?? width
    for i in 0..<n {
      for j in 0..<used { next[i * width + j] = 0 }
      for k in 0..<n {
        let weight = step.propagator[i * n + k]
        for j in 0..<used { next[i * width + j] += weight * sensitivity[k * width + j] }
      }
      if let column {
        next[i * width + column] += maximum * step.controlDerivative[i]
        if stretch != 0 { next[i * width] += stretch * step.durationDerivative[i] }
      }
    }
    swap(&next, &sensitivity)
    return true
  }

  private mutating func record() {
    let (value, derivative) = parameters.error.valueAndGradient(at: state)
    let width = x.count
    var gradient = [Double](repeating: 0, count: width)
    for (i, weight) in derivative where weight != 0 {
      for j in 0..<width { gradient[j] += weight * sensitivity[i * width + j] }
    }
    errors.append(value)
    gradients.append(gradient)
  }
}
