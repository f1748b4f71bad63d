import LinearVAE
import NumericKit

/// A model and its data in explicit `N`-vectors, the oracle for what order parameters claim.
struct VectorModel {
  let dimension = 9
  /// `N × M*`, `N × M` and `N × M`; the factors have length `√N`.
  let factors, decoder, encoder: Matrix
  let variances: [Double]
  let signals: [Double]
  let noise = 0.4

  /// Random vectors with the given numbers of latents and factors.
  init(latents: Int, factors count: Int, seed: UInt64) {
    var generator = SplitMix64(state: seed)
    func random(_ columns: Int) -> Matrix {
      let elements = (0..<(9 * columns)).map { _ in Double.random(in: -1..<1, using: &generator) }
      return Matrix(rows: 9, columns: columns, elements: elements)
    }
    let directions = random(count)
    let lengths = (directions.transposed * directions).diagonal.map { ($0 / 9).squareRoot() }
    factors = directions * Matrix.diagonal(lengths.map { 1 / $0 })
    decoder = random(latents)
    encoder = random(latents)
    variances = (0..<latents).map { 0.3 + 0.2 * Double($0) }
    signals = (0..<count).map { 1.5 - 0.4 * Double($0) }
  }

  var data: SpikedData {
    SpikedData(signals: signals, noise: noise, overlap: gram(factors, factors))
  }

  var state: OrderParameters {
    OrderParameters(
      m: gram(decoder, factors), d: gram(encoder, factors), Q: gram(decoder, decoder),
      E: gram(encoder, encoder), R: gram(decoder, encoder), D: variances)
  }

  /// `N × N`, the covariance of the data.
  var covariance: Matrix {
    let scaled = factors * Matrix.diagonal(signals)
    return (1 / Double(dimension)) * (scaled * factors.transposed)
      + noise * .identity(dimension)
  }

  /// `W* Λ^½`, the decoder that reproduces the factors.
  var target: Matrix { factors * Matrix.diagonal(signals.map { $0.squareRoot() }) }

  /// `XᵀY/N`.
  func gram(_ x: Matrix, _ y: Matrix) -> Matrix {
    (1 / Double(dimension)) * (x.transposed * y)
  }
}

/// The stable fixed point of `latents` latents at `β`, theorem (collapse) and (overfit): orthogonal
/// factors of the given strengths, descending, one latent per factor and the rest on noise.
func fixedPoint(signals: [Double], noise: Double, beta: Double, latents: Int) -> OrderParameters {
  let eigenvalues = (0..<latents).map { $0 < signals.count ? signals[$0] + noise : noise }
  let gaps = eigenvalues.map { max($0 - beta, 0) }
  var m = Matrix(rows: latents, columns: signals.count)
  var d = m
  for s in 0..<min(latents, signals.count) {
    m[s, s] = gaps[s].squareRoot()
    d[s, s] = m[s, s] / eigenvalues[s]
  }
  let ratios = zip(gaps, eigenvalues).map { $0 / $1 }
  return OrderParameters(
    m: m, d: d, Q: .diagonal(gaps), E: .diagonal(zip(ratios, eigenvalues).map { $0 / $1 }),
    R: .diagonal(ratios), D: eigenvalues.map { min(beta / $0, 1) })
}
