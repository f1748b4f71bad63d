/// The eigenvalues that can hold noise, and what noise of their number looks like.
///
/// Constant columns hold none, nor do directions in which nothing varies because columns depend on each
/// other linearly: turning the data makes constant columns of them. What is 0 because there are fewer
/// rows than columns is left out as well.
struct VaryingSpectrum: Sendable, Hashable {
  /// Positive and descending; at least one.
  let eigenvalues: [Double]
  let shape: NoiseShape
  /// Whether half or more of the directions have no variance: then what varies is signal, and there is
  /// no noise.
  let isNoiseless: Bool

  /// `nil` when no column varies, or only the largest eigenvalues are known.
  init?(of spectrum: DataSpectrum) {
    let rank = min(spectrum.rank, spectrum.structuralRank)
    let directions = spectrum.columns - spectrum.constantColumns.count
    guard rank > 0, spectrum.eigenvalues.count == spectrum.columns else { return nil }
    eigenvalues = Array(spectrum.eigenvalues.prefix(rank))
    isNoiseless = 2 * rank <= spectrum.structuralRank
    let isDeficient = rank < spectrum.structuralRank && !isNoiseless
    // Rows of unequal weight tell as much as fewer of equal weight.
    let rows = max(2, Int(spectrum.effectiveRows.rounded()))
    shape = NoiseShape(columns: isDeficient ? rank : directions, degrees: rows - 1, rows: rows)
  }
}
