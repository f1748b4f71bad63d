// When does a β-VAE with one latent leave its plateau, and where does it end?
import LinearVAE
import MeanField

let data = SpikedData(signals: [1], noise: 1)
let training = Training(rates: .uniform(0.01), beta: .constant(1))
let problem = LearningProblem(data: data, latents: 1, training: training)
let start = OrderParameters(m: [[0.01]], d: [[0.01]], Q: [[1]], E: [[1]], R: [[0.0001]], D: [1])
let states = try OrderParameterFlow(problem).trajectory(from: start, at: [0, 1000, 3000])
print(states.map { $0.generalizationError(data: data) })
