import Benchmark
import LinearVAE
import MeanField
import NumericKit

/// ρ = η = 1, τ = 0.01, two latents for one factor: sixteen variables.
private func mismatched(beta: Double) -> LearningProblem {
  LearningProblem(
    data: SpikedData(signals: [1], noise: 1), latents: 2,
    training: Training(rates: .uniform(0.01), beta: .constant(beta)))
}

/// Fixed points with all their eigenvalues, alone and over grids of parameters.
func stabilitySuite() throws -> BenchmarkSuite {
  let suite = BenchmarkSuite(name: "stability")
  suite.benchmark("16 variables, one fixed point with its eigenvalues") {
    let analysis = try FixedPointAnalysis(mismatched(beta: 0.5))
    _ = try analysis.fixedPoint([.factor(0), .noise])
  }

  suite.benchmark("16 variables, all five classes") {
    _ = try FixedPointAnalysis(mismatched(beta: 0.5)).fixedPoints()
  }

  let many = LearningProblem(
    data: SpikedData(signals: (0..<16).map { 2 - 0.1 * Double($0) }, noise: 0.5), latents: 64,
    training: Training(rates: .uniform(0.001), beta: .constant(1)))
  suite.benchmark("64 latents, 16 factors, the attracting state") {
    _ = try FixedPointAnalysis(many).attractors()
  }

  suite.benchmark("phases of 1000 points, finite rates, 2 latents") {
    for i in 0..<1000 { _ = try Phase(of: mismatched(beta: 0.05 + 0.003 * Double(i))) }
  }

  let limit = Training(rates: .limit, beta: .constant(1))
  suite.benchmark("phases of 1000 points, small-rate limit, 1 latent") {
    for i in 0..<1000 {
      let noise = 0.01 + 0.002 * Double(i)
      _ = try Phase(
        of: LearningProblem(
          data: SpikedData(signals: [1], noise: noise), latents: 1, training: limit))
    }
  }
  return suite
}
