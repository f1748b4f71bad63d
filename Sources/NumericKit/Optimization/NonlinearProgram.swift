import CNLopt

/// Minimise `f(x)` where `lower ≤ x ≤ upper` and `c(x) ≤ 0`, with exact first derivatives.
///
/// Sequential quadratic programming (Kraft 1994, through NLopt): it ends in a local minimum near its
/// start. Differentiability is taken for granted; a function with kinks can stop it early.
package struct NonlinearProgram: Sendable {
  /// The bounds of each variable.
  package let lower, upper: [Double]
  /// How many numbers `c(x)` has.
  package let constraints: Int
  /// How far above 0 a constraint may end.
  package var feasibility = 1e-6
  /// The search ends when a step changes the value by less than this, relatively.
  package var tolerance = 1e-7
  /// Evaluations before the search gives up.
  package var evaluationLimit = 200

  /// Everything that the search asks for at a point: `f`, `∂f/∂x`, `c` and `∂c_i/∂x_j`.
  package struct Evaluation: Sendable {
    package var value: Double
    package var gradient, constraints: [Double]
    package var jacobian: Matrix

    package init(value: Double, gradient: [Double], constraints: [Double], jacobian: Matrix) {
      (self.value, self.gradient) = (value, gradient)
      (self.constraints, self.jacobian) = (constraints, jacobian)
    }
  }

  /// How a search ended.
  package enum Status: Sendable, Hashable {
    /// No step reduces the value any more.
    case converged
    case evaluationLimit
    /// Rounding errors stopped the search; the point is the best one seen.
    case stalled
    /// The search itself failed.
    case failed

    init(_ outcome: nlopt_result) {
      switch outcome {
      case NLOPT_SUCCESS, NLOPT_FTOL_REACHED, NLOPT_XTOL_REACHED: self = .converged
      case NLOPT_MAXEVAL_REACHED: self = .evaluationLimit
      case NLOPT_ROUNDOFF_LIMITED: self = .stalled
      default: self = .failed
      }
    }
  }

  /// Where a search ended.
  package struct Minimum: Sendable {
    package let point: [Double]
    package let value: Double
    /// The largest of the constraints; 0 without constraints.
    package let violation: Double
    package let status: Status
    package let evaluations: Int
  }

  package init(lower: [Double], upper: [Double], constraints: Int) {
    precondition(!lower.isEmpty && lower.count == upper.count, "one pair of bounds a variable")
    precondition(zip(lower, upper).allSatisfy(<=), "a lower bound above its upper bound")
    self.lower = lower
    self.upper = upper
    self.constraints = constraints
  }

  /// The best feasible point seen by a search, or the least infeasible one.
  ///
  /// It begins at `start`, moved into the bounds, which need not satisfy the constraints, and asks for
  /// `f`, `c` and their derivatives at points within the bounds.
  package func minimum(
    from start: [Double], evaluate: @escaping ([Double]) -> Evaluation
  ) -> Minimum {
    precondition(start.count == lower.count, "\(start.count) numbers, not \(lower.count)")
    guard let optimizer = nlopt_create(NLOPT_LD_SLSQP, UInt32(start.count)) else {
      preconditionFailure("no memory for \(start.count) variables")
    }
    defer { nlopt_destroy(optimizer) }
    let search = ProgramSearch(self, optimizer, evaluate)
    let context = Unmanaged.passUnretained(search).toOpaque()
    nlopt_set_lower_bounds(optimizer, lower)
    nlopt_set_upper_bounds(optimizer, upper)
    nlopt_set_min_objective(
      optimizer,
      { count, x, gradient, context in
        guard let evaluation = ProgramSearch.evaluation(at: x, context) else { return .infinity }
        gradient?.update(from: evaluation.gradient, count: Int(count))
        return evaluation.value
      }, context)
    if constraints > 0 {
      let tolerances = [Double](repeating: feasibility, count: constraints)
      nlopt_add_inequality_mconstraint(
        optimizer, UInt32(constraints),
        { rows, values, count, x, jacobian, context in
          guard let evaluation = ProgramSearch.evaluation(at: x, context) else { return }
          values?.update(from: evaluation.constraints, count: Int(rows))
          jacobian?.update(from: evaluation.jacobian.elements, count: Int(rows) * Int(count))
        }, context, tolerances)
    }
    nlopt_set_ftol_rel(optimizer, tolerance)
    nlopt_set_maxeval(optimizer, CInt(clamping: evaluationLimit))
    var point = zip(start, zip(lower, upper)).map { min(max($0, $1.0), $1.1) }
    var value = 0.0
    let outcome = withExtendedLifetime(search) { nlopt_optimize(optimizer, &point, &value) }
    return search.minimum(Status(outcome))
  }
}

/// What the callbacks share: the last evaluation, which both of them read, and the best point.
private final class ProgramSearch {
  private let program: NonlinearProgram
  private let optimizer: nlopt_opt
  private let evaluate: ([Double]) -> NonlinearProgram.Evaluation
  private var point: [Double] = []
  private var current: NonlinearProgram.Evaluation?
  private var best: (point: [Double], value: Double, violation: Double)?
  private var evaluations = 0

  init(
    _ program: NonlinearProgram, _ optimizer: nlopt_opt,
    _ evaluate: @escaping ([Double]) -> NonlinearProgram.Evaluation
  ) {
    (self.program, self.optimizer) = (program, optimizer)
    self.evaluate = evaluate
  }

  /// What NLopt asks for at a point, of the search that it was given as context.
  static func evaluation(
    at x: UnsafePointer<Double>?, _ context: UnsafeMutableRawPointer?
  ) -> NonlinearProgram.Evaluation? {
    guard let x, let context else { return nil }
    return Unmanaged<ProgramSearch>.fromOpaque(context).takeUnretainedValue().evaluation(at: x)
  }

  private func evaluation(at x: UnsafePointer<Double>) -> NonlinearProgram.Evaluation {
    let asked = Array(UnsafeBufferPointer(start: x, count: program.lower.count))
    if let current, asked == point { return current }
    // It ends when this call returns.
    if RunContext.isCancelled { nlopt_force_stop(optimizer) }
    let evaluation = evaluate(asked)
    evaluations += 1
    (point, current) = (asked, evaluation)
    remember(evaluation)
    return evaluation
  }

  private func remember(_ evaluation: NonlinearProgram.Evaluation) {
    let violation = evaluation.constraints.max() ?? 0
    guard evaluation.value.isFinite, violation.isFinite else { return }
    if let known = best {
      let isFeasible = violation <= program.feasibility
      let wasFeasible = known.violation <= program.feasibility
      let isBetter =
        isFeasible
        ? !wasFeasible || evaluation.value < known.value
        : !wasFeasible && violation < known.violation
      guard isBetter else { return }
    }
    best = (point, evaluation.value, violation)
  }

  func minimum(_ status: NonlinearProgram.Status) -> NonlinearProgram.Minimum {
    NonlinearProgram.Minimum(
      point: best?.point ?? point, value: best?.value ?? .infinity,
      violation: best?.violation ?? .infinity, status: best == nil ? .failed : status,
      evaluations: evaluations)
  }
}
