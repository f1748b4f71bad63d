import LinearVAE
import MeanField
import NumericKit
import Testing

@testable import Paper

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
      for minimum in minima {
        #expect(zip(minimum.losses, minimum.losses.dropFirst()).allSatisfy { $1 <= $0 + 1e-12 })
      }
      let best = try #require(minima.min { $0.loss < $1.loss })
      let optimum = best.error(signal: ρ, along: u)
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
