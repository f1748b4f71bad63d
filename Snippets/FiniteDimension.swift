// How far does SGD at finite N stray from the theory, and is the chain of order parameters SGD itself?
import FiniteSize
import LinearVAE
import MeanField

let problem = LearningProblem(
  data: SpikedData(signals: [1], noise: 1), latents: 1,
  training: Training(rates: .uniform(0.5), beta: .constant(1)))
let start = OrderParameters(
  m: [[0.5]], d: [[0.2]], Q: [[1]], E: [[1]], R: [[0.1]], D: [1])
let theory = try OrderParameterFlow(problem).trajectory(
  from: start, at: [5])[0].m[0, 0]
func rounded(_ value: Double) -> Double {
  (1000 * value).rounded() / 1000
}

for dimension in [100, 1000, 10_000] {
  let simulation = try Simulation(problem, dimension: dimension, seed: 7)
  let result = try Ensemble(
    simulation, from: start, at: [5], replicas: 200
  ).run()
  guard let error = result.standardError?[0].m[0, 0] else { break }
  let spread = error * 200.0.squareRoot()
  print(
    "N = \(dimension): m = \(rounded(result.mean[0].m[0, 0])), flow \(rounded(theory)),",
    "spread \(rounded(spread)), times √N \(rounded(spread * Double(dimension).squareRoot()))"
  )
}

for method in SimulationMethod.allCases {
  let simulation = try Simulation(
    problem, dimension: 100, method: method, seed: 11)
  let result = try Ensemble(
    simulation, from: start, at: [5], replicas: 2000
  ).run()
  guard let error = result.standardError?[0].Q[0, 0] else { break }
  print(
    "\(method): Q = \(rounded(result.mean[0].Q[0, 0])) ± \(rounded(error))"
  )
}
