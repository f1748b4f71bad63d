import NumericKit

/// Orthogonal factors whose data have the same law, (principal).
///
/// With `m* = TᵀT` the factor part of the data has the covariance `TΛTᵀ = O diag(μ) Oᵀ` in an
/// orthonormal basis of the span of the factors. In the basis turned by `O` the factors are
/// orthogonal with signals `μ`, and overlaps translate by `m = m' OᵀT`, `d = d' OᵀT`. Nothing else
/// in the flow depends on the basis, at any rate, batch or weight decay.
public struct PrincipalFactors: Sendable, Hashable {
  /// `μ_s ≥ 0`: the signals themselves, in their order, if the factors are orthogonal; else in
  /// descending order, those that agree up to rounding made equal.
  public let signals: [Double]
  /// `OᵀT`, `M* × M*`; the identity for orthogonal factors.
  public let mixing: Matrix

  /// The principal factors of the data.
  ///
  /// - Throws: `LinearAlgebraError` when the overlap matrix is not positive definite.
  public init(of data: SpikedData) throws(LinearAlgebraError) {
    let count = data.factors
    guard !data.overlap.isIdentity else {
      (signals, mixing) = (data.signals, .identity(count))
      return
    }
    let T = try CholeskyFactorization(data.overlap).lower.transposed
    let spectrum = try SymmetricEigen(of: T.scalingColumns(by: data.signals) * T.transposed)
    // Ascending from LAPACK; rounding may leave a vanishing signal below zero.
    let order = spectrum.values.indices.sorted { spectrum.values[$0] > spectrum.values[$1] }
    signals = Self.merged(order.map { max(0, spectrum.values[$0]) })
    var turned = Matrix(rows: count, columns: count)
    for (row, index) in order.enumerated() {
      for j in 0..<count { turned[row, j] = spectrum.vectors[j, index] }
    }
    mixing = turned * T
  }

  /// Descending numbers in which each that agrees with the one before up to rounding equals it.
  private static func merged(_ signals: [Double]) -> [Double] {
    let margin = 1e-13 * (signals.first ?? 0)
    return signals.reduce(into: []) { merged, signal in
      let previous = merged.last ?? .infinity
      merged.append(previous - signal <= margin ? previous : signal)
    }
  }

  /// The same data with orthogonal factors.
  ///
  /// - Parameter data: What the factors were found from.
  /// - Returns: Data with signals `μ`, the same noise and the identity as overlap.
  public func orthogonalized(_ data: SpikedData) -> SpikedData {
    SpikedData(
      signals: signals, noise: data.noise, distribution: data.distribution,
      samplesPerDimension: data.samplesPerDimension)
  }

  /// The state in terms of the principal factors: the inverse of ``restored(_:)``.
  ///
  /// - Parameter state: Order parameters in terms of the original factors.
  /// - Returns: The same decoder and encoder with `m` and `d` against the principal factors.
  /// - Throws: `LinearAlgebraError` when the factors depend on each other.
  public func expressed(_ state: OrderParameters) throws(LinearAlgebraError) -> OrderParameters {
    guard !mixing.isIdentity else { return state }
    // m' of m = m' B: the rows of m' solve Bᵀ x = (row of m).
    let factors = try LUFactorization(mixing.transposed)
    func solved(_ overlaps: Matrix) -> Matrix {
      Matrix(
        rows: overlaps.rows, columns: overlaps.columns,
        elements: overlaps.rowArrays.flatMap { factors.solve($0) })
    }
    var expressed = state
    expressed.m = solved(state.m)
    expressed.d = solved(state.d)
    return expressed
  }

  /// The state in terms of the original factors.
  ///
  /// - Parameter state: Order parameters in terms of the principal factors.
  /// - Returns: The same decoder and encoder with `m` and `d` against the given factors.
  public func restored(_ state: OrderParameters) -> OrderParameters {
    guard !mixing.isIdentity else { return state }
    var restored = state
    restored.m = state.m * mixing
    restored.d = state.d * mixing
    return restored
  }
}

extension SpikedData {
  /// The largest eigenvalues of the covariance, as many as asked for.
  package func largestEigenvalues(_ count: Int) -> [Double] {
    let signals = (try? PrincipalFactors(of: self))?.signals ?? signals
    let all = (signals + Array(repeating: 0, count: count)).sorted(by: >)
    return all.prefix(count).map { $0 + noise }
  }
}
