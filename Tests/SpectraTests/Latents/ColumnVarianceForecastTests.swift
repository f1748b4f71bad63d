import Foundation
import LinearVAE
import NumericKit
import Spectra
import Storage
import Testing

/// The loss of a linear VAE from its definition, over decoder `W`, encoder `V` (both `N × M`), `ln D` and
/// `ln σ_j²`, with its derivatives, to be minimised without any theory:
/// `½ Σ_j [ln σ_j² + e_j/σ_j²] + (β/2) Σ_k (v_kᵀCv_k + D_k − 1 − ln D_k)`, with
/// `e = diag(C − 2CVWᵀ + W(VᵀCV + D)Wᵀ)`.
private struct PlainLoss: Sendable {
  let covariance: Matrix
  let latents: Int
  let beta: Double
  let isCommon: Bool
  var columns: Int { covariance.rows }
  var weights: Int { columns * latents }
  var count: Int { 2 * weights + latents + (isCommon ? 1 : columns) }

  func evaluate(_ x: [Double]) -> NonlinearProgram.Evaluation {
    let (N, M) = (columns, latents)
    let W = Matrix(rows: N, columns: M, elements: Array(x[..<weights]))
    let V = Matrix(rows: N, columns: M, elements: Array(x[weights..<(2 * weights)]))
    let D = x[(2 * weights)..<(2 * weights + M)].map { exp($0) }
    let logs = (0..<N).map { x[2 * weights + M + (isCommon ? 0 : $0)] }
    let CV = covariance * V
    var A = V.transposed * CV
    var value = 0.0
    for k in 0..<M {
      value += beta / 2 * (A[k, k] + D[k] - 1 - log(D[k]))
      A[k, k] += D[k]
    }
    let WA = W * A
    var (scaledW, gradientW) = (W, WA - CV)
    var gradientLogs = Array(repeating: 0.0, count: isCommon ? 1 : N)
    for j in 0..<N {
      var error = covariance[j, j]
      for k in 0..<M { error += W[j, k] * (WA[j, k] - 2 * CV[j, k]) }
      let inverse = exp(-logs[j])
      value += 0.5 * (logs[j] + error * inverse)
      gradientLogs[isCommon ? 0 : j] += 0.5 * (1 - error * inverse)
      for k in 0..<M {
        scaledW[j, k] *= inverse
        gradientW[j, k] *= inverse
      }
    }
    let B = W.transposed * scaledW
    let gradientV = covariance * (V * B - scaledW) + beta * CV
    let gradientD = (0..<M).map { k in 0.5 * (D[k] * (B[k, k] + beta) - beta) }
    return NonlinearProgram.Evaluation(
      value: value,
      gradient: gradientW.elements + gradientV.elements + gradientD + gradientLogs,
      constraints: [], jacobian: Matrix(rows: 0, columns: count))
  }

  /// The lowest of the minima from random starts, but for those where a variance goes to 0.
  func minimum(starts: Int, seed: UInt64) -> NonlinearProgram.Minimum? {
    var stream = RandomStream(seed: seed, stream: 0)
    var program = NonlinearProgram(
      lower: Array(repeating: -40, count: count), upper: Array(repeating: 40, count: count),
      constraints: 0)
    (program.tolerance, program.evaluationLimit) = (1e-16, 20_000)
    let minima = (0..<starts).map { _ in
      program.minimum(from: stream.normals(count).map { 0.5 * $0 }, evaluate: evaluate)
    }
    let inside = minima.filter {
      $0.point.suffix(count - 2 * weights - latents).allSatisfy { $0 > -10 }
    }
    return inside.min { $0.value < $1.value }
  }
}

@Suite("A decoder variance for each column")
struct ColumnVarianceForecastTests {
  /// Data of two factors and noise of different size in each of eight columns.
  private func covariance(
    units: [Double] = Array(repeating: 1, count: 8), constants: Int = 0
  ) throws -> SampleCovariance {
    let loadings: Matrix = [
      [1.6, 0.3], [1.5, -0.5], [1.4, 0.6], [1.3, -0.4], [1.5, 0.1], [0.2, 1.4], [-0.4, 1.3],
      [0.5, 1.2],
    ]
    let noises = [1.2, 1.4, 1.3, 1.5, 1.1, 1.2, 1.5, 1.3]
    var stream = RandomStream(seed: 21, stream: 0)
    var data = Matrix(rows: 400, columns: 8 + constants, repeating: 3)
    for i in 0..<400 {
      let z = stream.normals(2)
      for j in 0..<8 {
        let signal = loadings[j, 0] * z[0] + loadings[j, 1] * z[1]
        data[i, j] = units[j] * (signal + noises[j] * stream.normal())
      }
    }
    return try SampleCovariance(of: DataTable(data))
  }

