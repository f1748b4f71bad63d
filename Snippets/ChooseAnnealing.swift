// How fast should β rise, and what is the best that any schedule can do?
import LinearVAE
import MeanField

let training = Training(rates: .limit, beta: .constant(1))
let problem = LearningProblem(
  data: SpikedData(signals: [1], noise: 1), latents: 1, training: training
)
let rates = (1...30).map { 0.05 * Double($0) }
func text(_ value: Double?) -> String {
  value.map { "\((100 * $0).rounded() / 100)" } ?? "–"
}

for (overlap, norm) in [(0.01, 0.01), (0.1, 1.0)] {
  let start = OrderParameters(
    m: [[overlap]], d: [[overlap]], Q: [[norm]], E: [[norm]], R: [[0]],
    D: [1])
  let question = try ConvergenceProblem(problem, from: start)
  let constant = try question.convergence(under: .constant(1))
  print(
    "From m = d = \(overlap), Q = E = \(norm): constant β takes",
    text(constant.time))
  for family in [AnnealingFamily.tanh, .linear, .cosine] {
    let scan = try AnnealingScan(
      question, family: family, rates: rates, maximum: 1)
    print(
      "  \(family): \(text(scan.best?.time)) at γ = \(text(scan.best?.rate))",
      scan.slowBelow.map { "(slow bound: \(text($0)))" } ?? "")
  }
  var search = try OptimalScheduleSearch(
    question, maximum: 1, options: OptimalScheduleOptions(knots: 12))
  let best = try search.result()?.time ?? .nan
  print("  best schedule found: about \((10 * best).rounded() / 10)")
}
