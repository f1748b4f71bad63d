import LinearVAE
import NumericKit
import Studies
import Testing

@Suite("How many order parameters may have a spread")
struct SpreadLimitTests {
  private func run(latents: Int) throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [1], noise: 1), latents: latents,
      training: Training(rates: .uniform(0.1), beta: .constant(1)))
    var stream = RandomStream(seed: 1, stream: 0)
    let start = try OrderParameters.random(
      latents: latents, data: problem.data, dimension: 1000, from: &stream)
    _ = try FlowStudy(problem, from: start, at: [0], spread: SpreadQuestion()).run()
  }

  /// 26 latents and a factor have 1456 order parameters, 27 have 1566.
  @Test("more than fit are refused, by name and before any work")
  func refused() throws {
    try run(latents: 26)
    #expect {
      try run(latents: 27)
    } throws: { error in
      guard let error = error as? InvalidProblem else { return false }
      return error.keyPath == "model.latents" && "\(error)".contains("1566 order parameters")
    }
  }
}
