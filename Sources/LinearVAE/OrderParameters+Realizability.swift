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
    var gram = Matrix(rows: factors + 2 * latents, columns: factors + 2 * latents)
    let (decoder, encoder) = (factors, factors + latents)
    gram.setBlock(overlap, row: 0, column: 0)
    gram.setBlock(m, row: decoder, column: 0)
    gram.setBlock(d, row: encoder, column: 0)
    gram.setBlock(m.transposed, row: 0, column: decoder)
    gram.setBlock(Q, row: decoder, column: decoder)
    gram.setBlock(R.transposed, row: encoder, column: decoder)
    gram.setBlock(d.transposed, row: 0, column: encoder)
    gram.setBlock(R, row: decoder, column: encoder)
    gram.setBlock(E, row: encoder, column: encoder)
    return gram
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
  /// - Throws: ``UnrealizableState``, with the smallest eigenvalue when `Γ` is indefinite.
  /// - Complexity: O((M* + 2M)³).
  public func checkRealizable(data: SpikedData) throws(UnrealizableState) {
    for (name, matrix) in [("m", m), ("d", d), ("Q", Q), ("E", E), ("R", R)] {
      try UnrealizableState.checkFinite(name, matrix)
    }
    for (name, matrix) in [("Q", Q), ("E", E)] {
      try UnrealizableState.checkSymmetric(name, matrix)
    }
    for (latent, value) in D.enumerated() where !(value > 0 && value.isFinite) {
      throw .variance(latent: latent, value: value)
    }
    let gram = gramMatrix(overlap: data.overlap)
    // Nearly every state is settled here; a singular one needs to be looked at closely.
    if gram.isPositiveDefinite { return }
    let scale = gram.diagonal.max() ?? 0
    // Finite and square, so there is an eigenvalue unless LAPACK itself gives up.
    let smallest = (try? gram.symmetricEigenvalues().first) ?? .nan
    guard smallest >= -OrderParameters.realizabilityTolerance * scale else {
      throw .indefinite(smallestEigenvalue: smallest)
    }
  }
}
