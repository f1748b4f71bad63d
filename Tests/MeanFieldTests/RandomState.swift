import LinearVAE
import NumericKit

/// A small deterministic generator for test inputs (SplitMix64).
struct TestRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

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
    latents M: Int, data: SpikedData, using random: inout TestRandom
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
