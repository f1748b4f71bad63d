import Betaflow
import Testing

/// One import reaches the words, the theory, the simulation and the data.
@Test("one import reaches all four libraries")
func umbrella() throws {
  let problem = LearningProblem(
    data: SpikedData(signals: [1], noise: 1), latents: 1,
    training: Training(rates: .uniform(0.1), beta: .constant(1)))
  let start = OrderParameters(
    m: [[0.5]], d: [[0.2]], Q: [[1]], E: [[1]], R: [[0.1]], D: [1])
  let processes: [any LearningProcess] = [
    try OrderParameterFlow(problem), try Simulation(problem, dimension: 50, seed: 1),
  ]
  for process in processes {
    #expect(try process.trajectory(from: start, at: [0]) == [start])
  }
  #expect(try LossConvention("sse + 2*kl", dimension: 3).effectiveBeta == 1)
}
