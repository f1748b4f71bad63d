import LinearVAE
import NumericKit
import RealModule

/// Data, model, loss and training in explicit vectors, transcribed from the paper's definitions: it shares
/// nothing with the libraries that it is compared with.
struct ExplicitModel {
  let data: SpikedData
  /// `W*`, `N × M*`, orthogonal columns of squared length `N`.
  let factors: Matrix
  /// `W` and `V`, `N × M`.
  var decoder, encoder: Matrix
  var D: [Double]

  var N: Double { Double(factors.rows) }

  /// Random vectors with entries of variance ½.
  init(latents: Int, data: SpikedData, dimension: Int, random: inout AuditRandom) {
    self.data = data
    factors = Self.orthogonal(random.normals(dimension, data.factors))
    decoder = 0.5.squareRoot() * random.normals(dimension, latents)
    encoder = 0.5.squareRoot() * random.normals(dimension, latents)
    D = (0..<latents).map { _ in random.number(in: 0.5...1.2) }
  }

  /// Gram–Schmidt, to columns of squared length `N`.
  private static func orthogonal(_ matrix: Matrix) -> Matrix {
    var result = matrix
    let rows = 0..<matrix.rows
    for s in 0..<matrix.columns {
      for j in 0..<s {
        let overlap = rows.reduce(0) { $0 + result[$1, s] * result[$1, j] } / Double(rows.count)
        for i in rows { result[i, s] -= overlap * result[i, j] }
      }
      let norm = (rows.reduce(0) { $0 + result[$1, s] * result[$1, s] } / Double(rows.count))
      for i in rows { result[i, s] /= norm.squareRoot() }
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
    return (1 / N.squareRoot()) * (factors * strengths)
      + noise * random.normals(factors.rows, 1)
  }

  /// `a = Vᵀx/√N` and `b = Wᵀx/√N`.
  func projections(_ x: Matrix) -> (a: Matrix, b: Matrix) {
    (
      (1 / N.squareRoot()) * (encoder.transposed * x),
      (1 / N.squareRoot()) * (decoder.transposed * x)
    )
  }

  /// (loss) of one sample.
  func loss(_ x: Matrix, beta: Double, weightDecay: Double) -> Double {
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

  /// The brackets of (sgd), by which a step at rates `τ` changes `W`, `V` and `D` times `−τ/N`.
  func brackets(
    _ x: Matrix, beta: Double, weightDecay λ: Double
  ) -> (decoder: Matrix, encoder: Matrix, D: [Double]) {
    let (a, b) = projections(x)
    let Q = (1 / N) * (decoder.transposed * decoder)
    let g = (Q + beta * .identity(D.count)) * a - b
    let root = N.squareRoot()
    return (
      decoder * (a * a.transposed + .diagonal(D) + λ * .identity(D.count))
        - root * (x * a.transposed),
      root * (x * g.transposed) + λ * encoder,
      D.indices.map { 0.5 * (Q[$0, $0] + beta - beta / D[$0]) }
    )
  }

  /// One step of SGD on a sample.
  mutating func step(_ x: Matrix, _ training: Training) {
    guard case .finite(let tauW, let tauV, let tauD) = training.rates else { return }
    let change = brackets(x, beta: training.beta.beta(at: 0), weightDecay: training.weightDecay)
    decoder = decoder - (tauW / N) * change.decoder
    encoder = encoder - (tauV / N) * change.encoder
    for k in D.indices { D[k] -= tauD / N * change.D[k] }
  }
}
