import NumericKit

extension [Matrix] {
  /// Matrices of elements of order 1 below this size vanish, and so do negative eigenvalues below this
  /// share of the largest.
  private static var tolerance: Double { 1e-4 }

  /// Whether a combination of these symmetric matrices of one order, not all of whose coefficients vanish,
  /// is positive semidefinite.
  ///
  /// Projects the identity onto the span, and where that is not semidefinite in turn onto the cone and
  /// the span. A matrix in both has a positive trace, hence the projection of the identity vanishes only
  /// if there is none.
  var spansSemidefinite: Bool {
    var basis: [Matrix] = []
    for matrix in self {
      var rest = matrix
      for element in basis { rest = rest - element.product(matrix) * element }
      let size = rest.product(rest).squareRoot()
      if size > Self.tolerance { basis.append((1 / size) * rest) }
    }
    // Dependent ones have a combination that vanishes.
    guard basis.count == count, let order = basis.first?.rows else { return true }
    func projection(of matrix: Matrix) -> Matrix {
      basis.reduce(Matrix(rows: order, columns: order)) { $0 + $1.product(matrix) * $1 }
    }
    var candidate = projection(of: .identity(order))
    for _ in 0..<200 {
      let size = candidate.product(candidate).squareRoot()
      guard size > Self.tolerance else { return false }
      candidate = (1 / size) * candidate
      guard let spectrum = try? SymmetricEigen(of: candidate) else { return true }
      let (least, largest) = (spectrum.values.first ?? 0, spectrum.values.last ?? 0)
      if least >= -Self.tolerance * largest { return true }
      let positive = spectrum.vectors * .diagonal(spectrum.values.map { Swift.max(0, $0) })
      candidate = projection(of: positive * spectrum.vectors.transposed)
    }
    return false
  }
}

extension Matrix {
  /// The sum of the products of elements.
  fileprivate func product(_ other: Matrix) -> Double {
    zip(elements, other.elements).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
