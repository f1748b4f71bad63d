/// `dy/dt = f(y, u)` with a control `u`: one number that is chosen, not given.
package protocol ControlledSystem: Sendable {
  /// Number of components of the state.
  var dimension: Int { get }

  /// Whether a component is positive at all times and must stay so.
  func staysPositive(_ component: Int) -> Bool

  /// Writes `f`, `∂f_i/∂y_j`, row after row, and `∂f/∂u`.
  func linearize(
    _ state: UnsafePointer<Double>, control: Double, rates: UnsafeMutablePointer<Double>,
    jacobian: UnsafeMutablePointer<Double>, influence: UnsafeMutablePointer<Double>)
}

/// Steps of Radau's three-stage collocation (order 5, L-stable) with their exact derivatives: what
/// direct transcription of an optimal-control problem is made of.
///
/// The derivatives are those of the discrete step itself, so that an optimiser sees a smooth function
/// with its true gradient, whatever the step. Coefficients: Hairer and Wanner, *Solving Ordinary
/// Differential Equations II*, table IV.5.6.
///
/// An object is working memory: one for each thread.
package final class CollocationStep<System: ControlledSystem> {
  package let system: System

  private let n: Int
  /// All memory in one block; the other pointers lead into it.
  private let block: UnsafeMutablePointer<Double>
  private let pivots: UnsafeMutablePointer<Int32>
  /// The stages `Y_1, Y_2, Y_3 = y₁`, one after the other, with `f`, `∂f/∂y` and `∂f/∂u` there.
  private let stages, rates, jacobians, influences: UnsafeMutablePointer<Double>
  private let matrix, column: UnsafeMutablePointer<Double>
  private let results: UnsafeMutablePointer<Double>

  package init(_ system: System) {
    self.system = system
    n = system.dimension
    let (wide, square) = (3 * n, n * n)
    let count = 4 * wide + 3 * square + 9 * square + square + 2 * n
    block = .allocate(capacity: count)
    block.initialize(repeating: 0, count: count)
    pivots = .allocate(capacity: wide)
    pivots.initialize(repeating: 0, count: wide)
    stages = block
    rates = stages + wide
    influences = rates + wide
    column = influences + wide
    jacobians = column + wide
    matrix = jacobians + 3 * square
    results = matrix + 9 * square
  }

  deinit {
    block.deallocate()
    pivots.deallocate()
  }

  /// `∂y₁/∂y₀` of the last step: `n²` numbers, row after row, valid until the next step.
  package var propagator: UnsafePointer<Double> { UnsafePointer(results) }
  /// `∂y₁/∂u` of the last step: `n` numbers.
  package var controlDerivative: UnsafePointer<Double> { UnsafePointer(results + n * n) }
  /// `∂y₁/∂h` of the last step: `n` numbers.
  package var durationDerivative: UnsafePointer<Double> { UnsafePointer(results + (n * n + n)) }

  /// `y₁` from `y₀`, in place, and its derivatives, with a control that is constant during the step.
  ///
  /// - Returns: `false` if the equations of the step have no solution that Newton's method finds; the
  ///   state is then as before.
  /// - Complexity: O(n³).
  package func advance(_ state: inout [Double], duration: Double, control: Double) -> Bool {
    guard solve(from: state, duration, control), factor(duration) else { return false }
    formDerivatives(duration)
    for i in 0..<n { state[i] = stages[2 * n + i] }
    return true
  }

  /// Newton's method for the stages, `Y_i = y₀ + h Σ_j a_ij f(Y_j)`.
  private func solve(from start: [Double], _ h: Double, _ control: Double) -> Bool {
    for i in 0..<(3 * n) { stages[i] = start[i % n] }
    linearize(control)
    for _ in 0..<RadauTableau.iterations {
      guard factor(h) else { return false }
      weigh(rates, by: h)
      for i in 0..<(3 * n) { column[i] += start[i % n] - stages[i] }
      DenseLU.solve(matrix, order: 3 * n, pivots: pivots, column)
      let share = admissibleShare()
      var change = 0.0
      for i in 0..<(3 * n) {
        stages[i] += share * column[i]
        change = max(change, abs(column[i]) / (1 + abs(stages[i])))
      }
      guard change.isFinite else { return false }
      linearize(control)
      if change < RadauTableau.tolerance && share == 1 { return true }
    }
    return false
  }

  /// The largest part of the Newton step in `column` that leaves positive components a tenth of
  /// themselves.
  private func admissibleShare() -> Double {
    var share = 1.0
    for i in 0..<(3 * n) where column[i] < 0 && system.staysPositive(i % n) {
      share = min(share, -0.9 * stages[i] / column[i])
    }
    return share
  }

  private func linearize(_ control: Double) {
    for i in 0..<3 {
      system.linearize(
        stages + i * n, control: control, rates: rates + i * n, jacobian: jacobians + i * n * n,
        influence: influences + i * n)
    }
  }

  /// Factorises `I − h A ⊗ J` at the current stages.
  private func factor(_ h: Double) -> Bool {
    let order = 3 * n
    for i in 0..<3 {
      for j in 0..<3 {
        let weight = -h * RadauTableau.a(i, j)
        for k in 0..<n {
          let row = matrix + ((i * n + k) * order + j * n)
          let source = jacobians + (j * n + k) * n
          for l in 0..<n { row[l] = weight * source[l] }
          if i == j { row[k] += 1 }
        }
      }
    }
    return DenseLU.factor(matrix, order: order, pivots: pivots) == 0
  }

  /// Writes `weight · Σ_j a_ij v_j` into `column`.
  private func weigh(_ source: UnsafePointer<Double>, by weight: Double) {
    for i in 0..<3 {
      let (first, second, third) = (
        weight * RadauTableau.a(i, 0), weight * RadauTableau.a(i, 1), weight * RadauTableau.a(i, 2)
      )
      for k in 0..<n {
        column[i * n + k] = first * source[k] + second * source[n + k] + third * source[2 * n + k]
      }
    }
  }

  /// The stages' derivatives solve `dY_i − h Σ_j a_ij J_j dY_j = dy₀ + Σ_j a_ij (h g_j du + f_j dh)`.
  private func formDerivatives(_ h: Double) {
    for k in 0..<n {
      for i in 0..<(3 * n) { column[i] = i % n == k ? 1 : 0 }
      DenseLU.solve(matrix, order: 3 * n, pivots: pivots, column)
      for i in 0..<n { results[i * n + k] = column[2 * n + i] }
    }
    weigh(influences, by: h)
    DenseLU.solve(matrix, order: 3 * n, pivots: pivots, column)
    for i in 0..<n { results[n * n + i] = column[2 * n + i] }
    weigh(rates, by: 1)
    DenseLU.solve(matrix, order: 3 * n, pivots: pivots, column)
    for i in 0..<n { results[n * n + n + i] = column[2 * n + i] }
  }
}

/// The coefficients of Radau IIA with three stages.
private enum RadauTableau {
  /// `a_ij`; the last row are the weights: the third stage is the result.
  static func a(_ i: Int, _ j: Int) -> Double {
    let root = 2.449489742783178  // √6
    switch (i, j) {
    case (0, 0): return (88 - 7 * root) / 360
    case (0, 1): return (296 - 169 * root) / 1800
    case (0, 2): return (-2 + 3 * root) / 225
    case (1, 0): return (296 + 169 * root) / 1800
    case (1, 1): return (88 + 7 * root) / 360
    case (1, 2): return (-2 - 3 * root) / 225
    case (2, 0): return (16 - root) / 36
    case (2, 1): return (16 + root) / 36
    default: return 1.0 / 9
    }
  }
  /// Newton steps before a step of the method is given up.
  static let iterations = 60
  /// A Newton step below this, relative to the state, is the last one.
  static let tolerance = 1e-11
}
