import Fitting
import Foundation
import LinearVAE
import NumericKit
import Testing

/// Ten steps equal those of NumPy with explicit residuals, one sample at a time.
@Test(arguments: 0..<4, [1, 2])
func tenStepsEqualNumPys(index: Int, threads: Int) throws {
  let fixture = FittingFixture.shared.steps
  let run = fixture.runs[index]
  let (N, M) = (fixture.columns, fixture.latents)
  let steps = FitSpecification.Steps(
    run.optimizer == "adam" ? .adam : .sgd, learningRate: run.rate, batch: fixture.batch, count: 10)
  var specification = FitSpecification(
    latents: M, decoder: .gaussian(variance: fixture.sigma2),
    weight: .schedule(.constant(fixture.beta)), method: .steps(steps))
  specification.lossScale = fixture.scale
  specification.weightDecay = fixture.decay
  specification.variance = run.variance == "log" ? .log : .direct
  let rows = Rows(fixture.X, columns: N)
  let layout = specification.layout(columns: N)
  let start = layout.parameters(
    encoder: .init(rows: N, columns: M, elements: fixture.V),
    decoder: .init(rows: N, columns: M, elements: fixture.W),
    bias: Array(repeating: 0, count: N), variance: Array(repeating: 1, count: M),
    decoderVariances: [])
  let fit = try StepFit(
    specification, steps, rows.data(), ThreadTeam(count: threads), start: start,
    order: BatchOrder(rows: rows.count, batch: fixture.batch, seed: nil))
  for _ in 0..<10 { try fit.advance() }
  let numbers = fit.numbers
  func compare(_ name: String, _ found: [Double]) throws {
    let expected = try #require(run.end[name])
    for (a, b) in zip(found, expected) {
      #expect(abs(a - b) <= 1e-12 * max(1, abs(b)), "\(name): \(a) instead of \(b)")
    }
  }
  try compare("V", layout.matrix(numbers, decoder: false).elements)
  try compare("W", layout.matrix(numbers, decoder: true).elements)
  try compare("c", Array(numbers[layout.offset..<layout.bias]))
  try compare("b", Array(numbers[layout.bias..<layout.spread]))
  let D = numbers[layout.spread..<layout.noise]
  try compare("D", run.variance == "log" ? D.map { exp($0) } : Array(D))
}

/// An epoch takes every row once, in an order that its seed and number decide.
@Test func epochsAreOrdersOfAllRows() {
  var order = BatchOrder(rows: 10, batch: 4, seed: 3)
  let first = (0..<3).map { Array(order.rows(ofStep: $0)) }
  let second = (3..<6).flatMap { Array(order.rows(ofStep: $0)) }
  #expect(first.map(\.count) == [4, 4, 2])
  #expect(first.flatMap { $0 }.sorted() == (0..<10).map(Int32.init))
  #expect(second.sorted() == (0..<10).map(Int32.init) && second != first.flatMap { $0 })
  var later = BatchOrder(rows: 10, batch: 4, seed: 3)
  #expect(Array(later.rows(ofStep: 4)) == Array(order.rows(ofStep: 4)))
}