  /// Both learned variances equal an independent minimisation of the loss over decoder, encoder and
  /// variances, for factor analysis and for other `β`.
  ///
  /// With `½ ln(λ/β)` weighted by 1 in place of `β`, or the errors of the living directions left at `λ`,
  /// they differ in the first digit.
  @Test("minimises the loss over everything", arguments: [1, 2], [0.9, 1.0, 1.3, 2])
  func minimum(latents: Int, beta: Double) throws {
    let covariance = try covariance()
    let forecast = try ColumnVarianceForecast(of: covariance, latents: latents, beta: beta)
    let plain = PlainLoss(
      covariance: covariance.matrix, latents: latents, beta: beta, isCommon: false)
    let best = try #require(plain.minimum(starts: 16, seed: 3))
    #expect(abs(best.value - forecast.loss) <= 1e-9)
    for (variance, logarithm) in zip(forecast.variances, best.point.suffix(8)) {
      #expect(abs(log(variance) - logarithm) <= 1e-6, "\(variance) \(exp(logarithm))")
    }
    #expect(forecast.isBounded == (beta >= 1) && forecast.forecast.isExact)
  }

  @Test("in common minimises it, too", arguments: [1, 3], [0.6, 1.0, 1.7])
  func commonMinimum(latents: Int, beta: Double) throws {
    let covariance = try covariance()
    let eigenvalues = try DataSpectrum(of: covariance).eigenvalues
    let forecast = try LatentForecast(
      learningDecoderVarianceOf: eigenvalues, latents: latents, beta: beta)
    let plain = PlainLoss(
      covariance: covariance.matrix, latents: latents, beta: beta, isCommon: true)
    let best = try #require(plain.minimum(starts: 8, seed: 4))
    let variance = forecast.decoderVariance
    let loss = 4 * log(variance) + forecast.distortion / (2 * variance) + beta * forecast.rate
    #expect(abs(best.value - loss) <= 1e-9)
    #expect(abs(log(variance) - (best.point.last ?? 0)) <= 1e-6)
  }

  /// At the optimum each variance is the squared error of its column, so that the forecast's distortion,
  /// in units of the decoder, counts the columns.
  @Test("is the squared error of each column")
  func squaredErrors() throws {
    let forecast = try ColumnVarianceForecast(of: covariance(), latents: 2, beta: 1.2)
    #expect(abs(forecast.forecast.distortion - 8) <= 1e-11)
    #expect(abs(forecast.distortion - forecast.variances.reduce(0, +)) <= ulps(8))
    #expect(abs(forecast.rate - forecast.forecast.latents.reduce(0) { $0 + $1.kl }) <= ulps(8))
  }

  /// Another unit for a column changes its variance and nothing else; a constant column changes nothing.
  @Test("does not depend on the units of columns")
  func units() throws {
    let units = [1e-3, 1, 50, 1e6, 3, 0.1, 1, 7]
    let plain = try ColumnVarianceForecast(of: covariance(), latents: 2, beta: 1.1)
    let other = try ColumnVarianceForecast(
      of: covariance(units: units, constants: 1), latents: 2, beta: 1.1)
    #expect(other.variances[8] == 0 && other.forecast.dimensions == 9)
    for (index, factor) in units.enumerated() {
      #expect(abs(other.variances[index] / plain.variances[index] / (factor * factor) - 1) <= 1e-9)
    }
    for (a, b) in zip(plain.forecast.latents, other.forecast.latents) {
      #expect(abs(a.kl - b.kl) <= 1e-10)
    }
  }

  /// Above the largest eigenvalue of the correlation matrix all latents are collapsed, and each variance is
  /// that of its column.
  @Test("is the column's variance where all collapse")
  func collapsed() throws {
    let covariance = try covariance()
    let forecast = try ColumnVarianceForecast(of: covariance, latents: 2, beta: 3.5)
    #expect(forecast.forecast.active == 0 && forecast.rate == 0)
    for (variance, diagonal) in zip(forecast.variances, covariance.matrix.diagonal) {
      #expect(abs(variance / diagonal - 1) <= 1e-12)
    }
  }

  /// A column that is reproduced completely is named: one that repeats another, at `β = 1`; and any, with
  /// `β` low enough, where the loss has no lower bound.
  @Test("goes to 0 in a column that is named")
  func vanishing() throws {
    let base = try covariance()
    var error = #expect(throws: InvalidProblem.self) {
      try ColumnVarianceForecast(of: base, latents: 2, beta: 0.5)
    }
    #expect(error?.keyPath == "decoder_variance" && error?.advice?.contains("β < 1") == true)
    let doubled = try SampleCovariance(
      of: DataTable(Matrix(rows: 30, columns: 5) { i, j in Double((i * (min(j, 3) + 2)) % 7) }))
    error = #expect(throws: InvalidProblem.self) {
      try ColumnVarianceForecast(of: doubled, latents: 1, beta: 1)
    }
    #expect(error?.found == "column 4, which the latents reproduce completely", "\(error as Any)")
  }

  @Test("names what is out of range")
  func outOfRange() throws {
    let covariance = try covariance()
    for (latents, beta, key) in [(0, 1.0, "latents"), (9, 1, "latents"), (1, 0, "beta")] {
      let error = #expect(throws: InvalidProblem.self) {
        try ColumnVarianceForecast(of: covariance, latents: latents, beta: beta)
      }
      #expect(error?.keyPath == key)
    }
  }
}
