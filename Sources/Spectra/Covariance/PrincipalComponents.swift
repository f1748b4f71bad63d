import NumericKit
import Storage

extension DataTable {
  /// The rows less their mean, as components along the eigenvectors of their covariance.
  ///
  /// - Parameters:
  ///   - limit: The most numbers that are made.
  ///   - context: How the work is carried out.
  /// - Returns: `P × N` numbers, row after row, the direction of the largest eigenvalue first; the covariance of
  ///   the rows with divisor `P` is diagonal.
  /// - Throws: `DataFileError` for a table without a covariance, or of more numbers than the limit;
  ///   `LinearAlgebraError.notConverged`, which has not been seen for a finite matrix; `RunCancelled`.
  /// - Complexity: O(P N²) time.
  package func principalComponents(
    limit: Int, _ context: RunContext = .current
  ) throws -> [Double] {
    guard rows <= limit / columns else {
      throw DataFileError(
        path: path,
        problem: .unsuited(
          reason: "\(rows) rows of \(columns) numbers are too many to keep: at most "
            + "\(limit / columns) are",
          remedy: "draw samples from fewer of the rows"))
    }
    let covariance = try SampleCovariance(of: self, context)
    let (mean, N) = (covariance.mean, columns)
    let ascending = try BLASThreads.withOne { try SymmetricEigen(of: covariance.matrix).vectors }
    let vectors = Matrix(rows: N, columns: N) { ascending[$0, N - 1 - $1] }
    var components: [Double] = []
    components.reserveCapacity(rows * N)
    try forEachBlock(ofRows: 256) { block in
      var centred = Matrix(
        rows: block.values.count / N, columns: N, elements: Array(block.values))
      for i in centred.elements.indices { centred.elements[i] -= mean[i % N] }
      components += BLASThreads.withOne { centred * vectors }.elements
    }
    return components
  }
}
