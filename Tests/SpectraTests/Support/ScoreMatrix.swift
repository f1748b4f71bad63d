import Foundation
import LinearVAE
import NumericKit

/// (any-threshold) by its definition: scores at the best constant, one row a sample, in units of their
/// curvature `S`, each row times `√(w/Σw)`.
///
/// The squares of its singular values, found by rotations of its columns without any product of rows or
/// columns being formed, are what `β` is compared with.
func scoreMatrix(
  of data: Matrix, _ decoder: Likelihood, weights: [Double]? = nil, standardized: Bool = false
) throws -> Matrix {
  let sample = WeightedColumns(data, weights: weights)
  var scores = data
  switch decoder {
  case .multinomial(let draws):
    return try multinomialScores(sample, draws: draws)
  case .gaussianLearned:
    let variance = (0..<data.columns).reduce(0) { $0 + sample.variance($1) } / Double(data.columns)
    scores = Matrix(rows: data.rows, columns: data.columns) {
      (data[$0, $1] - sample.mean($1)) / variance.squareRoot()
    }
  default:
    for j in 0..<data.columns {
      let column = columnScores(sample, j, decoder, standardized: standardized)
      for i in 0..<data.rows { scores[i, j] = column[i] }
    }
  }
  return sample.weighted(scores)
}

/// `(λ_1, λ_2, …)` of the score matrix.
func thresholds(of scores: Matrix) -> [Double] { scores.singularValues().map { $0 * $0 } }

private func columnScores(
  _ sample: WeightedColumns, _ j: Int, _ decoder: Likelihood, standardized: Bool
) -> [Double] {
  var x = sample.column(j)
  guard sample.variance(j) > 0 else { return x.map { _ in 0 } }
  let deviation = sample.variance(j).squareRoot()
  if standardized { x = x.map { ($0 - sample.mean(j)) / deviation } }
  let μ = sample.mean(of: x)
  let score: (Double) -> Double
  let curvature: Double
  switch decoder {
  case .gaussian: (score, curvature) = ({ $0 - μ }, 1)
  case .gaussianLearnedPerColumn: (score, curvature) = ({ ($0 - μ) / deviation }, 1)
  case .bernoulli: (score, curvature) = ({ $0 - μ }, μ * (1 - μ))
  case .poisson: (score, curvature) = ({ $0 - μ }, μ)
  case .negativeBinomial(let θ):
    (score, curvature) = ({ ($0 - μ) / (1 + μ / θ) }, μ / (1 + μ / θ))
  default:
    let median = sample.median(of: x)
    (score, curvature) = (
      { $0 == median ? 0 : $0 > median ? 1 : -1 }, 2 * sample.density(of: x, at: median)
    )
  }
  let scores = x.map(score)
  let mean = sample.mean(of: scores)
  return scores.map { ($0 - mean) / curvature.squareRoot() }
}

/// With the pseudo-inverse of the root of `S = n (diag p − p pᵀ)`.
private func multinomialScores(_ sample: WeightedColumns, draws: Double?) throws -> Matrix {
  let data = sample.data
  let sums = data.rowArrays.map { $0.reduce(0, +) }
  let scale = draws.map { $0 / sample.mean(of: sums) } ?? 1
  let n = scale * sample.mean(of: sums)
  let p = (0..<data.columns).map { scale * sample.mean($0) / n }
  let curvature = Matrix(rows: p.count, columns: p.count) {
    n * (($0 == $1 ? p[$0] : 0) - p[$0] * p[$1])
  }
  let eigen = try SymmetricEigen(of: curvature)
  let roots = eigen.values.map { $0 > 1e-12 * n ? 1 / $0.squareRoot() : 0 }
  let scores = Matrix(rows: data.rows, columns: data.columns) {
    scale * (data[$0, $1] - sums[$0] * p[$1])
  }
  return sample.weighted(scores * eigen.vectors * .diagonal(roots))
}

/// Means of columns whose rows count differently.
struct WeightedColumns {
  let data: Matrix
  let shares: [Double]

  init(_ data: Matrix, weights: [Double]? = nil) {
    self.data = data
    let weights = weights ?? Array(repeating: 1, count: data.rows)
    shares = weights.map { $0 / weights.reduce(0, +) }
  }

  func column(_ j: Int) -> [Double] { (0..<data.rows).map { data[$0, j] } }
  func mean(of x: [Double]) -> Double { zip(shares, x).reduce(0) { $0 + $1.0 * $1.1 } }
  func mean(_ j: Int) -> Double {
    let x = column(j)
    return x[0] + mean(of: x.map { $0 - x[0] })
  }
  func variance(_ j: Int) -> Double {
    let (x, mean) = (column(j), mean(j))
    return self.mean(of: x.map { ($0 - mean) * ($0 - mean) })
  }
  func weighted(_ scores: Matrix) -> Matrix { .diagonal(shares.map { $0.squareRoot() }) * scores }

  /// Half of the weight below, half above.
  func median(of x: [Double]) -> Double {
    func share(_ isCounted: (Double) -> Bool) -> Double {
      zip(shares, x).reduce(0) { $0 + (isCounted($1.1) ? $1.0 : 0) }
    }
    let medians = x.filter { value in
      share { $0 < value } <= 0.5 + 1e-12 && share { $0 > value } <= 0.5 + 1e-12
    }
    return ((medians.min() ?? 0) + (medians.max() ?? 0)) / 2
  }

  /// `scipy.stats.gaussian_kde(x, weights=shares)`, whose defaults these are.
  func density(of x: [Double], at point: Double) -> Double {
    let count = 1 / shares.reduce(0) { $0 + $1 * $1 }
    let mean = mean(of: x)
    let variance = self.mean(of: x.map { ($0 - mean) * ($0 - mean) }) / (1 - 1 / count)
    let width = variance.squareRoot() * pow(count, -0.2)
    return self.mean(
      of: x.map {
        exp(-($0 - point) * ($0 - point) / (2 * width * width)) / (width * (2 * .pi).squareRoot())
      })
  }
}
