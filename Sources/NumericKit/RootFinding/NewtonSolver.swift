/// Newton's method for `F(x) = 0` in many dimensions with exact Jacobians, safeguarded by halving
/// steps that do not reduce the residual.
public struct NewtonSolver: Sendable, Hashable {
  /// The largest component of `F` at which the search ends.
  public var tolerance: Double
  /// Newton steps allowed.
  public var maximumIterations: Int

  /// A solver; the defaults suit well-scaled problems in double precision.
  public init(tolerance: Double = 1e-12, maximumIterations: Int = 50) {
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
  }

  /// How a search ended.
  public enum Status: String, Sendable, Hashable, Codable {
    /// The residual is within the tolerance.
    case converged
    /// The Jacobian is singular here.
    case singularJacobian
    /// No step along Newton's direction, however short, reduces the residual.
    case stalled
    /// The steps allowed were used up.
    case tooManyIterations
    /// `F` is not finite at the start.
    case notFinite
  }

  /// Where a search ended: a failure is a result, not an error.
  public struct Result: Sendable, Hashable {
    /// The best point found.
    public let point: [Double]
    /// The largest component of `F` there.
    public let residual: Double
    /// How the search ended.
    public let status: Status
    /// Newton steps taken.
    public let iterations: Int
  }

  /// A zero of `function` near a starting point.
  ///
  /// - Parameters:
  ///   - function: Returns as many components as it is given; not finite outside its domain.
  ///   - jacobian: `∂F_i/∂x_j` at a point.
  ///   - start: The first guess.
  /// - Returns: The point reached with its residual and status.
  public func root(
    of function: ([Double]) -> [Double], jacobian: ([Double]) -> Matrix, from start: [Double]
  ) -> Result {
    var point = start
    var value = function(point)
    var residual = Self.size(value)
    // From here on the residual is finite: candidates outside the domain reduce nothing.
    guard residual.isFinite && start.allSatisfy(\.isFinite) else {
      return end(point, residual, .notFinite, 0)
    }
    for iteration in 0..<maximumIterations {
      if residual <= tolerance { return end(point, residual, .converged, iteration) }
      guard let factors = try? LUFactorization(jacobian(point)) else {
        return end(point, residual, .singularJacobian, iteration)
      }
      let step = factors.solve(value)
      var scale = 1.0
      while true {
        let candidate = zip(point, step).map { $0 - scale * $1 }
        let candidateValue = function(candidate)
        let candidateResidual = Self.size(candidateValue)
        // Along Newton's direction |F| falls like 1 − scale: ask for a tenth of that.
        if candidateResidual <= (1 - 0.1 * scale) * residual {
          (point, value, residual) = (candidate, candidateValue, candidateResidual)
          break
        }
        scale *= 0.5
        if scale < 1e-10 { return end(point, residual, .stalled, iteration) }
      }
    }
    let status: Status = residual <= tolerance ? .converged : .tooManyIterations
    return end(point, residual, status, maximumIterations)
  }

  private func end(
    _ point: [Double], _ residual: Double, _ status: Status, _ iterations: Int
  ) -> Result {
    Result(point: point, residual: residual, status: status, iterations: iterations)
  }

  /// The largest magnitude, infinite if any component is not a number.
  private static func size(_ value: [Double]) -> Double {
    value.allSatisfy(\.isFinite) ? value.map(\.magnitude).max() ?? 0 : .infinity
  }
}
