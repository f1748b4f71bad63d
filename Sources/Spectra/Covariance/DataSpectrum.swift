import LinearVAE
import NumericKit
import Storage

/// The eigenvalues of a data set: all that the optimum of a linear VAE depends on, and what `β` is
/// compared with for networks and decoders of any kind.
public struct DataSpectrum: Sendable, Hashable {
  /// `P`, the number of samples.
  public let rows: Int
  /// How many samples of equal weight would tell as much, `(Σ w)²/Σ w²`; ``rows`` if all count alike.
  public let effectiveRows: Double
  /// `N`, the number of variables.
  public let columns: Int
  /// What the eigenvalues are taken for.
  public let decoder: Likelihood
  /// The eigenvalues, descending and `≥ 0`: all `N` of them, or as many of the largest as were asked
  /// for.
  ///
  /// Of a Gaussian decoder with a given `σ²` those of the covariance, in squared units of the data: a
  /// latent lives where they exceed `βσ²`. Of any other decoder those of the scores in units of their
  /// curvature, (any-threshold), which are compared with `β`. Those of a data set that are not above
  /// ``roundingLevel(ofLargest:count:)`` are 0, (rank).
  public let eigenvalues: [Double]
  /// How far each eigenvalue can be from one of the matrix, `‖A v − λ v‖` in the units of `λ`, where
  /// the largest ones were searched for; `nil` where all were computed, up to rounding.
  public let errorBounds: [Double]?
  /// The sum of all `N` eigenvalues, which for a covariance is the variance of all columns together.
  public let totalVariance: Double
  /// The mean of each column, in the units of the data, or of the standardised data; `nil` if unknown.
  public let mean: [Double]?
  /// The variance of each column, in squared units of the data, or 1 where it was standardised; `nil` if
  /// unknown.
  public let variances: [Double]?
  /// The columns, counted from 0, in which all values are equal.
  public let constantColumns: [Int]
  /// How many eigenvalues can differ from 0: no more than columns that vary, and one less than rows,
  /// because the mean has been subtracted.
  public let structuralRank: Int

  /// The spectrum of a covariance.
  ///
  /// - Throws: `LinearAlgebraError.notConverged`, which has not been seen for a finite matrix.
  /// - Complexity: O(N³).
  public init(of covariance: SampleCovariance) throws(LinearAlgebraError) {
    let moments = covariance.moments
    try self.init(
      Origin(rows: covariance.rows, columns: covariance.columns), moments: moments,
      of: covariance.matrix)
  }

  /// A spectrum that is known already.
  ///
  /// - Precondition: `eigenvalues` are finite, `≥ 0` and descending.
  public init(rows: Int, eigenvalues: [Double], constantColumns: [Int] = []) {
    self.init(
      Origin(rows: rows, columns: eigenvalues.count), eigenvalues: eigenvalues,
      totalVariance: eigenvalues.reduce(0, +), constantColumns: constantColumns)
  }

  /// How many of the ``eigenvalues`` differ from 0; less than ``structuralRank`` if columns depend on
  /// each other linearly, or rows do.
  public var rank: Int { eigenvalues.count { $0 > 0 } }

  /// What rounding makes of an eigenvalue that is 0: `N ε λ_1`, (rank), in the units of `λ_1`.
  public static func roundingLevel(ofLargest largest: Double, count: Int) -> Double {
    Double(max(count, 8)) * .ulpOfOne * max(largest, 0)
  }
}

extension DataSpectrum {
  /// Where a spectrum is from.
  struct Origin {
    var rows: Int
    var columns: Int
    /// `nil` if all rows count alike.
    var weights: RowWeights?
    var isMeanKnown = true
    var options = SpectrumOptions()
  }

  /// The spectrum of a matrix that has all its eigenvalues but zeros, before a common factor.
  init(
    _ origin: Origin, moments: ColumnMoments, of matrix: consuming Matrix
  ) throws(LinearAlgebraError) {
    try self.init(origin, moments: moments, computed: (consume matrix).symmetricEigenvalues())
  }

  /// The spectrum of eigenvalues in ascending order, rounding and a common factor aside.
  init(_ origin: Origin, moments: ColumnMoments, computed: [Double]) {
    let level = Self.roundingLevel(ofLargest: computed.last ?? 0, count: origin.columns)
    let factor = origin.options.scoreFactor(moments)
    let positive = computed.reversed().prefix { $0 > level }.map { factor * $0 }
    let zeros = Array(repeating: 0.0, count: origin.columns - positive.count)
    self.init(
      origin, moments: moments, eigenvalues: positive + zeros,
      totalVariance: positive.reduce(0, +))
  }

  /// The largest of these eigenvalues are kept; their sum is known.
  init(
    _ origin: Origin, moments: ColumnMoments? = nil, eigenvalues: [Double],
    errorBounds: [Double]? = nil, totalVariance: Double, constantColumns: [Int] = []
  ) {
    precondition(isSpectrum(eigenvalues), "eigenvalues must be finite, ≥ 0 and descending")
    let options = origin.options
    (rows, columns, decoder) = (origin.rows, origin.columns, options.decoder)
    effectiveRows = origin.weights?.effectiveCount ?? Double(rows)
    self.eigenvalues = options.top.map { Array(eigenvalues.prefix($0)) } ?? eigenvalues
    (self.errorBounds, self.totalVariance) = (errorBounds, totalVariance)
    self.constantColumns = moments?.constantColumns ?? constantColumns
    let counted = origin.weights?.positiveCount ?? rows
    structuralRank =
      moments.map { options.decoder.structuralRank($0, rows: counted) }
      ?? max(0, min(columns - constantColumns.count, counted - 1))
    let analysed = options.standardized ? moments?.standardized : moments
    (mean, variances) = (origin.isMeanKnown ? analysed?.mean : nil, analysed?.variances)
  }
}

/// Whether values are finite, not negative and in descending order.
func isSpectrum(_ eigenvalues: [Double]) -> Bool {
  eigenvalues.allSatisfy { $0 >= 0 && $0.isFinite }
    && zip(eigenvalues, eigenvalues.dropFirst()).allSatisfy { $0 >= $1 }
}
