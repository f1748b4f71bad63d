import LinearVAE
import NumericKit
import RealModule
import Storage

/// What `β` is compared with, for decoders of any kind.
extension DataSpectrum {
  /// The eigenvalues of `S^{-½} Cov(s) S^{-½}`, (any-threshold): of the scores `s` of the decoder at the
  /// best constant, in units of their curvature `S`.
  ///
  /// The collapsed state attracts iff `β` exceeds the largest, and as many directions grow out of it as
  /// there are eigenvalues above `β`, for any encoder and decoder networks.
  ///
  /// - `gaussian`: the covariance over `σ²`; learned: over the mean variance of a column; learned per
  ///   column: the correlation matrix.
  /// - `bernoulli`: the covariance over `√(p(1 − p))` on both sides, with the columns' means `p`.
  /// - `poisson`, `negativeBinomial`: over `√mean`, `√(mean + mean²/θ)`.
  /// - `multinomial`: the covariance of `x_j − t p_j`, with `t` the total of a row, over `√(p_j E t)`.
  /// - `laplace`: of the signs of `x − median`, over `√(2 · density at the median)`, a density that is
  ///   estimated by a Gaussian kernel of Scott's width.
  ///
  /// Columns that do not vary are left out: their eigenvalues are 0.
  ///
  /// - Parameters:
  ///   - table: At least 2 rows.
  ///   - decoder: What the decoder says of its data.
  ///   - threads: How many may read the table; the result does not depend on it.
  /// - Throws: `DataFileError` as ``init(of:threads:)``, or with row and column of the first value that
  ///   the decoder cannot have made; `LinearAlgebraError.notConverged`.
  /// - Complexity: O(P N min(P, N)) time, O(min(P, N)²) memory; O(P N) memory for fewer rows than
  ///   columns, and for `laplace`.
  public init(
    of table: DataTable, decoder: Likelihood, threads: Int = BLASThreads.count
  ) throws {
    try table.checkDomain(of: decoder)
    switch decoder {
    case .gaussian(let variance):
      try self.init(DataSpectrum(of: table, threads: threads), dividedBy: variance)
    case .gaussianLearned:
      let spectrum = try DataSpectrum(of: table, threads: threads)
      let mean = spectrum.totalVariance / Double(spectrum.columns)
      self.init(spectrum, dividedBy: mean > 0 ? mean : 1)
    case .laplace:
      try self.init(of: table.signsAboutMedian(), threads: threads)
    case _ where table.rows < table.columns:
      try self.init(of: table.scores(of: decoder), threads: threads)
    default:
      let covariance = try SampleCovariance(of: table, threads: threads)
      try self.init(
        rows: table.rows, columns: table.columns,
        matrix: covariance.scores(of: decoder), constantColumns: covariance.constantColumns)
    }
  }

  private init(_ spectrum: DataSpectrum, dividedBy variance: Double) {
    self.init(
      rows: spectrum.rows, eigenvalues: spectrum.eigenvalues.map { $0 / variance },
      constantColumns: spectrum.constantColumns)
  }
}

extension Likelihood {
  /// What the scores of a column are divided by; 0 for a column that is left out.
  ///
  /// - Parameters:
  ///   - mean: Of the column.
  ///   - variance: Of the column.
  fileprivate func scale(mean: Double, variance: Double) -> Double {
    let square: Double =
      switch self {
      case .gaussian(let σ2): σ2
      case .gaussianLearned: 1
      case .gaussianLearnedPerColumn: variance
      case .bernoulli: mean * (1 - mean)
      case .poisson, .multinomial: mean
      case .negativeBinomial(let θ): mean + mean * mean / θ
      case .laplace: 1
      }
    return variance > 0 && square > 0 ? 1 / square.squareRoot() : 0
  }

  /// Which values it can have made; `nil` for all.
  fileprivate var domain: (range: ClosedRange<Double>, words: String)? {
    switch self {
    case .gaussian, .gaussianLearned, .gaussianLearnedPerColumn, .laplace: nil
    case .bernoulli: (0...1, "a number from 0 to 1 (divide by the largest value, 255 for bytes)")
    case .poisson, .negativeBinomial, .multinomial: (0...(.infinity), "a count, at least 0")
    }
  }
}

