import FiniteSize
import LinearVAE
import NumericKit

/// The random problems and states of a check.
struct AuditRandom {
  private var stream: RandomStream

  init(seed: UInt64) { stream = RandomStream(seed: seed, stream: 0) }

  /// A seed for something else.
  mutating func seed() -> UInt64 { stream.bits() }

  mutating func normal() -> Double { stream.normal() }

  mutating func number(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * stream.uniform()
  }

  /// `ρ` and `η` of one factor.
  mutating func signalAndNoise(in range: ClosedRange<Double>) -> (Double, Double) {
    (number(in: range), number(in: range))
  }

  mutating func normals(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: stream.normals(rows * columns))
  }

  /// Data with orthogonal factors.
  mutating func data(factors: Int) -> SpikedData {
    SpikedData(
      signals: (0..<factors).map { _ in number(in: 0.4...1.6) }, noise: number(in: 0.4...1.4))
  }

  /// A realisable state: the overlaps of random vectors of a few dimensions.
  mutating func state(latents: Int, data: SpikedData) throws -> OrderParameters {
    var state = try OrderParameters.random(
      latents: latents, data: data, dimension: 2 * latents + data.factors + 4, seed: seed())
    state.D = (0..<latents).map { _ in number(in: 0.4...1.2) }
    return state
  }

  /// The state of the flow of a problem at `τt = 4000`, from a random one.
  mutating func end(of problem: LearningProblem) throws -> OrderParameters {
    try problem.state(at: 4000, from: try state(latents: problem.latents, data: problem.data))
  }

  /// A problem with finite rates, unless given of order 1, where terms of every order in them count,
  /// and with as much weight decay.
  mutating func problem(
    latents: Int, factors: Int, beta: ClosedRange<Double>, rates: ClosedRange<Double> = 0.6...1.2
  ) -> LearningProblem {
    LearningProblem(
      data: data(factors: factors), latents: latents,
      training: Training(
        rates: .finite(
          decoder: number(in: rates), encoder: number(in: rates), variance: number(in: rates)),
        weightDecay: number(in: 0.5...1), beta: .constant(number(in: beta))))
  }
}
