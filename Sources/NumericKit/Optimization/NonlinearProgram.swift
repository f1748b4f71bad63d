import CNLopt

/// Minimise `f(x)` where `lower ≤ x ≤ upper` and `c(x) ≤ 0`, with exact first derivatives.
///
/// Sequential quadratic programming (Kraft 1994, through NLopt): it ends in a local minimum near its
/// start. Differentiability is taken for granted; a function with kinks can stop it early.
///
/// ```swift
/// let program = NonlinearProgram(lower: [0, 0], upper: [1, 1], constraints: 1)
/// let result = program.minimum(from: [1, 1]) { x in
///   .init(value: x[0] + x[1], gradient: [1, 1],
///     constraints: [0.25 - x[0] * x[1]], jacobian: [[-x[1], -x[0]]])
/// }
/// ```
public struct NonlinearProgram: Sendable {
  /// The smallest value of each variable.
  public let lower: [Double]
  /// The largest value of each variable.
  public let upper: [Double]
  /// How many numbers `c(x)` has.
  public let constraints: Int
  /// How far above 0 a constraint may end.
  public var feasibility = 1e-6
  /// The search ends when a step changes the value by less than this, relatively.
  public var tolerance = 1e-7
  /// Evaluations before the search gives up.
  public var evaluationLimit = 200

  /// Everything that the search asks for at a point.
  public struct Evaluation: Sendable {
    /// `f`.
    public var value: Double
    /// `∂f/∂x`.
    public var gradient: [Double]
    /// `c`.
    public var constraints: [Double]
    /// `∂c_i/∂x_j`.
    public var jacobian: Matrix

    /// The values and derivatives at a point.
    public init(value: Double, gradient: [Double], constraints: [Double], jacobian: Matrix) {
      self.value = value
      self.gradient = gradient
      self.constraints = constraints
      self.jacobian = jacobian
    }
  }

  /// How a search ended.
  public enum Status: Sendable, Hashable {
    /// No step reduces the value any more.
    case converged
    /// ``NonlinearProgram/evaluationLimit`` was reached.
    case evaluationLimit
    /// Rounding errors stopped the search; the point is the best one seen.
    case stalled
    /// The search itself failed.
    case failed
  }

  /// Where a search ended.
  public struct Minimum: Sendable {
    /// The point, within its bounds.
    public let point: [Double]
    /// The value there.
    public let value: Double
    /// The largest of the constraints there; 0 without constraints.
    public let violation: Double
    /// How the search ended.
    public let status: Status
    /// Points at which the program was evaluated.
    public let evaluations: Int
  }

  /// A program with the given bounds.
  ///
  /// - Precondition: As many lower as upper bounds, at least one, none above its partner.
  public init(lower: [Double], upper: [Double], constraints: Int) {
    precondition(!lower.isEmpty && lower.count == upper.count, "one pair of bounds a variable")
    precondition(zip(lower, upper).allSatisfy(<=), "a lower bound above its upper bound")
    self.lower = lower
    self.upper = upper
    self.constraints = constraints
  }

  /// A local minimum.
  ///
  /// - Parameters:
  ///   - start: Where to begin; moved into the bounds. It need not satisfy the constraints.
  ///   - evaluate: `f`, `c` and their derivatives at a point within the bounds.
  /// - Returns: The best feasible point seen, or the least infeasible one.
  public func minimum(
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
    nlopt_set_min_objective(optimizer, objectiveCallback, context)
    if constraints > 0 {
      let tolerances = [Double](repeating: feasibility, count: constraints)
      nlopt_add_inequality_mconstraint(
        optimizer, UInt32(constraints), constraintCallback, context, tolerances)
    }
    nlopt_set_ftol_rel(optimizer, tolerance)
    nlopt_set_maxeval(optimizer, CInt(clamping: evaluationLimit))
    var point = zip(start, zip(lower, upper)).map { min(max($0, $1.0), $1.1) }
    var value = 0.0
    let outcome = withExtendedLifetime(search) { nlopt_optimize(optimizer, &point, &value) }
    return search.minimum(Status(outcome))
  }
}

extension NonlinearProgram.Status {
  fileprivate init(_ outcome: nlopt_result) {
    switch outcome {
    case NLOPT_SUCCESS, NLOPT_FTOL_REACHED, NLOPT_XTOL_REACHED: self = .converged
    case NLOPT_MAXEVAL_REACHED: self = .evaluationLimit
    case NLOPT_ROUNDOFF_LIMITED: self = .stalled
    default: self = .failed
    }
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

  func evaluation(at x: UnsafePointer<Double>) -> NonlinearProgram.Evaluation {
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
    guard let known = best else {
      best = (point, evaluation.value, violation)
      return
    }
    let (isFeasible, wasFeasible) = (
      violation <= program.feasibility, known.violation <= program.feasibility
    )
    let isBetter =
      isFeasible
      ? !wasFeasible || evaluation.value < known.value
      : !wasFeasible && violation < known.violation
    if isBetter { best = (point, evaluation.value, violation) }
  }

  func minimum(_ status: NonlinearProgram.Status) -> NonlinearProgram.Minimum {
    NonlinearProgram.Minimum(
      point: best?.point ?? point, value: best?.value ?? .infinity,
      violation: best?.violation ?? .infinity, status: best == nil ? .failed : status,
      evaluations: evaluations)
  }
}

private func search(_ context: UnsafeMutableRawPointer?) -> ProgramSearch? {
  context.map { Unmanaged<ProgramSearch>.fromOpaque($0).takeUnretainedValue() }
}

/// `f` and its gradient, in NLopt's signature.
private func objectiveCallback(
  _ count: UInt32, _ x: UnsafePointer<Double>?, _ gradient: UnsafeMutablePointer<Double>?,
  _ context: UnsafeMutableRawPointer?
) -> Double {
  guard let x, let evaluation = search(context)?.evaluation(at: x) else { return .infinity }
  gradient?.update(from: evaluation.gradient, count: Int(count))
  return evaluation.value
}

/// `c` and its Jacobian, in NLopt's signature.
private func constraintCallback(
  _ rows: UInt32, _ values: UnsafeMutablePointer<Double>?, _ count: UInt32,
  _ x: UnsafePointer<Double>?, _ jacobian: UnsafeMutablePointer<Double>?,
  _ context: UnsafeMutableRawPointer?
) {
  guard let x, let evaluation = search(context)?.evaluation(at: x) else { return }
  values?.update(from: evaluation.constraints, count: Int(rows))
  jacobian?.update(from: evaluation.jacobian.elements, count: Int(rows) * Int(count))
}
