// Where training can come to rest, and at which β each latent collapses.

import LinearVAE
import MeanField

let data = SpikedData(signals: [1], noise: 1)
let training = Training(rates: .uniform(0.01), beta: .constant(0.5))
let problem = LearningProblem(data: data, latents: 2, training: training)

for point in try FixedPointAnalysis(problem).fixedPoints().points {
  print(point.kind, point.roles, point.growthRate, point.stability)
}
for threshold in try Threshold.all(of: problem) {
  print(threshold.eigenvalue, threshold.beta ?? .nan, threshold.bracket)
}
