import RealModule

/// Nodes and weights of averages over a standard normal number: `E f(t) = Σ_q w_q f(t_q)`, exact for
/// polynomials up to degree `2 · count − 1`.
package struct GaussHermite: Sendable {
  /// Ascending and symmetric about 0.
  package let nodes: [Double]
  /// Their sum is 1.
  package let weights: [Double]

  /// The rule of as many nodes, from the matrix of the recurrence of Hermite polynomials (Golub and
  /// Welsch 1969).
  ///
  /// - Parameter count: At least 1.
  package init(_ count: Int) {
    precondition(count >= 1, "a rule of \(count) nodes")
    var recurrence = Matrix(rows: count, columns: count)
    for k in 1..<max(count, 1) {
      recurrence[k - 1, k] = Double(k).squareRoot()
      recurrence[k, k - 1] = Double(k).squareRoot()
    }
    // Such a matrix has never failed to have a spectrum.
    guard let spectrum = try? SymmetricEigen(of: recurrence) else {
      preconditionFailure("no spectrum of order \(count)")
    }
    // Rounding leaves a symmetric rule a little crooked.
    let values = spectrum.values
    let raw = (0..<count).map { spectrum.vectors[0, $0] * spectrum.vectors[0, $0] }
    nodes = (0..<count).map { 0.5 * (values[$0] - values[count - 1 - $0]) }
    let symmetric = (0..<count).map { 0.5 * (raw[$0] + raw[count - 1 - $0]) }
    let sum = symmetric.reduce(0, +)
    weights = symmetric.map { $0 / sum }
  }

  /// The average of a function.
  package func average(_ function: (Double) -> Double) -> Double {
    zip(nodes, weights).reduce(0) { $0 + $1.1 * function($1.0) }
  }
}
