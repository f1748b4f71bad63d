/// Exact derivatives of vector functions by evaluating them on ``Dual`` numbers.
@usableFromInline package enum ForwardDifferentiation {
  /// Writes the Jacobian of a function, eight columns per evaluation.
  ///
  /// - Parameters:
  ///   - dimension: Number of variables and of components.
  ///   - point: Where to differentiate.
  ///   - scratchCount: Working numbers that `function` needs.
  ///   - jacobian: Receives `∂f_i/∂x_j`, row after row.
  ///   - function: Reads its first argument, writes its second, may use the third as it likes.
  @inlinable package static func jacobian(
    dimension: Int, at point: UnsafePointer<Double>, scratchCount: Int = 0,
    into jacobian: UnsafeMutablePointer<Double>,
    of function: (UnsafePointer<Dual>, UnsafeMutablePointer<Dual>, UnsafeMutablePointer<Dual>) ->
      Void
  ) {
    withDuals(dimension: dimension, at: point, scratchCount: scratchCount) { x, f, scratch in
      for first in stride(from: 0, to: dimension, by: Dual.directions) {
        let columns = first..<min(first + Dual.directions, dimension)
        for j in columns { x[j] = .variable(point[j], direction: j - first) }
        function(x, f, scratch)
        for i in 0..<dimension {
          for j in columns { jacobian[i * dimension + j] = f[i].tangent[j - first] }
        }
        for j in columns { x[j] = Dual(constant: point[j]) }
      }
    }
  }

  /// Lends `body` the point as constants, room for a result, and working memory.
  @inlinable package static func withDuals(
    dimension: Int, at point: UnsafePointer<Double>, scratchCount: Int = 0,
    _ body: (UnsafeMutablePointer<Dual>, UnsafeMutablePointer<Dual>, UnsafeMutablePointer<Dual>) ->
      Void
  ) {
    withUnsafeTemporaryAllocation(of: Dual.self, capacity: 2 * dimension + scratchCount) { memory in
      guard let x = memory.baseAddress else { return }
      memory.initialize(repeating: Dual(constant: 0))
      for i in 0..<dimension { x[i] = Dual(constant: point[i]) }
      body(x, x + dimension, x + 2 * dimension)
    }
  }
}
