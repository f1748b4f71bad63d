import LinearVAE
import NumericKit
import RealModule

/// Data, model, loss and training in explicit vectors, transcribed from the paper's definitions: it shares
/// nothing with the libraries that it is compared with, by claims and by tests.
struct ExplicitModel {
  let data: SpikedData
  /// `W*`, `N × M*`.
  let factors: Matrix
  /// `W` and `V`, `N × M`.
  var decoder: Matrix, encoder: Matrix
  var D: [Double]

  var N: Double { Double(factors.rows) }

  /// Gram–Schmidt, to columns of squared length `N`.
  private static func orthogonal(_ matrix: Matrix) -> Matrix {
    var result = matrix
    let rows = 0..<matrix.rows
    for s in 0..<matrix.columns {
      func product(with j: Int) -> Double {
        rows.reduce(0) { $0 + result[$1, s] * result[$1, j] } / Double(rows.count)
      }
      for j in 0..<s {
        let overlap = product(with: j)
        for i in rows { result[i, s] -= overlap * result[i, j] }
      }
      let length = product(with: s).squareRoot()
      for i in rows { result[i, s] /= length }
    }
    return result
  }

  var state: OrderParameters {
    func overlap(_ x: Matrix, _ y: Matrix) -> Matrix { (1 / N) * (x.transposed * y) }
    return OrderParameters(
      m: overlap(decoder, factors), d: overlap(encoder, factors), Q: overlap(decoder, decoder),
      E: overlap(encoder, encoder), R: overlap(decoder, encoder), D: D)
  }

  /// A sample `x = W* Λ^½ c/√N + √η n`; its noise times `noiseScale`.
  func sample(_ random: inout AuditRandom, noiseScale: Double = 1) -> Matrix {
    let strengths = Matrix(
      rows: data.factors, columns: 1,
      elements: data.signals.map { $0.squareRoot() * random.normal() })
    let noise = noiseScale * data.noise.squareRoot()
    return (1 / N.squareRoot()) * (factors * strengths) + noise * random.normals(factors.rows, 1)
  }

  /// `a = Vᵀx/√N` and `b = Wᵀx/√N`, a column per sample.
  func projections(_ x: Matrix) -> (a: Matrix, b: Matrix) {
    let unit = 1 / N.squareRoot()
    return (unit * (encoder.transposed * x), unit * (decoder.transposed * x))
  }

  /// (loss) of one sample.
  func loss(_ x: Matrix, beta: Double, weightDecay: Double = 0) -> Double {
    let (a, b) = projections(x)
    let Q = (1 / N) * (decoder.transposed * decoder)
    func square(_ matrix: Matrix) -> Double { matrix.elements.reduce(0) { $0 + $1 * $1 } }
    var loss = 0.5 * (square(x) + (a.transposed * (Q * a - 2 * b))[0, 0])
    for k in D.indices {
      loss += 0.5 * Q[k, k] * D[k]
      loss += 0.5 * beta * (a[k, 0] * a[k, 0] + D[k] - 1 - Double.log(D[k]))
    }
    return loss + 0.5 * weightDecay / N * (square(decoder) + square(encoder))
  }

  /// The half step of differences.
  static let step = 1e-5

  func shifted(_ number: WritableKeyPath<Self, Double>, by shift: Double) -> ExplicitModel {
    var model = self
    model[keyPath: number] += shift
    return model
  }

  /// (loss) where one of the numbers is larger by a ``step``, less that where it is smaller by one.
  func lossDifference(
    _ x: Matrix, beta: Double, weightDecay: Double = 0, in number: WritableKeyPath<Self, Double>
  ) -> Double {
    let (up, down) = (shifted(number, by: Self.step), shifted(number, by: -Self.step))
    return up.loss(x, beta: beta, weightDecay: weightDecay)
      - down.loss(x, beta: beta, weightDecay: weightDecay)
  }

  /// The brackets of (sgd), by which a step at rates `τ` changes `W`, `V` and `D` times `−τ/N`; samples
  /// of a batch are columns.
  func brackets(
    _ x: Matrix, beta: Double, weightDecay λ: Double = 0
  ) -> (decoder: Matrix, encoder: Matrix, D: [Double]) {
    let (a, b) = projections(x)
    let (unit, batch) = (Matrix.identity(D.count), Double(x.columns))
    let Q = (1 / N) * (decoder.transposed * decoder)
    let g = (Q + beta * unit) * a - b
    let root = N.squareRoot() / batch
    return (
      decoder * ((1 / batch) * (a * a.transposed) + .diagonal(D) + λ * unit)
        - root * (x * a.transposed),
      root * (x * g.transposed) + λ * encoder,
      D.indices.map { 0.5 * (Q[$0, $0] + beta - beta / D[$0]) }
    )
  }

  /// One step of SGD on a batch, at finite rates.
  mutating func step(_ x: Matrix, _ training: Training, beta: Double) {
    let rates = training.rates.values
    let change = brackets(x, beta: beta, weightDecay: training.weightDecay)
    decoder = decoder - (rates.decoder / N) * change.decoder
    encoder = encoder - (rates.encoder / N) * change.encoder
    for k in D.indices {
      switch training.variance {
      case .direct: D[k] -= rates.variance / N * change.D[k]
      case .log: D[k] *= .exp(-rates.variance / N * D[k] * change.D[k])
      }
    }
  }
}

extension ExplicitModel {
  /// Orthogonal factors of squared length `N`, and random vectors with entries of variance ½.
  init(latents: Int, data: SpikedData, dimension: Int, random: inout AuditRandom) {
    (self.data, factors) = (data, Self.orthogonal(random.normals(dimension, data.factors)))
    decoder = 0.5.squareRoot() * random.normals(dimension, latents)
    encoder = 0.5.squareRoot() * random.normals(dimension, latents)
    D = (0..<latents).map { _ in random.number(in: 0.5...1.2) }
  }
}

extension LearningRates {
  /// `τ_W`, `τ_V` and `τ_D`; 1 in the small-rate limit.
  var values: (decoder: Double, encoder: Double, variance: Double) {
    guard case .finite(let decoder, let encoder, let variance) = self else { return (1, 1, 1) }
    return (decoder, encoder, variance)
  }
}
