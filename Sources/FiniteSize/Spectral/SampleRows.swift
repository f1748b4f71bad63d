import LinearVAE

/// The rows of a real table, from which vectors draw their samples with replacement.
///
/// They are given by their components along the eigenvectors of their covariance, with the mean subtracted: so
/// the covariance of a draw is diagonal, with the eigenvalues in their order.
public struct SampleRows: Sendable, Hashable {
  /// How many rows.
  public let count: Int
  /// Components of a row.
  public let columns: Int
  /// Row after row.
  let values: [Double]

  /// Rows of as many components each.
  ///
  /// - Precondition: `values` fill whole rows, one at least.
  public init(_ values: [Double], columns: Int) {
    precondition(
      columns > 0 && !values.isEmpty && values.count % columns == 0,
      "\(values.count) numbers in rows of \(columns)")
    (self.values, self.columns) = (values, columns)
    count = values.count / columns
  }
}
