import LinearVAE
import MeanField
import NumericKit
import Testing

@Suite("The flow as a function of one parameter")
struct FlowContinuationTests {
  @Test("the derivative by the parameter is that of the flow", arguments: [0, 1, 2, 3, 4, 5])
  func parameterDerivative(index: Int) throws {
    let parameter = [
      ProblemParameter.beta, .noise, .signal(1), .signals, .weightDecay, .rates,
    ][index]
    let problem = LearningProblem(
      data: SpikedData(signals: [1.1, 0.6], noise: 0.7, overlap: [[1, 0.3], [0.3, 1]]), latents: 2,
      training: Training(
        rates: .finite(decoder: 0.2, encoder: 0.3, variance: 0.4), weightDecay: 0.1, batch: 3,
        beta: .constant(0.9)))
    let system = try FlowContinuation(problem, parameter: parameter, beta: 0.9, generic: 0.618)
    var random = SplitMix64(state: 5)
    let state = OrderParameters.random(latents: 2, data: problem.data, using: &random)
    let layout = StateLayout(latents: 2, factors: 2)
    let point = layout.coordinates(of: state)
    let (value, h) = (0.8, 1e-4)
    let above = system.rates(at: point, parameter: value + h)
    let below = system.rates(at: point, parameter: value - h)
    let exact = system.linearization(
      at: point, parameter: value, of: Array(point.indices)
    ).parameterDerivative
    let differences = zip(above, below).map { ($0 - $1) / (2 * h) }
    #expect(agree(exact, differences, within: 1e-7))
    #expect(exact.contains { abs($0) > 1e-3 })
  }

  @Test(
    "a branch costs what its own latents need: six numbers each, and D of those that stay collapsed"
  )
  func invariantSubspace() throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [2, 1], noise: 1), latents: 5,
      training: Training(
        rates: .finite(decoder: 0.02, encoder: 0.02, variance: 0.02), beta: .constant(1.5)))
    let system = try FlowContinuation(problem, parameter: .beta, beta: 1.5, generic: 1.7)
    let points = try FixedPointAnalysis(problem, beta: 1.5).fixedPoints().points
    let learned = try #require(points.first { $0.kind == .learned })
    let tracer = ArclengthTracer(system, over: 1.1...3)
    let branch = try #require(
      tracer.branch(
        through: StateLayout(latents: 5, factors: 2).coordinates(of: learned.state), at: 1.5))
    #expect(system.dimension == 80)
    #expect(branch.active.count == 2 * 6 + 3)
    #expect(branch.bifurcations.map(\.kind).contains(.pitchfork))
    // Signals of one size leave a rotation; in a general basis of latents nothing is zero.
    let turned = LearningProblem(
      data: SpikedData(signals: [2, 2], noise: 1, overlap: [[1, 0.4], [0.4, 1]]), latents: 2,
      training: problem.training)
    let mixed = try FlowContinuation(turned, parameter: .beta, beta: 1.5, generic: 1.7)
    var random = SplitMix64(state: 8)
    let state = OrderParameters.random(latents: 2, data: turned.data, using: &random)
    let everywhere = mixed.invariantCoordinates(
      containing: StateLayout(latents: 2, factors: 2).coordinates(of: state), over: 1.1...3)
    #expect(everywhere.count == mixed.dimension)
  }
}
