import RealModule

/// Newton's method that does not go where it has already been.
///
/// The residual is multiplied by `Π_i (1/‖x − x_i‖² + 1)` over the known roots `x_i`, which makes
/// them poles; by the Sherman–Morrison formula the step is Newton's own, stretched by a number.
///
/// P. E. Farrell, Á. Birkisson and S. W. Funke, *Deflation techniques for finding distinct solutions
/// of nonlinear partial differential equations*, SIAM J. Sci. Comput. 37 (2015), A2026–A2045.
package struct DeflatedNewton: Sendable {
  /// The largest component of `F` at which a search ends.
  package var tolerance: Double
  package var maximumIterations: Int
  /// The longest step, in units of `1 + ‖x‖`.
  package var longestStep: Double

  package init(tolerance: Double = 1e-8, maximumIterations: Int = 80, longestStep: Double = 0.5) {
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
    self.longestStep = longestStep
  }

  /// A root of `function` other than the known ones, or `nil` if this start leads to none or the run is
  /// cancelled.
  ///
  /// - Parameters:
  ///   - function: Returns as many components as it is given.
  ///   - jacobian: `∂F_i/∂x_j` at a point.
  ///   - known: Roots to stay away from.
  ///   - start: The first guess.
  ///   - admits: Whether a point is inside the domain; steps out of it are shortened.
  /// - Returns: A point with a residual within the tolerance.
  package func root(
    of function: ([Double]) -> [Double], jacobian: ([Double]) -> Matrix, avoiding known: [[Double]],
    from start: [Double], admits: ([Double]) -> Bool
  ) -> [Double]? {
    var point = start
    for _ in 0..<maximumIterations where !RunContext.isCancelled {
      let value = function(point)
      guard value.allSatisfy(\.isFinite) else { return nil }
      if value.allSatisfy({ abs($0) <= tolerance }) { return point }
      guard let factors = try? LUFactorization(jacobian(point)) else { return nil }
      let newton = factors.solve(value).map { -$0 }
      let slope = Self.logarithmicSlope(at: point, along: newton, poles: known)
      // (F' + F gᵀ) s = −F has the solution s = c · newton with c = 1/(1 − g · newton).
      let stretch = 1 / (1 - slope)
      let length = stretch.magnitude * Self.norm(newton)
      let longest = longestStep * (1 + Self.norm(point))
      guard length.isFinite else { return nil }
      var scale = length > longest ? stretch * (longest / length) : stretch
      var next = Self.moved(point, newton, scale)
      while !admits(next) {
        scale *= 0.5
        guard scale.magnitude > 1e-6 else { return nil }
        next = Self.moved(point, newton, scale)
      }
      point = next
    }
    return nil
  }

  /// The derivative of `Σ_i ln(1/‖x − x_i‖² + 1)` along a direction.
  private static func logarithmicSlope(
    at point: [Double], along direction: [Double], poles: [[Double]]
  ) -> Double {
    var slope = 0.0
    for pole in poles {
      var (squared, product) = (0.0, 0.0)
      for i in point.indices {
        let difference = point[i] - pole[i]
        squared += difference * difference
        product += difference * direction[i]
      }
      slope -= 2 * product / (max(squared, 1e-300) * (1 + squared))
    }
    return slope
  }

  private static func norm(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  private static func moved(_ point: [Double], _ direction: [Double], _ by: Double) -> [Double] {
    zip(point, direction).map { $0 + by * $1 }
  }
}
