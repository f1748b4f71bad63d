import CNLopt

/// Minimise a smooth `f(x)` without bounds, with its exact gradient, by L-BFGS (Liu and Nocedal 1989,
/// through NLopt): it ends in a local minimum downhill of its start.
package struct QuasiNewton: Sendable {
  /// The search ends when a step changes the value by less than this, relatively.
  package var tolerance = 1e-14
  /// Evaluations before the search gives up.
  package var evaluationLimit = 1000
  /// Steps that are remembered for the curvature.
  package var memory = 24

  package init() {}

  /// Where a search ended.
  package struct Minimum: Sendable {
    package var point: [Double]
    package let value: Double
    package let status: NonlinearProgram.Status
    package let evaluations: Int
  }

  /// `f` at a point, and its gradient, which is written to the second argument.
  package typealias Objective = (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Double

  /// The best point seen by a search from a start.
  ///
  /// - Parameters:
  ///   - start: At least one number.
  ///   - objective: Asked at points; a value that is not finite sends the search back.
  /// - Returns: The point, at which the value is no larger than at the start.
  package func minimum(from start: [Double], objective: @escaping Objective) -> Minimum {
    guard let optimizer = nlopt_create(NLOPT_LD_LBFGS, UInt32(start.count)) else {
      preconditionFailure("no memory for \(start.count) variables")
    }
    defer { nlopt_destroy(optimizer) }
    let search = QuasiNewtonSearch(optimizer, start, objective)
    nlopt_set_min_objective(
      optimizer,
      { _, x, gradient, context in
        guard let x, let context else { return .infinity }
        return Unmanaged<QuasiNewtonSearch>.fromOpaque(context).takeUnretainedValue()
          .evaluate(x, gradient)
      }, Unmanaged.passUnretained(search).toOpaque())
    nlopt_set_ftol_rel(optimizer, tolerance)
    nlopt_set_maxeval(optimizer, CInt(clamping: evaluationLimit))
    nlopt_set_vector_storage(optimizer, UInt32(memory))
    var point = start
    var value = 0.0
    let outcome = withExtendedLifetime(search) { nlopt_optimize(optimizer, &point, &value) }
    return Minimum(
      point: search.best, value: search.bestValue, status: .init(outcome),
      evaluations: search.evaluations)
  }
}

/// What the callback of a search remembers.
private final class QuasiNewtonSearch {
  private let optimizer: nlopt_opt
  private let objective: QuasiNewton.Objective
  private var spare: [Double]
  private(set) var best: [Double]
  private(set) var bestValue = Double.infinity
  private(set) var evaluations = 0

  init(_ optimizer: nlopt_opt, _ start: [Double], _ objective: @escaping QuasiNewton.Objective) {
    (self.optimizer, self.objective) = (optimizer, objective)
    (best, spare) = (start, start)
  }

  func evaluate(_ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>?) -> Double {
    // It ends when this call returns.
    if RunContext.isCancelled { nlopt_force_stop(optimizer) }
    evaluations += 1
    let value =
      gradient.map { objective(x, $0) }
      ?? spare.withUnsafeMutableBufferPointer {
        $0.baseAddress.map { objective(x, $0) } ?? .infinity
      }
    guard value.isFinite else { return .infinity }
    if value < bestValue {
      bestValue = value
      best.withUnsafeMutableBufferPointer { $0.baseAddress?.update(from: x, count: $0.count) }
    }
    return value
  }
}
