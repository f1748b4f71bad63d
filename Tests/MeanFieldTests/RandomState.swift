import LinearVAE
import NumericKit

extension SplitMix64 {
  mutating func number(in range: ClosedRange<Double>) -> Double {
    Double.random(in: range, using: &self)
  }

  mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      elements: (0..<(rows * columns)).map { _ in number(in: -1...1) })
  }
}

extension OrderParameters {
  /// A realisable state: overlaps of random vectors of dimension `2M + M* + 3`.
  static func random(
    latents M: Int, data: SpikedData, using random: inout SplitMix64
  ) -> OrderParameters {
    let F = data.factors
    let n = 2 * M + F + 3
    // W* = (Cholesky factor of m*, on the first M* axes) so that W*ᵀW*/n = m*.
    var factors = Matrix(rows: n, columns: F)
    if let L = try? CholeskyFactorization(data.overlap).lower {
      for s in 0..<F {
        for j in 0..<L.columns { factors[j, s] = L[s, j] * Double(n).squareRoot() }
      }
    }
    let W = random.matrix(n, M)
    let V = random.matrix(n, M)
    let scale = 1 / Double(n)
    return OrderParameters(
      m: scale * (W.transposed * factors), d: scale * (V.transposed * factors),
      Q: scale * (W.transposed * W), E: scale * (V.transposed * V),
      R: scale * (W.transposed * V), D: (0..<M).map { _ in random.number(in: 0.1...1.5) })
  }
}
