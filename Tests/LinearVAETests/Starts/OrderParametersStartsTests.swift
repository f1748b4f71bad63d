import LinearVAE
import NumericKit
import Testing

@Suite("Starts")
struct OrderParametersStartsTests {
  @Test("the collapsed state has variances of 1 and nothing else", arguments: [(1, 1), (3, 2)])
  func collapsed(latents: Int, factors: Int) throws {
    let state = OrderParameters.collapsed(latents: latents, factors: factors)
    #expect(state.latents == latents && state.factors == factors)
    #expect(
      [state.m, state.d, state.Q, state.E, state.R].allSatisfy { matrix in
        matrix.elements.allSatisfy { $0 == 0 }
      })
    #expect(state.D == Array(repeating: 1, count: latents))
    let data = SpikedData(signals: Array(repeating: 1, count: factors), noise: 1)
    try state.checkRealizable(data: data)
    #expect(state.rate(data: data) == 0)
  }

  @Test("one latent and one factor: every number stands where its letter says")
  func single() {
    let state = OrderParameters.single(m: 1, d: 2, Q: 3, E: 4, R: 5, D: 6)
    #expect(state == OrderParameters(m: [[1]], d: [[2]], Q: [[3]], E: [[4]], R: [[5]], D: [6]))
    let short = OrderParameters.single(m: 1, d: 2, Q: 3, E: 4)
    #expect(short.R == [[0]] && short.D == [1])
  }
}
