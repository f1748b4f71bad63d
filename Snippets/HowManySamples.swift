// What do so few samples allow: which β, when to stop, and what would more of them buy?
import LinearVAE
import MeanField

func short(_ value: Double) -> Double { (1000 * value).rounded() / 1000 }

let signals = SpikedData(signals: [1.5], noise: 1)
for samples in [0.4, 1, 4, 16] {
  let optimum = try FiniteOptimum(
    of: signals, samplesPerDimension: samples, latents: 1, beta: 1)
  let best = optimum.best.map { "β = \(short($0.level)) with the error \(short($0.error))" }
  print(
    "\(samples) samples per dimension: error \(short(optimum.error)) at β = 1,",
    "best: \(best ?? "collapse")")
}

var problem = LearningProblem(
  data: signals, latents: 1, training: Training(rates: .limit, beta: .constant(1)))
problem.data.samplesPerDimension = 4
problem.training.usesAllSamples = true
let start = OrderParameters(
  m: [[0.1]], d: [[0.1]], Q: [[0.2]], E: [[0.2]], R: [[0.01]], D: [1])
let stop = try FiniteDataFlow(problem).bestStop(from: start, until: 40)
print("at β = 1 stop at τt = \(short(stop.time)), with the error \(short(stop.error))")
