/// The distribution of `Zᵀ Z` for a `ν × n` matrix `Z` of standard normal numbers: `Wishart(ν, I_n)`.
///
/// Drawn without `Z` by Bartlett's decomposition: `A Aᵀ` with a lower triangular `A` whose diagonal
/// holds roots of chi-square numbers with `ν, ν − 1, …` degrees of freedom and whose other elements
/// are normal. The cost does not depend on `ν`.
public struct Wishart: Sendable, Hashable {
  /// `n`, the order of the matrix.
  public let order: Int
  /// `ν ≥ n`, the degrees of freedom.
  public let degreesOfFreedom: Int
  @usableFromInline let diagonal: [ChiSquare]

  /// The distribution of an `order × order` matrix.
  ///
  /// - Precondition: `degreesOfFreedom ≥ order`, as a nonsingular matrix needs.
  public init(order: Int, degreesOfFreedom: Int) {
    precondition(
      degreesOfFreedom >= order && order >= 0,
      "Wishart of order \(order) with \(degreesOfFreedom) degrees of freedom")
    self.order = order
    self.degreesOfFreedom = degreesOfFreedom
    diagonal = (0..<order).map { ChiSquare(degreesOfFreedom: Double(degreesOfFreedom - $0)) }
  }

  /// Draws the Bartlett factor `A`.
  ///
  /// Row after row: the normal numbers left of the diagonal, then the diagonal.
  ///
  /// - Parameters:
  ///   - factor: Receives `order × order` numbers in row-major order; zeros above the diagonal.
  ///   - stream: The source of randomness.
  @inlinable
  public func drawFactor(
    into factor: UnsafeMutablePointer<Double>, from stream: inout RandomStream
  ) {
    for i in 0..<order {
      let row = factor + i * order
      for j in 0..<i { row[j] = stream.normal() }
      row[i] = diagonal[i].draw(from: &stream).squareRoot()
      for j in (i + 1)..<max(order, i + 1) { row[j] = 0 }
    }
  }

  /// Draws a matrix.
  public func draw(from stream: inout RandomStream) -> Matrix {
    var factor = Matrix(rows: order, columns: order)
    factor.elements.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { drawFactor(into: base, from: &stream) }
    }
    return factor * factor.transposed
  }
}
