/// Newton's method for `F(x) = 0` in many dimensions with exact Jacobians, safeguarded by halving
/// steps that do not reduce the residual.
public struct NewtonSolver: Sendable, Hashable {
  /// The largest component of `F` that counts as zero.
  public var tolerance: Double
  /// Newton steps allowed.
  public var maximumIterations: Int
  /// Where a search that has succeeded ends.
  public var accuracy: Accuracy

  /// Where a search that has succeeded ends.
  public enum Accuracy: String, Sendable, Hashable, Codable {
    /// As soon as the residual is within the tolerance.
    case withinTolerance
    /// Within the tolerance, and a full step no longer reduces the residual: rounding is all that is
    /// left.
    case toLastDigit
  }

  /// A solver; the defaults suit well-scaled problems in double precision.
  public init(
    tolerance: Double = 1e-12, maximumIterations: Int = 50, accuracy: Accuracy = .withinTolerance
  ) {
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
    self.accuracy = accuracy
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

    @usableFromInline
    init(point: [Double], residual: Double, status: Status, iterations: Int) {
      self.point = point
      self.residual = residual
      self.status = status
      self.iterations = iterations
    }
  }

  /// A zero of `function` near a starting point.
  ///
  /// - Parameters:
  ///   - function: Reads a point and writes as many components; not finite outside its domain.
  ///   - jacobian: Reads a point and writes `∂F_i/∂x_j`, row after row.
  ///   - start: The first guess, `n` numbers.
  /// - Returns: The point reached with its residual and status; in a run that is cancelled, that of the
  ///   last step.
  /// - Complexity: O(n³) time a step; one allocation in all.
  @inlinable
  public func root(
    of function: (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void,
    jacobian: (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void, from start: [Double]
  ) -> Result {
    var point = start
    let (residual, status, iterations) = point.withUnsafeMutableBufferPointer { point in
      NewtonWorkspace.withMemory(order: point.count) { memory in
        search(function, jacobian, from: point, memory)
      }
    }
    return Result(point: point, residual: residual, status: status, iterations: iterations)
  }

  /// Moves `point` towards a zero; tells the residual reached, how the search ended, and its steps.
  @inlinable
  func search(
    _ function: (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void,
    _ jacobian: (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void,
    from point: UnsafeMutableBufferPointer<Double>, _ memory: NewtonWorkspace
  ) -> (residual: Double, status: Status, iterations: Int) {
    guard let x = point.baseAddress else { return (0, .converged, 0) }
    function(x, memory.value)
    var residual = memory.largest(memory.value)
    // From here on the residual is finite: candidates outside the domain reduce nothing.
    guard residual.isFinite && point.allSatisfy(\.isFinite) else {
      return (residual, .notFinite, 0)
    }
    let watch = RunContext.currentWatch
    for iteration in 0..<maximumIterations {
      let isZero = residual <= tolerance
      if isZero && (accuracy == .withinTolerance || residual == 0) {
        return (residual, .converged, iteration)
      }
      if watch?.isCancelled ?? false { return (residual, .tooManyIterations, iteration) }
      jacobian(x, memory.jacobian)
      guard memory.solveForStep() else {
        return (residual, isZero ? .converged : .singularJacobian, iteration)
      }
      var scale = 1.0
      while true {
        memory.formCandidate(from: x, scale: scale)
        function(memory.candidate, memory.candidateValue)
        let candidateResidual = memory.largest(memory.candidateValue)
        // Along Newton's direction |F| falls like 1 − scale: ask for a tenth of that.
        if candidateResidual <= (1 - 0.1 * scale) * residual {
          memory.acceptCandidate(into: x)
          residual = candidateResidual
          break
        }
        if isZero { return (residual, .converged, iteration) }
        scale *= 0.5
        if scale < 1e-10 { return (residual, .stalled, iteration) }
      }
    }
    return (residual, residual <= tolerance ? .converged : .tooManyIterations, maximumIterations)
  }
}

/// The working memory of one search.
@usableFromInline
struct NewtonWorkspace {
  @usableFromInline let order: Int
  /// `F` at the point, Newton's step, the next point and `F` there.
  @usableFromInline let value, step, candidate, candidateValue: UnsafeMutablePointer<Double>
  /// `n × n` numbers.
  @usableFromInline let jacobian: UnsafeMutablePointer<Double>
  @usableFromInline let pivots: UnsafeMutablePointer<Int32>

  /// Lends memory for `n` unknowns while `body` runs.
  @inlinable
  static func withMemory<Outcome>(order: Int, _ body: (NewtonWorkspace) -> Outcome) -> Outcome {
    let numbers = max(1, order * (order + 4))
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: numbers) { numbers in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(1, order)) { pivots in
        numbers.initialize(repeating: 0)
        pivots.initialize(repeating: 0)
        guard let base = numbers.baseAddress, let rows = pivots.baseAddress else {
          preconditionFailure("memory for at least one number has an address")
        }
        return body(NewtonWorkspace(order: order, base: base, pivots: rows))
      }
    }
  }

  @inlinable
  init(order: Int, base: UnsafeMutablePointer<Double>, pivots: UnsafeMutablePointer<Int32>) {
    self.order = order
    self.pivots = pivots
    (value, step) = (base, base + order)
    (candidate, candidateValue) = (base + 2 * order, base + 3 * order)
    jacobian = base + 4 * order
  }

  /// The largest magnitude, infinite if any component is not a number.
  @inlinable
  func largest(_ numbers: UnsafeMutablePointer<Double>) -> Double {
    var result = 0.0
    for i in 0..<order {
      guard numbers[i].isFinite else { return .infinity }
      result = max(result, abs(numbers[i]))
    }
    return result
  }

  /// Solves for Newton's step, which overwrites the Jacobian; `false` if that is singular.
  @inlinable
  func solveForStep() -> Bool {
    guard DenseLU.factor(jacobian, order: order, pivots: pivots) == 0 else { return false }
    step.update(from: value, count: order)
    DenseLU.solve(jacobian, order: order, pivots: pivots, step)
    return true
  }

  @inlinable
  func formCandidate(from x: UnsafeMutablePointer<Double>, scale: Double) {
    for i in 0..<order { candidate[i] = x[i] - scale * step[i] }
  }

  @inlinable
  func acceptCandidate(into x: UnsafeMutablePointer<Double>) {
    x.update(from: candidate, count: order)
    value.update(from: candidateValue, count: order)
  }
}
