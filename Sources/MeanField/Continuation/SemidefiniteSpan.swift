import NumericKit

/// The span of some symmetric matrices, and whether a positive semidefinite matrix lies in it.
struct SemidefiniteSpan {
  /// Orthonormal by the product of elements; fewer than given where these depend on each other.
  private let basis: [Matrix]
  /// Whether some combination of the matrices vanishes.
  private let isDegenerate: Bool

  /// The span of matrices of one order, of elements of order 1.
  init(_ matrices: [Matrix]) {
    var basis: [Matrix] = []
    for matrix in matrices {
      var rest = matrix
      for element in basis { rest = rest - Self.product(element, matrix) * element }
      let size = Self.product(rest, rest).squareRoot()
      if size > Self.tolerance { basis.append((1 / size) * rest) }
    }
    self.basis = basis
    isDegenerate = basis.count < matrices.count
  }

  /// Matrices below this size vanish, and so do negative eigenvalues below this share of the largest.
  private static let tolerance = 1e-4

  private static func product(_ a: Matrix, _ b: Matrix) -> Double {
    zip(a.elements, b.elements).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Whether a combination of the matrices, not all of whose coefficients vanish, is positive
  /// semidefinite.
  ///
  /// Projects the identity onto the span, and where that is not semidefinite in turn onto the cone and
  /// the span. A matrix in both has a positive trace, hence the projection of the identity vanishes only
  /// if there is none.
  var isMet: Bool {
    guard !isDegenerate, let order = basis.first?.rows else { return true }
    var candidate = projection(of: .identity(order))
    for _ in 0..<200 {
      let size = Self.product(candidate, candidate).squareRoot()
      guard size > Self.tolerance else { return false }
      candidate = (1 / size) * candidate
      guard let spectrum = try? SymmetricEigen(of: candidate) else { return true }
      let (least, largest) = (spectrum.values.first ?? 0, spectrum.values.last ?? 0)
      if least >= -Self.tolerance * largest { return true }
      let positive = spectrum.vectors * .diagonal(spectrum.values.map { max(0, $0) })
      candidate = projection(of: positive * spectrum.vectors.transposed)
    }
    return false
  }

  private func projection(of matrix: Matrix) -> Matrix {
    basis.reduce(Matrix(rows: matrix.rows, columns: matrix.columns)) {
      $0 + Self.product($1, matrix) * $1
    }
  }
}
