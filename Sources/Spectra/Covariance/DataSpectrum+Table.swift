import LinearVAE
import NumericKit
import Storage

extension DataSpectrum {
  /// The spectrum of a table, from the smaller one of its two matrices, (gram): the covariance, or,
  /// if there are fewer rows than columns, the products of all pairs of rows.
  ///
  /// If only the largest eigenvalues are wanted and both matrices are large, they are searched for
  /// without either of them, (krylov): then ``errorBounds`` says how far each may be off.
  ///
  /// - Parameters:
  ///   - table: At least 2 rows.
  ///   - options: Decoder, weights, standardising and the number of eigenvalues.
  ///   - context: How the work is carried out.
  /// - Throws: `DataFileError` for a table without a covariance, as `SampleCovariance`, whose limit of
  ///   columns holds for rows if these are fewer, and with row and column of the first value that the
  ///   decoder cannot have made; `InvalidProblem` for an option that does not fit, with its name as key
  ///   path; `LinearAlgebraError.notConverged`, which has not been seen for a finite matrix;
  ///   `RunCancelled`.
  /// - Complexity: O(P N min(P, N)) time; O(min(P, N)²) memory beside the table, and O(P) numbers at a
  ///   time for a Laplace decoder.
  public init(
    of table: DataTable, options: SpectrumOptions = SpectrumOptions(),
    _ context: RunContext = .current
  ) throws {
    try options.validate(columns: table.columns)
    let sample = try DataSample(table, options)
    self = try context.run { _ in
      try BLASThreads.withOne { try DataSpectrum(of: sample, options) }
    }
  }

  private init(of sample: DataSample, _ options: SpectrumOptions) throws {
    let table = sample.table
    let order = min(table.rows, table.columns)
    let origin = Origin(
      rows: table.rows, columns: table.columns, weights: sample.weights, options: options)
    if let top = options.top, Self.isSearchShorter(order: order, top: top) {
      try self.init(searching: sample, origin, top: top)
      return
    }
    try sample.checkOrder(order)
    if table.rows < table.columns {
      var gram = try SampleGram(of: sample, standardized: options.standardized)
      try self.init(origin, moments: gram.moments, of: gram.takeMatrix())
    } else if options.decoder == .laplace {
      let signs = try MedianSigns(of: sample, standardized: options.standardized)
      try signs.moments.check(in: table)
      var moments = try RowMoments<GramAccumulator>(ofSignsIn: sample, about: signs.medians)
      let matrix = moments.takeCovariance().scaled(by: signs.scales)
      try self.init(origin, moments: signs.moments, of: matrix)
    } else {
      var covariance = try SampleCovariance(of: sample)
      let moments = covariance.moments
      let matrix = options.scores(covariance.takeMatrix(), moments)
      try self.init(origin, moments: moments, of: matrix)
    }
  }
}

extension SpectrumOptions {
  /// `1/√S` of each column, but for a common factor.
  func scoreScales(_ moments: ColumnMoments) -> [Double] {
    zip(moments.mean, moments.variances).map {
      decoder.scoreScale(mean: $0, variance: $1, standardized: standardized)
    }
  }

  /// What the eigenvalues are multiplied with once the columns are scaled.
  func scoreFactor(_ moments: ColumnMoments) -> Double {
    decoder.scoreFactor(moments, standardized: standardized)
  }

  /// The covariance of the scores in units of their curvature, from the one of the data.
  func scores(_ covariance: consuming Matrix, _ moments: ColumnMoments) -> Matrix {
    if case .gaussian = decoder, !standardized { return covariance }
    if decoder.isMultinomial { covariance.removeShares(of: moments.mean) }
    return covariance.scaled(by: scoreScales(moments))
  }
}

extension Matrix {
  /// `diag(s) A diag(s)`.
  consuming func scaled(by scales: [Double]) -> Matrix {
    for i in 0..<rows {
      for j in 0..<columns { elements[i * columns + j] *= scales[i] * scales[j] }
    }
    return self
  }

  /// `(I − p 1ᵀ) A (I − 1 pᵀ)`, with the shares `p` of the means: of the covariance of counts that of the
  /// counts less what their sum makes one expect.
  mutating func removeShares(of mean: [Double]) {
    let total = mean.reduce(0, +)
    guard total > 0 else { return }
    let sums = rowArrays.map { $0.reduce(0, +) }
    let square = sums.reduce(0, +)
    for i in 0..<rows {
      for j in 0..<columns {
        let (p, q) = (mean[i] / total, mean[j] / total)
        self[i, j] += square * p * q - p * sums[j] - sums[i] * q
      }
    }
  }
}
