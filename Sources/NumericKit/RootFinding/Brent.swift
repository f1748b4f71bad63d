/// Brent's method for a zero of a function of one variable: bisection's certainty with the speed of
/// inverse quadratic interpolation.
///
/// R. P. Brent, *Algorithms for Minimization Without Derivatives*, Prentice-Hall (1973), chapter 4.
package enum Brent {
  /// The best estimate of a zero, and how the search ended.
  package struct Root: Sendable {
    package let point: Double
    /// The smallest interval found over which the sign changes.
    package let bracket: ClosedRange<Double>
    package let status: Status
    package let evaluations: Int
  }

  /// How a search ended.
  package enum Status: Sendable {
    /// The bracket is as small as asked for, or the function is exactly zero at the point.
    case converged
    /// The function has the same sign at both ends: the point is the end where it is smaller.
    case noSignChange
    case tooManyEvaluations
  }

  /// A zero of `function` between `a` and `b`.
  ///
  /// - Parameters:
  ///   - function: Continuous; a sign change is bracketed if it is not.
  ///   - a: One end of the interval.
  ///   - b: The other end.
  ///   - tolerance: The width of the bracket to reach; a few units in the last place of the zero come
  ///     on top, so that 0 asks for all that double precision gives.
  ///   - maximumEvaluations: Bisection alone needs about sixty.
  /// - Returns: The zero with its bracket and status; a failure is a result, not an error.
  package static func root(
    of function: (Double) throws -> Double, between a: Double, and b: Double, tolerance: Double = 0,
    maximumEvaluations: Int = 200
  ) rethrows -> Root {
    var search = try Search(a: a, fa: function(a), b: b, fb: function(b))
    guard search.fa == 0 || search.fb == 0 || (search.fa > 0) != (search.fb > 0) else {
      let point = search.fa.magnitude < search.fb.magnitude ? a : b
      return Root(
        point: point, bracket: min(a, b)...max(a, b), status: .noSignChange, evaluations: 2)
    }
    var (evaluations, status) = (2, Status.tooManyEvaluations)
    while evaluations < maximumEvaluations {
      guard let next = search.nextPoint(tolerance: tolerance) else {
        status = .converged
        break
      }
      search.insert(next, try function(next))
      evaluations += 1
    }
    return Root(
      point: search.b, bracket: search.bracket, status: status, evaluations: evaluations)
  }

  /// The three points of the method: `b` the best, `a` the one before, `c` across the zero from `b`.
  private struct Search {
    var a, fa, b, fb, c, fc: Double
    var step, previousStep: Double

    init(a: Double, fa: Double, b: Double, fb: Double) {
      (self.a, self.fa, self.b, self.fb, c, fc) = (a, fa, b, fb, a, fa)
      (step, previousStep) = (b - a, b - a)
      keepBestInB()
    }

    var bracket: ClosedRange<Double> { min(b, c)...max(b, c) }

    mutating func keepBestInB() {
      if fc.magnitude < fb.magnitude { (a, b, c, fa, fb, fc) = (b, c, b, fb, fc, fb) }
    }

    /// The next point to evaluate, or `nil` when the bracket is small enough.
    mutating func nextPoint(tolerance: Double) -> Double? {
      let smallest = 2 * b.magnitude * Double.ulpOfOne + 0.5 * tolerance
      let half = 0.5 * (c - b)
      if half.magnitude <= smallest || fb == 0 { return nil }
      if previousStep.magnitude >= smallest && fa.magnitude > fb.magnitude,
        let interpolated = interpolatedStep(half: half, smallest: smallest)
      {
        (previousStep, step) = (step, interpolated)
      } else {
        (previousStep, step) = (half, half)
      }
      return b + (step.magnitude > smallest ? step : (half > 0 ? smallest : -smallest))
    }

    /// The secant or inverse quadratic step, if it stays well inside the bracket.
    func interpolatedStep(half: Double, smallest: Double) -> Double? {
      let s = fb / fa
      var (p, q): (Double, Double)
      if a == c {
        (p, q) = (2 * half * s, 1 - s)
      } else {
        let (r, t) = (fb / fc, fa / fc)
        p = s * (2 * half * t * (t - r) - (b - a) * (r - 1))
        q = (t - 1) * (r - 1) * (s - 1)
      }
      if p > 0 { q = -q } else { p = -p }
      let bound = min(3 * half * q - (smallest * q).magnitude, (previousStep * q).magnitude)
      return 2 * p < bound ? p / q : nil
    }

    mutating func insert(_ point: Double, _ value: Double) {
      (a, fa) = (b, fb)
      (b, fb) = (point, value)
      if (fb > 0) == (fc > 0) {
        (c, fc) = (a, fa)
        step = b - a
        previousStep = step
      }
      keepBestInB()
    }
  }
}
