import LinearVAE
import NumericKit
import RealModule

/// What a linear β-VAE whose decoder learns a variance of its own for each column makes of a data set at
/// its optimum, (column-variance): factor analysis for `β = 1`.
///
/// The loss is `Σ_j [E(x_j − x̂_j)²/(2σ_j²) + ½ ln σ_j²] + β KL` over linear encoders and decoders and all
/// `σ_j²`. At given `σ_j²` it is water-filling at the level `β` in the covariance of `x_j/σ_j`; at the
/// optimum each `σ_j²` is the expected squared error of its column.
///
/// The loss can have several minima. The one given is the lowest found from three starts: every latent
/// collapsed, the common variance that would be learned, and what is left of each column when all others
/// explain it. For `β < 1` there is no lowest: reproducing one column completely, with `σ_j → 0`, is worth
/// more than the KL divergence that it costs. Training then depends on its start, and what is given is a
/// local minimum.
public struct ColumnVarianceForecast: Sendable, Hashable {
  /// The fate of each latent, in units of the decoder: the eigenvalues of the covariance of `x_j/σ_j`
  /// against the level `β`.
  ///
  /// `σ_j` changes with `β`, so that ``LatentFate/threshold`` holds at these `σ_j` only; the collapsed
  /// state attracts iff `β` exceeds the largest eigenvalue of the correlation matrix.
  public let forecast: LatentForecast
  /// `σ_j²` of each column, in squared units of the data; 0 for constant columns, which are left out.
  public let variances: [Double]
  /// The loss in nats per sample, without the constant `½ N ln 2π`.
  public let loss: Double
  /// Whether the loss has a minimum at all: `β ≥ 1`.
  public let isBounded: Bool

  /// `E‖x − x̂‖² = Σ σ_j²`, in squared units of the data.
  public var distortion: Double { variances.reduce(0, +) }
  /// `Σ KL_i`, in nats per sample.
  public var rate: Double { forecast.rate }

  /// A column of which less than this share of the variance is left counts as reproduced completely.
  public static let smallestShare = 1e-8

  /// The forecast for a covariance.
  ///
  /// - Parameters:
  ///   - covariance: Of `N` columns, of which constant ones are left out.
  ///   - latents: `M`, from 1 to `N`.
  ///   - beta: The weight of the KL term, positive.
  /// - Throws: `InvalidProblem` with key path `latents` or `beta` for numbers out of range, and with
  ///   `decoder_variance` where at the lowest minimum a column is reproduced completely and its `σ_j` goes to
  ///   0 (a Heywood case), naming the column, counted from 1; `LinearAlgebraError.notConverged`, which has
  ///   not been seen for a finite matrix; `RunCancelled`.
  /// - Complexity: O(N³ M) for each of about ten steps from each start.
  public init(of covariance: SampleCovariance, latents: Int, beta: Double) throws {
    let varying = (0..<covariance.columns).filter { covariance.matrix[$0, $0] > 0 }
    let zeros = Array(repeating: 0.0, count: covariance.columns)
    try LatentForecast.validate(eigenvalues: zeros, latents: latents, beta: beta)
    let scales = varying.map { covariance.matrix[$0, $0] }
    let correlation = Matrix(rows: varying.count, columns: varying.count) { i, j in
      covariance.matrix[varying[i], varying[j]] / (scales[i] * scales[j]).squareRoot()
    }
    let profile = ColumnVarianceProfile(correlation, latents: latents, beta: beta)
    let minimum = try BLASThreads.withOne {
      try Self.lowest(profile, starts: Self.starts(correlation, scales, latents, beta), beta: beta)
    }
    isBounded = beta >= 1
    if let index = minimum.vanishing { throw Self.vanishing(varying[index], beta: beta) }
    var variances = zeros
    for (index, column) in varying.enumerated() {
      variances[column] = scales[index] * .exp(minimum.logs[index])
    }
    self.variances = variances
    loss = minimum.value + 0.5 * scales.reduce(0) { $0 + .log($1) }
    let left = Array(repeating: 0.0, count: covariance.columns - varying.count)
    forecast = try LatentForecast(
      eigenvalues: minimum.eigenvalues.reversed().map { max($0, 0) } + left, latents: latents,
      beta: beta)
  }

  private static func vanishing(_ column: Int, beta: Double) -> InvalidProblem {
    InvalidProblem(
      "decoder_variance", found: "column \(column + 1), which the latents reproduce completely",
      allowed: "a σ of its own for each column only where each keeps an error",
      advice: "its learned σ goes to 0"
        + (beta < 1 ? ", which for β < 1 pays more than the KL divergence costs" : "")
        + "; use fewer latents, leave the column out, bound σ from below, or learn one σ for all")
  }

  /// The lowest minimum; a column that is reproduced completely takes part only where that is bounded.
  private static func lowest(
    _ profile: ColumnVarianceProfile, starts: [[Double]], beta: Double
  ) throws -> ColumnVarianceProfile.Minimum {
    let minima = try starts.map { try profile.minimum(from: $0) }
    let inside = minima.filter { $0.vanishing == nil }
    let candidates = beta >= 1 || inside.isEmpty ? minima : inside
    return candidates.dropFirst().reduce(candidates[0]) { $1.value < $0.value ? $1 : $0 }
  }

  /// Logarithms of the shares of the columns' variances from which to search.
  private static func starts(
    _ correlation: Matrix, _ scales: [Double], _ latents: Int, _ beta: Double
  ) throws -> [[Double]] {
    let collapsed = Array(repeating: 0.0, count: scales.count)
    let floor = Double.log(100 * smallestShare)
    var starts = [collapsed]
    let covariance = Matrix(rows: scales.count, columns: scales.count) { i, j in
      correlation[i, j] * (scales[i] * scales[j]).squareRoot()
    }
    let eigenvalues = try covariance.symmetricEigenvalues().reversed().map { max($0, 0) }
    if let common = try? LatentForecast(
      learningDecoderVarianceOf: eigenvalues, latents: min(latents, scales.count), beta: beta)
    {
      starts.append(scales.map { min(0, max(floor, .log(common.decoderVariance / $0))) })
    }
    if let factors = try? LUFactorization(correlation) {
      let left = scales.indices.map { index in
        var unit = collapsed
        unit[index] = 1
        return factors.solve(unit)[index]
      }
      if left.allSatisfy({ $0 >= 1 && $0.isFinite }) {
        starts.append(left.map { max(floor, -.log($0)) })
      }
    }
    return starts
  }
}
