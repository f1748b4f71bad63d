import Benchmark
import LinearVAE
import MeanField
import NumericKit
import RealModule

/// ρ = η = 1, one latent for one factor, small-rate limit: six variables, from m = d = 0.01.
private func convergenceProblem() throws -> ConvergenceProblem {
  let problem = LearningProblem(
    data: SpikedData(signals: [1], noise: 1), latents: 1,
    training: Training(rates: .limit, beta: .constant(1)))
  let start = OrderParameters(
    m: [[0.01]], d: [[0.01]], Q: [[0.01]], E: [[0.01]], R: [[0]], D: [1])
  return try ConvergenceProblem(problem, from: start)
}

/// Times of convergence over rates, and the search for the best schedule.
func annealingSuite() throws -> BenchmarkSuite {
  let suite = BenchmarkSuite(name: "annealing")
  let problem = try convergenceProblem()
  let rates = (0..<60).map { 0.05 * Double.pow(40, Double($0) / 59) }

  suite.benchmark("60 rates of each of three families, with the best rates") {
    for family in [AnnealingFamily.tanh, .linear, .cyclical] {
      _ = try AnnealingScan(problem, family: family, rates: rates, maximum: 1)
    }
  }

  suite.benchmark("one rate") {
    _ = try problem.convergence(under: .tanh(rate: 0.2))
  }
  return suite
}
