import Benchmark
import LinearVAE
import MeanField
import NumericKit

/// ρ = η = β = 1, τ = 0.01, one latent: six variables to T = 3000 at tolerance 1e-8.
private let standard = LearningProblem(
  data: SpikedData(signals: [1], noise: 1), latents: 1,
  training: Training(rates: .uniform(0.01), beta: .constant(1)))

private let start = OrderParameters(
  m: [[0.01]], d: [[0.01]], Q: [[1]], E: [[1]], R: [[0.0001]], D: [1])

/// Thirty-two latents for sixteen factors from a small start.
private func manyLatents() -> (LearningProblem, OrderParameters) {
  let (M, F) = (32, 16)
  var overlap = Matrix(rows: M, columns: F)
  for k in 0..<M {
    for s in 0..<F { overlap[k, s] = 0.01 * Double((7 * k + 5 * s) % 11 - 5) }
  }
  let gram = overlap * overlap.transposed
  let problem = LearningProblem(
    data: SpikedData(signals: (0..<F).map { 2 - 0.1 * Double($0) }, noise: 0.5), latents: M,
    training: Training(rates: .uniform(0.01), beta: .constant(1)))
  let state = OrderParameters(
    m: overlap, d: overlap, Q: gram + 0.1 * .identity(M), E: gram + 0.1 * .identity(M), R: gram,
    D: Array(repeating: 1, count: M))
  return (problem, state)
}

/// One latent for one factor, on samples that are used again.
private func onSamples(_ samplesPerDimension: Double) -> LearningProblem {
  var problem = LearningProblem(
    data: SpikedData(signals: [1.5], noise: 1, samplesPerDimension: samplesPerDimension),
    latents: 1, training: Training(rates: .limit, beta: .constant(0.6)))
  problem.training.usesAllSamples = true
  return problem
}

/// The flow: a solve alone, eight in SIMD lanes, a stiff one, a large one, and on samples that are used again.
func flowSuite() throws -> BenchmarkSuite {
  let suite = BenchmarkSuite(name: "flow")
  let flow = try OrderParameterFlow(standard)
  suite.benchmark("6 variables, one solve") {
    _ = try flow.solution(from: start, at: [3000])
  }

  let family = try FlowFamily(Array(repeating: standard, count: 8))
  let starts = Array(repeating: start, count: 8)
  suite.benchmark("6 variables, eight solves in lanes") {
    _ = try family.trajectories(from: starts, at: [3000])
  }

  let stiff = try OrderParameterFlow(
    LearningProblem(
      data: standard.data, latents: 1,
      training: Training(rates: .uniform(0.01), beta: .constant(1e-5))))
  suite.benchmark("6 variables, beta = 1e-5, stiff") {
    _ = try stiff.solution(from: start, at: [6000])
  }

  let (large, largeStart) = manyLatents()
  let largeFlow = try OrderParameterFlow(large)
  suite.benchmark("32 latents, 16 factors", settings: Iterations(5)) {
    _ = try largeFlow.solution(from: largeStart, at: [3000])
  }

  let samples = try FiniteDataFlow(onSamples(4))
  let informed = OrderParameters(
    m: [[0.4]], d: [[0.4]], Q: [[0.5]], E: [[0.5]], R: [[0.16]], D: [1])
  suite.benchmark("4 samples per dimension, 200 nodes, to the end") {
    _ = try samples.solution(from: informed, at: [40])
  }
  suite.benchmark("60 numbers of samples, 200 nodes, to the end", settings: Iterations(5)) {
    for i in 0..<60 {
      _ = try FiniteDataFlow(onSamples(0.3 + 0.33 * Double(i))).solution(from: informed, at: [40])
    }
  }
  return suite
}
