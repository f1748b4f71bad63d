// An observable of your own, followed along the flow: how well decoder and factor point the same way.
import LinearVAE
import MeanField

extension OrderParameters {
  /// `|cos|` of the angle between each latent's decoder and each factor, `M × M*`; 0 for a collapsed one.
  func alignment(data: SpikedData) -> [[Double]] {
    (0..<latents).map { k in
      (0..<factors).map { s in
        Q[k, k] > 0
          ? abs(m[k, s]) / (Q[k, k] * data.overlap[s, s]).squareRoot() : 0
      }
    }
  }
}

let data = SpikedData(signals: [1], noise: 1)
let problem = LearningProblem(
  data: data, latents: 1,
  training: Training(rates: .limit, beta: .constant(1)))
let start = OrderParameters(
  m: [[0.1]], d: [[0.1]], Q: [[1]], E: [[1]], R: [[0.01]], D: [1])
let times = [0, 5, 10, 20.0]
let states = try OrderParameterFlow(problem).trajectory(
  from: start, at: times)
for (time, state) in zip(times, states) {
  print(
    "τt = \(time): |cos| =",
    (1000 * state.alignment(data: data)[0][0]).rounded() / 1000)
}
