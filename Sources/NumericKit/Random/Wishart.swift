/// The distribution of `Zᵀ Z` for a `ν × n` matrix `Z` of standard normal numbers: `Wishart(ν, I_n)`.
///
/// Drawn without `Z` by Bartlett's decomposition: `A Aᵀ` with a lower triangular `A` whose diagonal
/// holds roots of chi-square numbers with `ν, ν − 1, …` degrees of freedom and whose other elements
/// are normal. The cost does not depend on `ν`.
@usableFromInline package struct Wishart: Sendable {
  /// `n`, the order of the matrix.
  @usableFromInline let order: Int
  @usableFromInline let diagonal: [ChiSquare]

  /// - Precondition: `degreesOfFreedom ≥ order`, as a nonsingular matrix needs.
  package init(order: Int, degreesOfFreedom: Int) {
    precondition(
      degreesOfFreedom >= order && order >= 0,
      "Wishart of order \(order) with \(degreesOfFreedom) degrees of freedom")
    self.order = order
    diagonal = (0..<order).map { ChiSquare(degreesOfFreedom: Double(degreesOfFreedom - $0)) }
  }

  /// Draws the Bartlett factor `A`, `order × order` numbers in row-major order: row after row the
  /// normal numbers left of the diagonal, then the diagonal; zeros above.
  @inlinable package func drawFactor(
    into factor: UnsafeMutablePointer<Double>, from stream: inout RandomStream
  ) {
    for i in 0..<order {
      let row = factor + i * order
      for j in 0..<i { row[j] = stream.normal() }
      row[i] = diagonal[i].draw(from: &stream).squareRoot()
      for j in (i + 1)..<max(order, i + 1) { row[j] = 0 }
    }
  }

  package func draw(from stream: inout RandomStream) -> Matrix {
    var factor = Matrix(rows: order, columns: order)
    factor.elements.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { drawFactor(into: base, from: &stream) }
    }
    return factor * factor.transposed
  }
}
