/// Newton's method for `F(x) = 0` in many dimensions with exact Jacobians, safeguarded by halving
/// steps that do not reduce the residual.
///
/// A search ends within the tolerance when a full step no longer reduces the residual: rounding is all
/// that is left.
package struct NewtonSolver: Sendable {
  /// The largest component of `F` that counts as zero.
  package var tolerance: Double
  package var maximumIterations: Int

  package init(tolerance: Double = 1e-12, maximumIterations: Int = 50) {
    (self.tolerance, self.maximumIterations) = (tolerance, maximumIterations)
  }

  /// How a search ended.
  package enum Status: Sendable {
    /// The residual is within the tolerance.
    case converged
    /// The Jacobian is singular here.
    case singularJacobian
    /// No step along Newton's direction, however short, reduces the residual.
    case stalled
    case tooManyIterations
    /// `F` is not finite at the start.
    case notFinite
  }

  /// Where a search ended, the largest component of `F` there, and how it ended after how many steps: a
  /// failure is a result, not an error.
  package struct Result: Sendable {
    package let point: [Double]
    package let residual: Double
    package let status: Status
    package let iterations: Int
  }

  /// A zero of `function` near a starting point.
  ///
  /// - Parameters:
  ///   - function: Reads a point and writes as many components; not finite outside its domain.
  ///   - jacobian: Reads a point and writes `∂F_i/∂x_j`, row after row.
  ///   - start: The first guess, `n` numbers.
  /// - Returns: The point reached with its residual and status; in a run that is cancelled, that of the
  ///   last step.
  /// - Complexity: O(n³) time a step.
  package func root(
    of function: (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void,
    jacobian: (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void, from start: [Double]
  ) -> Result {
    let n = start.count
    var (x, value, step, candidate, candidateValue) = (start, start, start, start, start)
    var matrix = [Double](repeating: 0, count: n * n)
    var pivots = [Int32](repeating: 0, count: n)
    function(x, &value)
    var residual = Self.largest(value)
    func result(_ status: Status, _ iterations: Int) -> Result {
      Result(point: x, residual: residual, status: status, iterations: iterations)
    }
    // From here on the residual is finite: candidates outside the domain reduce nothing.
    guard residual.isFinite && x.allSatisfy(\.isFinite) else { return result(.notFinite, 0) }
    let watch = RunContext.currentWatch
    for iteration in 0..<maximumIterations {
      let isZero = residual <= tolerance
      if residual == 0 { return result(.converged, iteration) }
      if watch?.isCancelled ?? false { return result(.tooManyIterations, iteration) }
      jacobian(x, &matrix)
      guard DenseLU.factor(&matrix, order: n, pivots: &pivots) == 0 else {
        return result(isZero ? .converged : .singularJacobian, iteration)
      }
      for i in 0..<n { step[i] = value[i] }
      DenseLU.solve(matrix, order: n, pivots: pivots, &step)
      var scale = 1.0
      while true {
        for i in 0..<n { candidate[i] = x[i] - scale * step[i] }
        function(candidate, &candidateValue)
        let candidateResidual = Self.largest(candidateValue)
        // Along Newton's direction |F| falls like 1 − scale: ask for a tenth of that.
        if candidateResidual <= (1 - 0.1 * scale) * residual {
          swap(&x, &candidate)
          swap(&value, &candidateValue)
          residual = candidateResidual
          break
        }
        if isZero { return result(.converged, iteration) }
        scale *= 0.5
        if scale < 1e-10 { return result(.stalled, iteration) }
      }
    }
    return result(residual <= tolerance ? .converged : .tooManyIterations, maximumIterations)
  }

  /// The largest magnitude, infinite if any component is not a number.
  private static func largest(_ numbers: [Double]) -> Double {
    numbers.allSatisfy(\.isFinite) ? numbers.reduce(0) { max($0, abs($1)) } : .infinity
  }
}
