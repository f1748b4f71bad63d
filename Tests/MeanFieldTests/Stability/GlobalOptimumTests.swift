import LinearVAE
import MeanField
import NumericKit
import RealModule
import Testing

/// The expected loss of explicit vectors in a few dimensions, minimised without the flow.
///
/// Each block of parameters has an exact minimiser while the others rest: linear regression for the
/// decoder, for the encoder, and a formula for the variances. Taking turns never raises the loss.
private struct ExpectedLoss {
  let covariance: Matrix
  let beta: Double

  func value(_ W: Matrix, _ V: Matrix, _ D: [Double]) -> Double {
    let A = V.transposed * (covariance * V)
    let Q = W.transposed * W
    var loss = 0.5 * covariance.trace - (V.transposed * (covariance * W)).trace
    loss += 0.5 * (Q * (A + .diagonal(D))).trace
    for k in D.indices { loss += 0.5 * beta * (A[k, k] + D[k] - 1 - Double.log(D[k])) }
    return loss
  }

  private func solve(_ matrix: Matrix, rightOf numerator: Matrix) throws -> Matrix {
    // numerator · matrix⁻¹ of a symmetric matrix, row by row.
    let factors = try LUFactorization(matrix)
    return Matrix(
      rows: numerator.rows, columns: numerator.columns,
      elements: numerator.rowArrays.flatMap { factors.solve($0) })
  }

  func minimum(from start: Matrix) throws -> (W: Matrix, D: [Double], loss: Double) {
    var (W, V) = (start, start)
    var D = Array(repeating: 1.0, count: start.columns)
    var loss = value(W, V, D)
    for _ in 0..<200_000 {
      let A = V.transposed * (covariance * V)
      W = try solve(A + .diagonal(D), rightOf: covariance * V)
      let Q = W.transposed * W
      V = try solve(Q + beta * .identity(D.count), rightOf: W)
      D = Q.diagonal.map { beta / ($0 + beta) }
      let next = value(W, V, D)
      #expect(next <= loss + 1e-12)
      if loss - next < 1e-15 { break }
      loss = next
    }
    return (W, D, loss)
  }
}

@Suite("The learned state and the optimum of the expected loss")
struct GlobalOptimumTests {
  @Test("its ε_g is that of the best minimum over W, V, D", arguments: [1.1, 1.4, 1.9])
  func globalOptimum(beta: Double) throws {
    let (N, ρ, η) = (7, 1.0, 1.0)
    var random = SplitMix64(state: 4)
    let factor = (0..<N).map { _ in random.number(in: -1...1) }
    let norm = factor.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let u = Matrix(rows: N, columns: 1, elements: factor.map { $0 / norm })
    let loss = ExpectedLoss(covariance: ρ * (u * u.transposed) + η * .identity(N), beta: beta)
    for latents in 1...2 {
      let minima = try (0..<4).map { _ in try loss.minimum(from: random.matrix(N, latents)) }
      let best = try #require(minima.min { $0.loss < $1.loss })
      let m = best.W.transposed * u
      let Q = best.W.transposed * best.W
      // The first latent stands for the factor if it overlaps most, whatever its sign.
      let overlap = m.elements.map(\.magnitude).max() ?? 0
      let optimum = ρ - 2 * ρ.squareRoot() * overlap + Q.trace
      let problem = LearningProblem(
        data: SpikedData(signals: [ρ], noise: η), latents: latents,
        training: Training(rates: .limit, beta: .constant(beta)))
      let state = try #require(try FixedPointAnalysis(problem).attractors().first).state
      #expect(abs(state.generalizationError(data: problem.data) - optimum) < 1e-6)
    }
  }

  @Test("ε_g of the attracting state is smallest at β = η", arguments: [1, 2, 3])
  func bestBeta(latents: Int) throws {
    let (signals, η) = ([1.2, 0.7], 0.8)
    func error(_ β: Double) throws -> Double {
      let problem = LearningProblem(
        data: SpikedData(signals: signals, noise: η), latents: latents,
        training: Training(rates: .limit, beta: .constant(β)))
      return try Phase(of: problem).generalizationError
    }
    let scan = try (1...300).map { i in (β: 0.01 * Double(i), error: try error(0.01 * Double(i))) }
    let best = try #require(scan.min { $0.error < $1.error })
    #expect(abs(best.β - η) < 1e-9)
    // From above the derivative vanishes; from below it does unless latents fit noise.
    let h = 1e-5
    let optimum = try error(η)
    #expect(abs((try error(η + h) - optimum) / h) < 1e-4)
    let below = (try error(η - h) - optimum) / h
    #expect(latents > 2 ? abs(below - Double(latents - 2)) < 1e-4 : abs(below) < 1e-4)
  }
}
