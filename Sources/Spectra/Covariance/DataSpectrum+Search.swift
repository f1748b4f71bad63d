import LinearVAE
import NumericKit

extension DataSpectrum {
  /// Numbers of a space in which eigenvalues are searched for: 2 GiB with the images of its vectors.
  private static let searchMemory = 1 << 27

  /// Whether a search for the largest eigenvalues pays, or is the only way.
  ///
  /// A search takes a few dozen products with a block, each as long as summing up the covariance for so
  /// few columns; all eigenvalues of the matrix take longer than that only if it is large.
  static func isSearchShorter(order: Int, top: Int) -> Bool {
    order > SampleCovariance.columnLimit || 64 * (top + BlockKrylov.oversampling) <= order
  }

  /// The largest eigenvalues, by passes over the table that need neither matrix, (krylov).
  init(searching sample: DataSample, _ origin: Origin, top: Int) throws {
    let columns = origin.columns
    let basis = min(max(Self.searchMemory / columns, 1), 1024, columns)
    let needed = BlockKrylov.smallestBasis(count: top)
    try InvalidProblem.require(
      needed <= basis, "top", found: "\(top)",
      allowed: "a whole number ≥ 1 and ≤ \(max(1, basis / 4 - BlockKrylov.oversampling))",
      advice: "more eigenvalues of \(columns) columns take too much memory")
    let rows = try ScoreRows(of: sample, origin.options)
    let found = try BlockKrylov(
      order: columns, count: top, seed: origin.options.seed, limits: .init(basis: basis)
    ) { try ScoreProduct.image(of: $0, under: rows, in: sample) }
    let factor = origin.options.scoreFactor(rows.moments)
    let level = Self.roundingLevel(ofLargest: found.values.first ?? 0, count: columns)
    let trace = try ScoreSquares.trace(of: rows, in: sample)
    self.init(
      origin, moments: rows.moments,
      eigenvalues: found.values.map { $0 > level ? factor * $0 : 0 },
      errorBounds: found.residuals.map { factor * $0 }, totalVariance: factor * trace)
  }
}
