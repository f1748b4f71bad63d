/// The variance `η` of the noise in data with a few strong directions, from the middle of the
/// spectrum: `median(λ) / median(Marchenko–Pastur)`, (noise).
///
/// Strong directions shift the median little as long as they are few. The estimate is exact as
/// `P, N → ∞` for noise that is equal in all directions; the relative error at finite size is of
/// order `1/N`, plus half the fraction of strong directions.
public struct NoiseEstimate: Sendable, Hashable {
  /// `η`, in squared units of the data.
  public let variance: Double
  /// `g`, the ratio of columns that vary to rows.
  public let ratio: Double
  /// How many eigenvalues the median was taken of.
  public let eigenvaluesUsed: Int

  /// Estimates the noise of a data set; `nil` when no column varies, or when the median eigenvalue is not
  /// among the largest ones that were asked for.
  ///
  /// Constant columns hold no noise: they do not count in `g`, and their zero eigenvalues are left
  /// out of the median. So are those that are zero because there are fewer rows than columns, which
  /// are `columns − rows + 1`, since subtracting the mean takes one more.
  /// - Complexity: O(1).
  public init?(of spectrum: DataSpectrum) {
    let used = spectrum.structuralRank
    guard used > 0, used / 2 < spectrum.eigenvalues.count else { return nil }
    eigenvaluesUsed = used
    let varying = spectrum.columns - spectrum.constantColumns.count
    ratio = Double(varying) / Double(spectrum.rows)
    let middle = spectrum.eigenvalues[(used - 1) / 2] + spectrum.eigenvalues[used / 2]
    variance = middle / 2 / MarchenkoPastur(ratio: ratio).median
  }

  /// `η(1 − √g)² … η(1 + √g)²`: where the eigenvalues of pure noise lie.
  public var bulk: ClosedRange<Double> {
    let edges = MarchenkoPastur(ratio: ratio).edges
    return (variance * edges.lowerBound)...(variance * edges.upperBound)
  }
}
