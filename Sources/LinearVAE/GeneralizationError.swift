import NumericKit

/// How far the decoder is from the factors: a squared distance `‖W* Λ^½ − W‖²/N`, in one of the ways
/// to say which latent should stand for which factor.
///
/// They agree when there is one latent and one factor, up to the sign of `m`.
public enum GeneralizationError: String, Sendable, Hashable, Codable, CaseIterable {
  /// Latents may be permuted and change sign: as ``paired``, minimised over assignments of factors
  /// to distinct latents. A factor without a latent drops out of the cross term.
  case aligned
  /// Latent `s` stands for factor `s`:
  /// `Σ_s ρ_s m*_ss − 2 Σ_{s ≤ min(M, M*)} √ρ_s m_ss + tr Q`.
  case paired
  /// Latents may be rotated: `Σ_s ρ_s m*_ss + tr Q − 2 ‖m Λ^½‖_nuclear`.
  case subspace
  /// The sum of the latents stands for the sum of the factors:
  /// `Σ_st √(ρ_s ρ_t) m*_st − 2 Σ_s √ρ_s Σ_k m_ks + Σ_kl Q_kl`.
  ///
  /// The authors' published script computes it for `M > 1`, `M* = 1`.
  case pooled
}

extension OrderParameters {
  /// The generalization error `ε_g` of this state.
  ///
  /// - Parameters:
  ///   - form: The way to match latents and factors when their numbers differ.
  ///   - data: The data, with as many factors as the state.
  /// - Returns: A squared distance, zero for the decoder `W = W* Λ^½` in its own form; of a
  ///   realisable state it is negative at most by rounding.
  /// - Complexity: O(1) for one latent and one factor; in general O(M M*) for paired and pooled,
  ///   cubic in the latents and factors for aligned and subspace.
  public func generalizationError(
    _ form: GeneralizationError = .aligned, data: SpikedData
  ) -> Double {
    precondition(
      data.factors == factors, "data of \(data.factors) factors for a state of \(factors)")
    let amplitudes = data.signals.map { $0.squareRoot() }
    let weighted = m.scalingColumns(by: amplitudes)
    let norms = zip(data.signals, data.overlap.diagonal).reduce(Q.trace) { $0 + $1.0 * $1.1 }
    switch form {
    case .aligned:
      return norms - 2 * weighted.bestAlignment
    case .paired:
      return norms - 2 * weighted.trace
    case .subspace:
      return norms - 2 * weighted.nuclearNorm
    case .pooled:
      let target = zip(amplitudes, data.overlap * amplitudes).reduce(0) { $0 + $1.0 * $1.1 }
      return target - 2 * weighted.elements.reduce(0, +) + Q.elements.reduce(0, +)
    }
  }
}

extension Matrix {
  /// The largest sum of `|a_ij|` with at most one element from each row and column.
  fileprivate var bestAlignment: Double {
    if elements.count == 1 { return abs(elements[0]) }
    let magnitudes = Matrix(rows: rows, columns: columns, elements: elements.map { abs($0) })
    return magnitudes.maximumAssignment().enumerated().reduce(0) { sum, pair in
      sum + (pair.element.map { magnitudes[pair.offset, $0] } ?? 0)
    }
  }
}
