import LinearVAE
import NumericKit
import Testing

@Suite("Possible problems")
struct LearningProblemValidationTests {
  private func problem(
    _ data: SpikedData = SpikedData(signals: [1], noise: 1), latents: Int = 1,
    rates: LearningRates = .uniform(0.01), weightDecay: Double = 0, batch: Int = 1,
    beta: BetaSchedule = .constant(1), variance: VarianceParametrization = .direct
  ) -> LearningProblem {
    LearningProblem(
      data: data, latents: latents,
      training: Training(
        rates: rates, weightDecay: weightDecay, batch: batch, beta: beta, variance: variance))
  }

  @Test func possibleProblemsPass() throws {
    try problem().validate()
    try problem(SpikedData(signals: [0, 2], noise: 0, overlap: [[1, 0.9], [0.9, 1]])).validate()
    try problem(rates: .limit, beta: .tanh(rate: 0.1)).validate()
    try problem(beta: .constant(0), variance: .log).validate()
  }

  @Test func impossibleValuesAreNamedByTheirKeyInTheFile() {
    let cases: [(LearningProblem, String)] = [
      (problem(SpikedData(signals: [], noise: 1)), "data.signals"),
      (problem(SpikedData(signals: [1, -1], noise: 1)), "data.signals.1"),
      (problem(SpikedData(signals: [1], noise: -1)), "data.noise"),
      (problem(SpikedData(signals: [1], noise: .nan)), "data.noise"),
      (problem(SpikedData(signals: [1], noise: 1, overlap: [[2]])), "data.overlap.0.0"),
      (
        problem(SpikedData(signals: [1, 1], noise: 1, overlap: [[1, 0.1], [0.2, 1]])),
        "data.overlap.0.1"
      ),
      (
        problem(SpikedData(signals: [1, 1], noise: 1, overlap: [[1, 1], [1, 1]])), "data.overlap"
      ),
      (problem(latents: 0), "model.latents"),
      (problem(rates: .uniform(0)), "training.rates"),
      (
        problem(rates: .finite(decoder: 1, encoder: -1, variance: 1)), "training.rates.encoder"
      ),
      (problem(weightDecay: -0.1), "training.weight_decay"),
      (problem(batch: 0), "training.batch"),
      (problem(beta: .constant(-1)), "training.beta"),
      (problem(beta: .tanh(rate: -1)), "training.beta.rate"),
      (problem(beta: .constant(0)), "training.beta"),
      (problem(beta: .linear(rate: 1, min: 0, max: 0)), "training.beta"),
    ]
    for (problem, keyPath) in cases {
      let error = #expect(throws: InvalidProblem.self) { try problem.validate() }
      #expect(error?.keyPath == keyPath)
    }
  }

  @Test func noKLTermWithADirectVarianceIsRefusedWithRemedies() {
    let error = #expect(throws: InvalidProblem.self) { try problem(beta: .constant(0)).validate() }
    #expect(error?.description.contains("reaches 0 in finite time") == true)
    #expect(error?.description.contains("variance: log") == true)
  }
}
