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

/// The flow: a solve alone, eight in SIMD lanes, a stiff one, a large one.
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
  return suite
}
