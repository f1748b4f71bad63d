import NumericKit
import RealModule

/// The loss of a linear VAE with one decoder variance a column at its optimum over everything else, as a
/// function of the logarithms `u_j` of the variances, (column-variance).
///
/// With `S = e^{−u/2} C e^{−u/2}`, its eigenvalues `λ_i` and vectors `v_i`:
/// `½ [Σ u_j + Σ_living (β + β ln(λ_i/β)) + Σ_others λ_i]`.
struct ColumnVarianceProfile {
  /// `C`, with ones on the diagonal.
  let correlation: Matrix
  let latents: Int
  let beta: Double
  private var order: Int { correlation.rows }

  init(_ correlation: Matrix, latents: Int, beta: Double) {
    (self.correlation, self.latents, self.beta) = (correlation, latents, beta)
  }

  /// The value at a point and what the derivatives follow from.
  struct Point {
    let logs: [Double]
    let value: Double
    /// Half of 1 less the expected squared error of the column, in units of its variance.
    let gradient: [Double]
    /// Ascending, the living ones last.
    let eigen: SymmetricEigen
    let living: Int

    var largestSlope: Double { gradient.reduce(0) { max($0, abs($1)) } }
  }

  /// Where a search ended.
  struct Minimum {
    let logs: [Double]
    let value: Double
    /// Ascending.
    let eigenvalues: [Double]
    /// A column whose variance goes to 0.
    let vanishing: Int?
  }

  func point(at logs: [Double]) throws -> Point {
    let n = order
    let factors = logs.map { Double.exp(-$0 / 2) }
    var scaled = correlation
    for i in 0..<n {
      for j in 0..<n { scaled[i, j] *= factors[i] * factors[j] }
    }
    let eigen = try SymmetricEigen(of: scaled)
    let living = eigen.values.suffix(latents).count { $0 > beta }
    var (sum, errors) = (logs.reduce(0, +), Array(repeating: 0.0, count: n))
    for (i, λ) in eigen.values.enumerated() {
      let lives = i >= n - living
      sum += lives ? beta + beta * .log(λ / beta) : λ
      let weight = lives ? beta : λ
      for j in 0..<n { errors[j] += weight * eigen.vectors[j, i] * eigen.vectors[j, i] }
    }
    return Point(
      logs: logs, value: sum / 2, gradient: errors.map { (1 - $0) / 2 }, eigen: eigen,
      living: living)
  }

  /// The second derivatives, but for the jump where an eigenvalue crosses `β`:
  /// `¼ Σ_ab K_ab v_aj v_al v_bj v_bl`, with `K = λ_a + λ_b` for two that do not live,
  /// `(β − λ_b)(λ_a + λ_b)/(λ_a − λ_b)` for one that does and one that does not, and 0 for two that do.
  func hessian(at point: Point) -> Matrix {
    let (n, living, λ, v) = (order, point.living, point.eigen.values, point.eigen.vectors)
    let rest = n - living
    /// `Σ_b w_b v_b v_bᵀ` over those that do not live.
    func sum(_ weight: (Int) -> Double) -> Matrix {
      let left = Matrix(rows: n, columns: rest) { j, b in v[j, b] * weight(b) }
      return left * Matrix(rows: rest, columns: n) { b, l in v[l, b] }
    }
    let (plain, weighted) = (sum { _ in 1 }, sum { λ[$0] })
    var result = Matrix(rows: n, columns: n) { j, l in plain[j, l] * weighted[j, l] / 2 }
    for a in rest..<n {
      let mixed = sum { b in
        (beta - λ[b]) * (λ[a] + λ[b]) / max(λ[a] - λ[b], 4 * .ulpOfOne * λ[a])
      }
      for j in 0..<n {
        for l in 0..<n { result[j, l] += v[j, a] * v[l, a] * mixed[j, l] / 2 }
      }
    }
    return result
  }

  /// The minimum that a search by damped Newton steps runs into; the value falls in every step.
  ///
  /// - Throws: `LinearAlgebraError.notConverged`, `RunCancelled`.
  func minimum(from start: [Double]) throws -> Minimum {
    let floor = Double.log(ColumnVarianceForecast.smallestShare)
    var (current, damping) = (try point(at: start), 1e-3)
    for _ in 0..<1000 {
      try RunContext.current.checkCancellation()
      guard current.largestSlope > 1e-13 * Double(order) else { break }
      if let column = current.logs.firstIndex(where: { $0 < floor }) {
        return minimum(at: current, vanishing: column)
      }
      let curvature = hessian(at: current)
      var next: Point?
      while next == nil, damping < 1e12 {
        if let step = Self.step(curvature, current.gradient, damping) {
          let trial = try point(at: zip(current.logs, step).map(+))
          if Self.isBetter(trial, than: current) { next = trial }
        }
        damping = next == nil ? max(damping, 1e-6) * 8 : damping / 8
      }
      // No step in the direction of the slope helps: rounding.
      guard let next else { break }
      current = next
    }
    return minimum(at: current, vanishing: nil)
  }

  private func minimum(at point: Point, vanishing: Int?) -> Minimum {
    Minimum(
      logs: point.logs, value: point.value, eigenvalues: point.eigen.values, vanishing: vanishing)
  }

  /// Whether the value is less or, as far as rounding tells, the same and the slope less.
  private static func isBetter(_ trial: Point, than current: Point) -> Bool {
    let rounding = 1e-14 * (abs(current.value) + Double(current.logs.count))
    if trial.value < current.value - rounding { return true }
    return trial.value <= current.value + rounding && trial.largestSlope < current.largestSlope
  }

  /// `−(H + μ I)⁻¹ g`, no longer than 2 in any coordinate; `nil` if that is no way down.
  private static func step(_ curvature: Matrix, _ gradient: [Double], _ damping: Double)
    -> [Double]?
  {
    var damped = curvature
    for i in gradient.indices { damped[i, i] += damping }
    guard damped.isPositiveDefinite, let factors = try? LUFactorization(damped) else { return nil }
    let step = factors.solve(gradient)
    let longest = step.reduce(0) { max($0, abs($1)) }
    return step.map { -$0 * min(1, 2 / max(longest, .leastNormalMagnitude)) }
  }
}
