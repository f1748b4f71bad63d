import LinearVAE

extension ProblemParameter {
  /// The smallest share of the range's upper end from which branches are followed where the range
  /// starts at 0 and the flow is singular there.
  ///
  /// `D` vanishes with `β`, and at finite rates the state grows without bound; all motion ceases with
  /// `τ`; without noise `E` plays no part, and a factor of no strength is noise: each leaves a
  /// continuum of fixed points. A hundredth of the range is not seen in a plot.
  private static let continuationInset = 0.01

  /// The part of a range over which branches can be followed: its lower end moved up to
  /// ``continuationInset`` times the upper one where the flow is singular at 0.
  ///
  /// - Throws: `InvalidProblem` for values outside the parameter's domain, an empty range, a factor
  ///   that does not exist, or a rate in the small-rate limit.
  func traceable(
    _ range: ClosedRange<Double>, of problem: LearningProblem
  ) throws(InvalidProblem) -> ClosedRange<Double> {
    switch self {
    case .beta, .noise, .signals, .signal, .weightDecay, .rates: break
    case .overlap, .decoderRate, .encoderRate, .varianceRate:
      throw InvalidProblem(
        key, found: "a parameter in which branches cannot be followed",
        allowed: "beta, eta, rho, rho.0, lambda or tau")
    }
    let (lower, upper) = (range.lowerBound, range.upperBound)
    guard lower.isFinite, upper.isFinite, lower >= 0, lower < upper else {
      throw InvalidProblem(
        key, found: "the range \(lower) to \(upper)",
        allowed: "an increasing range of numbers ≥ 0")
    }
    if case .signal(let index) = self, !problem.data.signals.indices.contains(index) {
      throw InvalidProblem(
        key, found: "factor \(index)",
        allowed: "one of the factors 0 to \(problem.data.factors - 1)")
    }
    if self == .rates, problem.training.rates == .limit {
      throw InvalidProblem(
        key, found: "limit", allowed: "finite rates",
        advice: "the small-rate limit has no rate that could vary")
    }
    guard lower == 0, self != .weightDecay else { return range }
    return Self.continuationInset * upper...upper
  }

  /// The problem with the parameter at a value and a constant `β`, unless that is the parameter itself.
  ///
  /// - Precondition: ``traceable(_:of:)`` does not throw.
  func problem(_ problem: LearningProblem, at value: Double, beta: Double) -> LearningProblem {
    var constant = problem
    constant.training.weight = .schedule(.constant(beta))
    do { return try setting(value, in: constant) } catch {
      preconditionFailure("a parameter that the problem does not have: \(error)")
    }
  }
}
