// Where do β and KL come to rest under ControlVAE's controller?
import LinearVAE
import MeanField

let law = FeedbackLaw.control(set: .constant(0.5), integral: 0.1, max: 4)
let problem = LearningProblem(
  data: SpikedData(signals: [1], noise: 1), latents: 1,
  training: Training(rates: .limit, weight: .feedback(law)))
let start = OrderParameters(
  m: [[0.1]], d: [[0.1]], Q: [[1]], E: [[1]], R: [[0.01]], D: [1])

let times = [0, 10, 100, 1000.0]
let solution = try OrderParameterFlow(problem).solution(from: start, at: times)
for (index, time) in times.enumerated() {
  let kl = solution.states[index].klDivergences(data: problem.data)[0]
  print(
    "τt = \(time): β",
    (1000 * solution.weights[index][0]).rounded() / 1000,
    "KL", (1000 * kl).rounded() / 1000)
}
