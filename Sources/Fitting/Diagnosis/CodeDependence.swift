import NumericKit
import Storage

/// Whether the means of a code have to do with the rows of the data that they are said to encode.
///
/// If they have not, `P ‖Cov(μ_k, x)‖² / Var μ_k` is a sum of `λ_i χ²`, with mean `Σ λ_i` and variance
/// `2 Σ λ_i²`, `λ` the eigenvalues of the covariance, (code-noise). Columns count alike: each is divided by
/// its standard deviation first.
public struct CodeDependence: Sendable, Hashable {
  /// `P ‖Cov(μ_k, x)‖² / (Var μ_k Σ λ)` of each latent; 0 for one whose mean does not vary.
  public let strengths: [Double]
  /// `P`, the rows that were compared.
  public let rows: Int
  /// `√Σ λ² / Σ λ`, from products of neighbouring rows, at most 1.
  public let concentration: Double

  /// Compares a code with the data, row by row; `nil` if they have different numbers of rows.
  ///
  /// - Parameters:
  ///   - means: `μ`, `P × M`.
  ///   - data: `P × N`.
  /// - Throws: `DataFileError` for values that are not finite.
  /// - Complexity: O(P M N) time, O(M N) memory.
  public init?(of means: DataTable, on data: DataTable) throws(DataFileError) {
    guard means.rows == data.rows, means.rows >= 2 else { return nil }
    rows = means.rows
    let (M, N, P) = (means.columns, data.columns, Double(means.rows))
    let (meanScale, dataScale) = try (means.scales(), data.scales())
    var cross = Matrix(rows: M, columns: N)
    var (meanSquares, dataSquares) = (Array(repeating: 0.0, count: M), 0.0)
    var (products, pairs) = (0.0, 0.0)
    let length = max(1, (1 << 18) / max(M, N))
    var first = 0
    while first < means.rows {
      let range = first..<min(first + length, means.rows)
      let μ = try means.standardized(range, by: meanScale)
      let x = try data.standardized(range, by: dataScale)
      cross = cross + μ.transposed * x
      for i in 0..<μ.rows { for k in 0..<M { meanSquares[k] += μ[i, k] * μ[i, k] } }
      dataSquares += x.elements.reduce(0) { $0 + $1 * $1 }
      for i in 1..<max(x.rows, 1) {
        let product = (0..<N).reduce(0) { $0 + x[i - 1, $1] * x[i, $1] }
        (products, pairs) = (products + product * product, pairs + 1)
      }
      first = range.upperBound
    }
    // E (x·x')² = Σ λ² of independent rows; of those that are alike more, which asks for more in turn.
    let square = dataSquares / P
    concentration =
      square > 0 && pairs > 0 ? min(1, (products / pairs).squareRoot() / square) : 1
    strengths = (0..<M).map { k in
      let scale = meanSquares[k] * dataSquares
      guard scale > 0 else { return 0 }
      return P * (0..<N).reduce(0) { $0 + cross[k, $1] * cross[k, $1] } / scale
    }
  }

  /// Whether the means of these latents have nothing to do with the data: none of them is six standard
  /// deviations above what chance gives.
  ///
  /// - Parameter latents: Those that are asked for.
  /// - Returns: `false` where there are none, or where so few rows could not show that they have.
  public func isNoise(_ latents: [Int]) -> Bool {
    let limit = 1 + 6 * 2.squareRoot() * concentration
    // A code of the data counts P Σ λ²/(Σ λ)² of what chance gives, for directions at random.
    guard Double(rows) * concentration * concentration > 2 * limit else { return false }
    return !latents.isEmpty && latents.allSatisfy { strengths[$0] < limit }
  }
}

extension DataTable {
  /// The mean of each column, and what makes its deviations those of variance 1; 0 where nothing varies.
  fileprivate func scales() throws(DataFileError) -> [(mean: Double, factor: Double)] {
    let length = max(1, (1 << 18) / columns)
    var sums = Array(repeating: 0.0, count: columns)
    try forEachBlock(ofRows: length) { block in
      for (index, value) in block.values.enumerated() { sums[index % columns] += value }
    }
    let means = sums.map { $0 / Double(rows) }
    var squares = Array(repeating: 0.0, count: columns)
    try forEachBlock(ofRows: length) { block in
      for (index, value) in block.values.enumerated() {
        let difference = value - means[index % columns]
        squares[index % columns] += difference * difference
      }
    }
    return zip(means, squares).map { mean, square in
      let deviation = (square / Double(rows)).squareRoot()
      return (mean, deviation > 1e-12 * abs(mean) && deviation > 0 ? 1 / deviation : 0)
    }
  }

  /// Some rows as deviations from the means of their columns, in standard deviations.
  fileprivate func standardized(
    _ range: Range<Int>, by scales: [(mean: Double, factor: Double)]
  ) throws(DataFileError) -> Matrix {
    var values = try values(ofRows: range)
    for index in values.indices {
      let scale = scales[index % columns]
      values[index] = (values[index] - scale.mean) * scale.factor
    }
    return Matrix(rows: range.count, columns: columns, elements: values)
  }
}
