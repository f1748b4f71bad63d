import LinearVAE

/// What becomes of a covariance in units of the curvature of a decoder, (any-threshold).
extension Likelihood {
  /// `1/√S` of a column, which its score at the best constant is multiplied with, but for a factor that
  /// all columns have in common, ``scoreFactor(_:standardized:)``.
  ///
  /// - Parameters:
  ///   - mean: Of the column.
  ///   - variance: Of the column; 0 for one that does not vary.
  ///   - standardized: Whether the column is divided by its standard deviation first.
  /// - Returns: 0 for a column that is left out.
  func scoreScale(mean: Double, variance: Double, standardized: Bool) -> Double {
    let square: Double =
      switch self {
      case .gaussian, .gaussianLearned: standardized ? variance : 1
      case .gaussianLearnedPerColumn: variance
      case .bernoulli: mean * (1 - mean)
      case .poisson, .multinomial: mean
      case .negativeBinomial(let θ): mean + mean * mean / θ
      case .laplace: preconditionFailure("the scale of a median is not that of a mean")
      }
    // All columns take part in a softmax, those that do not vary as well.
    return (variance > 0 || isMultinomial) && square > 0 ? 1 / square.squareRoot() : 0
  }

  /// What the eigenvalues are multiplied with once the columns are scaled.
  func scoreFactor(_ moments: ColumnMoments, standardized: Bool) -> Double {
    let count = Double(moments.mean.count)
    switch self {
    case .gaussianLearned:
      // σ² of the collapsed state is the mean variance of all columns.
      let total =
        standardized
        ? count - Double(moments.constantColumns.count) : moments.variances.reduce(0, +)
      return total > 0 ? count / total : 1
    case .multinomial(let draws?):
      let total = moments.mean.reduce(0, +)
      return total > 0 ? draws / total : 1
    default: return 1
    }
  }

  var isMultinomial: Bool { if case .multinomial = self { true } else { false } }

  /// How many eigenvalues can differ from 0 for as many rows that count: with a softmax all columns
  /// that are not always 0 take part, but their sum is given.
  func structuralRank(_ moments: ColumnMoments, rows: Int) -> Int {
    let directions =
      isMultinomial
      ? moments.mean.count { $0 > 0 } - 1 : moments.mean.count - moments.constantColumns.count
    return max(0, min(directions, rows - 1))
  }
}

extension Likelihood {
  /// Which values a decoder can have made, in numbers and words.
  struct Domain {
    let values: ClosedRange<Double>
    let words: String
    let remedy: String
  }

  /// `nil` for all values.
  var domain: Domain? {
    switch self {
    case .gaussian, .gaussianLearned, .gaussianLearnedPerColumn, .laplace: nil
    case .bernoulli:
      Domain(
        values: 0...1, words: "numbers from 0 to 1",
        remedy: "divide the data by their largest value, 255 for bytes")
    case .poisson, .negativeBinomial, .multinomial:
      Domain(
        values: 0...(.infinity), words: "counts, which are at least 0",
        remedy: "take the counts as they were before they were centred or scaled")
    }
  }
}
