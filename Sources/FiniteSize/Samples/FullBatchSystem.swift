import LinearVAE
import NumericKit
import RealModule

/// Full-batch gradient flow of `N`-vectors on drawn samples, (full-batch): the state is `W` and `V`, a row of
/// `N` numbers per latent each, and `D`.
struct FullBatchSystem: DifferentiableSystem {
  private let samples: DrawnSamples
  private let training: Training
  private let latents: Int
  private var piece: BetaSchedule.Piece

  init(_ problem: LearningProblem, _ samples: DrawnSamples) {
    (self.samples, training, latents) = (samples, problem.training, problem.latents)
    let first = training.reference.nextBreakPoint(after: 0)
    piece = training.reference.piece(around: 0.5 * (first ?? 1))
  }

  var dimension: Int { 2 * latents * samples.dimension + latents }

  func staysPositive(_ component: Int) -> Bool { component >= dimension - latents }

  func nextBreakPoint(after time: Double) -> Double? {
    training.reference.nextBreakPoint(after: time)
  }

  mutating func enterStretch(around time: Double) { piece = training.reference.piece(around: time) }

  /// Decoder and encoder in a state, a row a latent.
  func vectors(_ state: UnsafePointer<Double>) -> (W: Matrix, V: Matrix) {
    let count = latents * samples.dimension
    func rows(_ start: Int) -> Matrix {
      Matrix(
        rows: latents, columns: samples.dimension,
        elements: Array(UnsafeBufferPointer(start: state + start, count: count)))
    }
    return (rows(0), rows(count))
  }

  func evaluate(
    _ state: UnsafePointer<Double>, at time: Double,
    into derivative: UnsafeMutablePointer<Double>, scratch: UnsafeMutablePointer<Double>
  ) {
    let (beta, overN) = (piece.value(at: time), 1 / Double(samples.dimension))
    let (W, V) = vectors(state)
    let D = state + 2 * W.elements.count
    let P = overN * W.times(transposed: W) + beta * Matrix.identity(latents)
    let encoded = samples.image(of: V)
    var K = overN * encoded.times(transposed: V)
    for k in 0..<latents { K[k, k] += D[k] + training.weightDecay }
    let decoderRate = encoded - K * W
    let encoderRate = samples.image(of: W - P * V) - training.weightDecay * V
    let rates = decoderRate.elements + encoderRate.elements
    derivative.update(from: rates, count: rates.count)
    for k in 0..<latents {
      let push = 0.5 * (beta / D[k] - P[k, k])
      let rate = training.variance == .log ? D[k] * D[k] * push : push
      derivative[rates.count + k] = rate.defined(wherePositive: D[k])
    }
  }

  func evaluateJacobian(
    _ state: UnsafePointer<Double>, at time: Double, into jacobian: UnsafeMutablePointer<Double>
  ) { preconditionFailure("vectors are followed by the explicit method alone") }

  func evaluateTimeDerivative(
    _ state: UnsafePointer<Double>, at time: Double, into derivative: UnsafeMutablePointer<Double>
  ) { preconditionFailure("vectors are followed by the explicit method alone") }
}
