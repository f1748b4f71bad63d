import Storage

/// The values in the middle of a column.
struct MedianValues: Sendable {
  let low: Double
  let high: Double

  var median: Double { low == high ? low : (low + high) / 2 }
}

/// Values at the median of a column that are repeated so often that there is no density, which the score of a
/// Laplace decoder is divided by: counts, bits and columns of many zeros.
struct MedianTie: Sendable {
  let values: MedianValues
  /// The share of the weight that they have.
  let share: Double

  /// What repeated values may make up of the estimated density. Of values that are rounded to `δ` it is
  /// `δ/√(2π)` over the width of the kernel, so that `δ` may be as large as 1.25 of these widths.
  static let largestShare = 0.5
}

extension DataFileError.Problem {
  /// Columns, counted from 0, in which the density at the median is unknown.
  static func tiedMedians(
    _ ties: [(column: Int, tie: MedianTie)], in table: DataTable
  ) -> Self {
    let titles = ties.map { table.title(ofColumn: $0.column) }
    let (first, isOne) = (ties[0].tie, ties.count == 1)
    let (low, high) = (
      ColumnTable.shortest(first.values.low), ColumnTable.shortest(first.values.high)
    )
    let value = low == high ? low : "\(low) or \(high)"
    let drop = ColumnTitle.dropping(titles)
    return .unsuited(
      reason:
        "\(ColumnTitle.list(titles)) repeat\(isOne ? "s" : "") the median, so that there is no "
        + "density for a Laplace decoder: \(ShortNumber.text(100 * first.share, digits: 3)) % of the values"
        + "\(isOne ? "" : " of the first one") are \(value)",
      remedy:
        "\(drop) leaves \(isOne ? "it" : "them") out; decoders for counts and bits are poisson and "
        + "bernoulli, and a gaussian one takes any values", settings: [drop])
  }
}
