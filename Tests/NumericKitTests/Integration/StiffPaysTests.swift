import NumericKit
import Testing

@Suite("Whether the stiff method pays")
struct StiffPaysTests {
  /// Three hundred components at rate 1000: stable explicit steps are short, a stiff one costs a
  /// factorisation of order 300.
  @Test("the stiff method is chosen only where it pays: a long way to go, not a short one")
  func stiffPays() throws {
    let system = Decay(rate: 1000, dimension: 300)
    let start = [Double](repeating: 1, count: 300)
    let short = try integrator(1e-6, .automatic).solve(system, from: start, at: [1])
    #expect(short.statistics.factorizations == 0)
    #expect(short.statistics.steps > 200)
    let long = try integrator(1e-6, .automatic).solve(system, from: start, at: [1000])
    #expect(long.statistics.stiffSteps > 0)
    #expect(long.statistics.steps < 1000)
  }
  /// The way is so long that stiff steps would cost less, at any of these sizes.
  @Test("matrices that no memory may hold are never entered", arguments: [300, 8193])
  func hugeMatrices(dimension: Int) throws {
    var steps = 0
    let end = try integrator(1e-4, .automatic).integrate(
      Decay(rate: 1000, dimension: dimension), from: [Double](repeating: 1, count: dimension),
      over: 0...1e9
    ) { step in
      steps += 1
      return steps < 100 ? .proceed : .stop(at: step.end)
    }
    #expect((end.statistics.stiffSteps > 0) == (dimension <= 8192))
  }
}
