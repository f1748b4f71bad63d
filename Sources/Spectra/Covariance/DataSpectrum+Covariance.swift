import LinearVAE
import NumericKit
import Storage

extension DataSpectrum {
  /// The spectrum of a covariance that is known already.
  ///
  /// - Parameters:
  ///   - table: The covariance of `N` variables, `N × N` and symmetric, with divisor `P`.
  ///   - samples: `P`, the number of samples that it is of, at least 2.
  ///   - options: Whether columns are standardised, a Gaussian decoder, and the number of eigenvalues.
  ///   - context: How the work is carried out.
  /// - Throws: `DataFileError` for a matrix that is not square, not symmetric, with row and column, or
  ///   has a negative eigenvalue, all beyond the rounding of single precision; `InvalidProblem` for an
  ///   option that does not fit, with its name as key path (`samples`, `weights`, `decoder`);
  ///   `RunCancelled`.
  /// - Complexity: O(N³) time and O(N²) memory.
  public init(
    covariance table: DataTable, samples: Int, options: SpectrumOptions = SpectrumOptions(),
    _ context: RunContext = .current
  ) throws {
    try options.validate(columns: table.columns)
    try InvalidProblem.require(
      samples >= 2, "samples", found: "\(samples)", allowed: "a whole number ≥ 2")
    try InvalidProblem.require(
      options.weights == nil, "weights", found: "weights of rows",
      allowed: "none with a covariance, which has no rows to weigh")
    try InvalidProblem.require(
      options.decoder.isGaussian, "decoder", found: options.decoder.name,
      allowed: "a Gaussian decoder with a covariance",
      advice: "the scores of other decoders need the data themselves")
    self = try context.run { _ in
      try BLASThreads.withOne {
        let matrix = try table.covarianceMatrix()
        let variances = matrix.diagonal
        let moments = ColumnMoments(
          mean: Array(repeating: 0, count: variances.count), variances: variances,
          constantColumns: variances.indices.filter { variances[$0] == 0 })
        try moments.check(in: table)
        let origin = Origin(
          rows: samples, columns: table.columns, isMeanKnown: false, options: options)
        return try DataSpectrum(
          origin, moments: moments, ofCovariance: options.scores(matrix, moments), in: table)
      }
    }
  }

  /// Refuses what is no covariance for its eigenvalues.
  private init(
    _ origin: Origin, moments: ColumnMoments, ofCovariance matrix: consuming Matrix,
    in table: DataTable
  ) throws {
    let computed = try (consume matrix).symmetricEigenvalues()
    let (least, largest) = (computed.first ?? 0, computed.last ?? 0)
    // What rounding the elements to single precision makes of 0.
    guard least >= -Double(origin.columns) * 0x1p-24 * largest else {
      throw DataFileError(path: table.path, problem: .indefinite(eigenvalue: least))
    }
    self.init(origin, moments: moments, computed: computed)
  }
}

extension DataTable {
  /// The numbers of a square, symmetric table.
  ///
  /// - Throws: `DataFileError` with row and column of the first two elements that should be equal, but
  ///   differ by more than the rounding of single precision.
  fileprivate func covarianceMatrix() throws(DataFileError) -> Matrix {
    guard rows == columns else {
      throw DataFileError(path: path, problem: .notSquare(rows: rows, columns: columns))
    }
    guard columns <= SampleCovariance.columnLimit else {
      throw DataFileError(
        path: path,
        problem: .tooManyColumns(found: columns, limit: SampleCovariance.columnLimit))
    }
    var matrix = Matrix(rows: rows, columns: columns)
    try forEachBlock(ofRows: max(1, (1 << 17) / columns)) { block in
      let start = block.firstRow * columns
      matrix.elements.replaceSubrange(start..<(start + block.values.count), with: block.values)
    }
    for i in 0..<rows {
      guard matrix[i, i] >= 0 else {
        throw DataFileError(
          path: path, problem: .negativeVariance(column: i + 1, found: matrix[i, i]))
      }
      for j in 0..<i {
        let (lower, upper) = (matrix[i, j], matrix[j, i])
        let scale = (matrix[i, i] * matrix[j, j]).squareRoot()
        guard abs(lower - upper) <= 0x1p-20 * max(scale, min(abs(lower), abs(upper))) else {
          throw DataFileError(
            path: path,
            problem: .asymmetric(
              at: Cell(row: i + 1, column: j + 1), found: lower, across: upper))
        }
        matrix[j, i] = (lower + upper) / 2
        matrix[i, j] = matrix[j, i]
      }
    }
    return matrix
  }

  private typealias Cell = DataFileError.Cell
}

extension Likelihood {
  /// Whether its scores depend on the covariance alone.
  fileprivate var isGaussian: Bool {
    switch self {
    case .gaussian, .gaussianLearned, .gaussianLearnedPerColumn: true
    default: false
    }
  }
}
