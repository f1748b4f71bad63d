import NumericKit

extension OrderParameters {
  /// The relative size, against the largest diagonal element, up to which a negative eigenvalue or
  /// an asymmetry counts as rounding. A typed-in state needs about ten digits.
  public static let realizabilityTolerance = 1e-10

  /// `Γ = [[m*, mᵀ, dᵀ], [m, Q, R], [d, Rᵀ, E]]`, the Gram matrix of factors, decoder and encoder.
  ///
  /// - Parameter overlap: `m*`, `M* × M*`.
  /// - Returns: A matrix of order `M* + 2M`: factors first, then decoder, then encoder.
  public func gramMatrix(overlap: Matrix) -> Matrix {
    precondition(
      overlap.rows == factors && overlap.columns == factors,
      "overlap of \(overlap.rows) factors for a state of \(factors)")
    return Matrix(blocks: [
      [overlap, m.transposed, d.transposed], [m, Q, R], [d, R.transposed, E],
    ])
  }

  /// Whether `D > 0` and no eigenvalue of ``gramMatrix(overlap:)`` is below `-tolerance` times the largest,
  /// or 1.
  package func hasVectors(overlap: Matrix, tolerance: Double) -> Bool {
    guard D.allSatisfy({ $0 > 0 }),
      let values = try? gramMatrix(overlap: overlap).symmetricEigenvalues()
    else { return false }
    return (values.first ?? 0) > -tolerance * max(1, values.last ?? 1)
  }

  /// Checks that vectors with these overlaps exist: `Q` and `E` symmetric, `D > 0`, and `Γ` positive
  /// semidefinite.
  ///
  /// Rounding is forgiven up to ``realizabilityTolerance``, since a state in which decoder or encoder
  /// lie in the span of the factors, as learned fixed points do, has a singular `Γ`.
  ///
  /// - Parameter data: The data, for `m*`, with as many factors as the state.
  /// - Throws: ``InvalidProblem`` with the order parameter at fault as key path, or an empty one and the
  ///   smallest eigenvalue when `Γ` is indefinite. Rows, columns and latents count from 0.
  /// - Complexity: O((M* + 2M)³).
  public func checkRealizable(data: SpikedData) throws(InvalidProblem) {
    for (name, matrix) in [("m", m), ("d", d), ("Q", Q), ("E", E), ("R", R)] {
      guard let index = matrix.elements.firstIndex(where: { !$0.isFinite }) else { continue }
      let (row, column) = index.quotientAndRemainder(dividingBy: matrix.columns)
      throw InvalidProblem(
        name, found: "\(name)[\(row)][\(column)] that is not finite", allowed: "finite numbers")
    }
    for (name, matrix) in [("Q", Q), ("E", E)] { try Self.checkSymmetric(name, matrix) }
    for (latent, value) in D.enumerated() where !(value > 0 && value.isFinite) {
      throw InvalidProblem("D", found: "D[\(latent)] = \(value)", allowed: "numbers > 0")
    }
    let gram = gramMatrix(overlap: data.overlap)
    // Nearly every state is settled here; a singular one needs to be looked at closely.
    if gram.isPositiveDefinite { return }
    let scale = gram.diagonal.max() ?? 0
    // Finite and square, so there is an eigenvalue unless LAPACK itself gives up.
    let smallest = (try? gram.symmetricEigenvalues().first) ?? .nan
    try InvalidProblem.require(
      smallest >= -OrderParameters.realizabilityTolerance * scale, "",
      found: "overlaps that no vectors have: the smallest eigenvalue of their Gram matrix is "
        + "\(smallest)",
      allowed:
        "an eigenvalue ≥ 0: raise the diagonals of Q and E or lower the overlaps m, d and R")
  }

  private static func checkSymmetric(_ name: String, _ matrix: Matrix) throws(InvalidProblem) {
    let scale = matrix.elements.reduce(0) { max($0, abs($1)) }
    for i in 0..<matrix.rows {
      for j in 0..<i where abs(matrix[i, j] - matrix[j, i]) > realizabilityTolerance * scale {
        throw InvalidProblem(
          name,
          found: "\(name)[\(j)][\(i)] = \(matrix[j, i]) but \(name)[\(i)][\(j)] = \(matrix[i, j])",
          allowed: "a symmetric \(name)")
      }
    }
  }
}
