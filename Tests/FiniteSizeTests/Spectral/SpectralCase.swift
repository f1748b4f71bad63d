import FiniteSize
import LinearVAE
import NumericKit
import RealModule
import TestSupport
import Testing

/// Problems with a spectrum that differ in every size and parameter that their dynamics has.
struct SpectralCase: Sendable, CustomTestStringConvertible {
  let name: String
  let problem: SpectralProblem

  var testDescription: String { name }

  init(
    _ name: String, latents: Int, _ groups: [(Double, Double)], rates: LearningRates = Case.unequal,
    batch: Int = 1, weightDecay: Double = 0, beta: BetaSchedule = .constant(0.6),
    variance: VarianceParametrization = .direct
  ) {
    self.name = name
    problem = SpectralProblem(
      data: SpectralData(groups.map { .init(variance: $0.0, share: $0.1) }), latents: latents,
      training: Training(
        rates: rates, weightDecay: weightDecay, batch: batch, beta: beta, variance: variance))
  }

  /// At 40 dimensions groups of one, of 3 and of many directions.
  static let wide = [(2.0, 0), (1.1, 0.08), (0.4, 0.92)]
  /// Without a direction of its own.
  static let plain = [(1.5, 0.5), (0.5, 0.5)]

  static let all = [
    SpectralCase("M=1", latents: 1, wide),
    SpectralCase("M=1 log tanh", latents: 1, plain, beta: .tanh(rate: 2, max: 1), variance: .log),
    SpectralCase("M=1 B=2", latents: 1, wide, batch: 2, weightDecay: 0.2),
    SpectralCase("M=1 B=7", latents: 1, wide, batch: 7, weightDecay: 0.1),
    SpectralCase("M=2", latents: 2, wide, weightDecay: 0.1),
    SpectralCase("M=2 B=4 log", latents: 2, plain, batch: 4, weightDecay: 0.2, variance: .log),
    SpectralCase("M=3 B=2", latents: 3, wide, batch: 2),
    SpectralCase("M=2 B=6", latents: 2, wide, batch: 6, weightDecay: 0.1),
  ]

  /// A realisable state in as many dimensions: the overlaps of random vectors.
  func start(dimension: Int = 40, seed: UInt64 = 5, scale: Double = 0.6) throws -> SpectralState {
    var state = try SpectralStart.random.state(
      for: problem, simulation: SimulationSettings(dimension: dimension, seed: seed))
    state.groups = state.groups.map {
      .init(Q: scale * $0.Q, E: scale * $0.E, R: scale * $0.R)
    }
    state.D = (0..<problem.latents).map { 1 - 0.15 * Double($0) }
    return state
  }
}

/// Decoder and encoder in coordinates along the eigenvectors, and one plain step of (sgd).
struct ExplicitSpectrum {
  /// `W/√N` and `V/√N`, a row for each direction.
  var W, V: Matrix
  var D: [Double]

  /// A step on samples `x`, a column each, with the dimension of the whole.
  mutating func step(_ x: Matrix, _ training: Training, dimension N: Int, beta: Double) {
    guard case .finite(let tauW, let tauV, let tauD) = training.rates else { return }
    let (M, B) = (D.count, Double(x.columns))
    let (a, b) = (V.transposed * x, W.transposed * x)
    let Q = W.transposed * W
    let g = (Q + beta * .identity(M)) * a - b
    let decay = training.weightDecay
    let pull = (1 / B) * (a * a.transposed) + Matrix.diagonal(D) + decay * .identity(M)
    let n = Double(N)
    let (decoder, encoder) = (W * pull - (1 / B) * (x * a.transposed), (1 / B) * (x * g.transposed))
    W = W - (tauW / n) * decoder
    V = V - (tauV / n) * (encoder + decay * V)
    for k in 0..<M {
      let slope = 0.5 * tauD / n * (Q[k, k] + beta - beta / D[k])
      switch training.variance {
      case .direct: D[k] -= slope
      case .log: D[k] *= Double.exp(-slope * D[k])
      }
    }
  }

  /// The overlaps in some of the directions.
  func group(_ rows: Range<Int>) -> SpectralState.Group {
    func part(_ matrix: Matrix) -> Matrix {
      Matrix(rows: rows.count, columns: D.count) { matrix[rows.lowerBound + $0, $1] }
    }
    let (w, v) = (part(W), part(V))
    return .init(Q: w.transposed * w, E: v.transposed * v, R: w.transposed * v)
  }
}
