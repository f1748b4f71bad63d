// Is a flat loss a long plateau, or will learning never begin?
import LinearVAE
import MeanField

let data = SpikedData(signals: [1], noise: 1)
let start = OrderParameters(
  m: [[0.01]], d: [[0.01]], Q: [[1]], E: [[1]], R: [[0.0001]], D: [1])
let planned = 3000.0

for beta in [1, 1.9, 2.1] {
  let training = Training(rates: .uniform(0.01), beta: .constant(beta))
  let plateau = try EscapeProblem(
    LearningProblem(data: data, latents: 1, training: training))
  let end = try plateau.escapes(from: start).end?.time
  print(
    "β = \(beta): growth rate \((1e5 * plateau.growthRate).rounded() / 1e5),",
    "plateau ends at \(end.map { "\(Int($0.rounded()))" } ?? "–"):",
    EscapeVerdict(time: end, end: planned))
}