extension SampleCovariance {
  /// The covariance of the scores in units of their curvature.
  fileprivate func scores(of decoder: Likelihood) -> Matrix {
    var matrix = matrix
    if case .multinomial(let draws) = decoder {
      // E[x xᵀ] holds the products with the totals t = 1ᵀx as well.
      let total = mean.reduce(0, +)
      let p = mean.map { $0 / total }
      let sums = (0..<columns).map { i in
        (0..<columns).reduce(mean[i] * total) { $0 + matrix[i, $1] }
      }
      let square = sums.reduce(0, +)
      for i in 0..<columns {
        for j in 0..<columns {
          matrix[i, j] += mean[i] * mean[j] - p[i] * sums[j] - sums[i] * p[j] + square * p[i] * p[j]
        }
      }
      if let draws { matrix = (draws / total) * matrix }
    }
    let scales = zip(mean, self.matrix.diagonal).map { decoder.scale(mean: $0, variance: $1) }
    for i in 0..<columns {
      for j in 0..<columns { matrix[i, j] *= scales[i] * scales[j] }
    }
    return matrix
  }
}

extension DataTable {
  /// Refuses the first value that a decoder cannot have made.
  fileprivate func checkDomain(of decoder: Likelihood) throws(DataFileError) {
    guard let domain = decoder.domain else { return }
    var found: (index: Int, value: Double)?
    try forEachBlock(ofRows: 1024) { block in
      guard found == nil, let index = block.values.firstIndex(where: { !domain.range.contains($0) })
      else { return }
      found = (block.firstRow * columns + index, block.values[index])
    }
    guard let found else { return }
    let (row, column) = (found.index / columns + 1, found.index % columns + 1)
    throw DataFileError(
      path: path,
      problem: .unsuited(
        reason: "row \(row), column \(column): \(found.value) is nothing that a \(decoder.name) "
          + "decoder can have made",
        remedy: "each value must be \(domain.words)"))
  }

  /// The scores of a decoder at the best constant, in units of their curvature, in memory.
  fileprivate func scores(of decoder: Likelihood) throws(DataFileError) -> DataTable {
    var values = try matrix().elements
    let (means, variances) = columnMoments(of: values)
    let total = means.reduce(0, +)
    let p = means.map { $0 / total }
    var scales = zip(means, variances).map { decoder.scale(mean: $0, variance: $1) }
    if case .multinomial(let draws?) = decoder { scales = scales.map { $0 * (draws / total).squareRoot() } }
    for row in 0..<rows {
      let range = (row * columns)..<((row + 1) * columns)
      var reference = means
      if case .multinomial = decoder {
        let sum = values[range].reduce(0, +)
        reference = p.map { sum * $0 }
      }
      for (column, index) in range.enumerated() {
        values[index] = (values[index] - reference[column]) * scales[column]
      }
    }
    return try DataTable(values, columns: columns, named: path)
  }

  private func columnMoments(of values: [Double]) -> (means: [Double], variances: [Double]) {
    var (means, variances) = (Array(repeating: 0.0, count: columns), Array(repeating: 0.0, count: columns))
    for index in values.indices { means[index % columns] += values[index] / Double(rows) }
    for index in values.indices {
      let deviation = values[index] - means[index % columns]
      variances[index % columns] += deviation * deviation / Double(rows)
    }
    return (means, variances)
  }

  /// `sign(x − median)` over `√(2 · density at the median)`, in memory.
  fileprivate func signsAboutMedian() throws(DataFileError) -> DataTable {
    var values = try matrix().elements
    for column in 0..<columns {
      let indices = stride(from: column, to: values.count, by: columns)
      let sorted = indices.map { values[$0] }.sorted()
      let median = (sorted[(rows - 1) / 2] + sorted[rows / 2]) / 2
      let density = Self.density(of: sorted, at: median)
      let scale = density > 0 && density.isFinite ? 1 / (2 * density).squareRoot() : 0
      for index in indices {
        let difference = values[index] - median
        values[index] = difference == 0 ? 0 : difference > 0 ? scale : -scale
      }
    }
    return try DataTable(values, columns: columns, named: path)
  }

  /// The density of values at a point, by a Gaussian kernel of Scott's width `s P^{−1/5}`.
  private static func density(of values: [Double], at point: Double) -> Double {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
    let width = square.squareRoot() * .pow(count, -0.2)
    guard width > 0 else { return .infinity }
    return values.reduce(0) { sum, value in
      let distance = (value - point) / width
      return sum + .exp(-distance * distance / 2)
    } / (count * width * .sqrt(2 * .pi))
  }
}
