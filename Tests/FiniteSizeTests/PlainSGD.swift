import LinearVAE
import NumericKit
import RealModule

/// A transcription of (sgd) on explicit `N`-vectors, the columns of its matrices: nothing but the
/// formulas as they stand on paper.
struct PlainSGD {
  let problem: LearningProblem
  let N: Double
  /// `W*`, `W`, `V`.
  let factors: Matrix
  var decoder, encoder: Matrix
  var D: [Double]

  init(_ problem: LearningProblem, factors: Matrix, decoder: Matrix, encoder: Matrix, D: [Double]) {
    self.problem = problem
    self.factors = factors
    self.decoder = decoder
    self.encoder = encoder
    self.D = D
    N = Double(factors.rows)
  }

  var state: OrderParameters {
    func overlap(_ x: Matrix, _ y: Matrix) -> Matrix { (1 / N) * (x.transposed * y) }
    return OrderParameters(
      m: overlap(decoder, factors), d: overlap(encoder, factors), Q: overlap(decoder, decoder),
      E: overlap(encoder, encoder), R: overlap(decoder, encoder), D: D)
  }

  /// One step on a batch; the samples `x` are the columns of a matrix.
  mutating func step(_ samples: Matrix, beta: Double) {
    let training = problem.training
    guard case .finite(let tauW, let tauV, let tauD) = training.rates else { return }
    let (M, B) = (problem.latents, Double(samples.columns))
    let Q = (1 / N) * (decoder.transposed * decoder)
    let a = (1 / N.squareRoot()) * (encoder.transposed * samples)
    let b = (1 / N.squareRoot()) * (decoder.transposed * samples)
    let g = (Q + beta * Matrix.identity(M)) * a - b
    let aa = (1 / B) * (a * a.transposed)
    let bracket =
      decoder * (aa + Matrix.diagonal(D) + training.weightDecay * Matrix.identity(M))
      - (N.squareRoot() / B) * (samples * a.transposed)
    let gradient =
      (N.squareRoot() / B) * (samples * g.transposed) + training.weightDecay * encoder
    decoder = decoder - (tauW / N) * bracket
    encoder = encoder - (tauV / N) * gradient
    for k in 0..<M {
      let slope = Q[k, k] + beta - beta / D[k]
      switch training.variance {
      case .direct: D[k] -= tauD / (2 * N) * slope
      case .log: D[k] *= .exp(-tauD / (2 * N) * D[k] * slope)
      }
    }
  }
}
