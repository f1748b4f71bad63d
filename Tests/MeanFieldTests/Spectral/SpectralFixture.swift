import LinearVAE
import MeanField
import NumericKit
import TestSupport
import Testing

/// A problem with states of its spectral flow from an implementation independent of this package: NumPy
/// matrices integrated by SciPy's DOP853 at rtol 1e-11.
struct SpectralFixture: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let problem: SpectralSpecification
  let states: [State]

  /// The matrices of all groups, letter by letter.
  struct State: Decodable, Sendable {
    let Q, E, R: [[[Double]]]
    let D: [Double]

    var state: SpectralState {
      func matrix(_ rows: [[Double]]) -> Matrix {
        Matrix(rows: rows.count, columns: rows.count, elements: rows.flatMap { $0 })
      }
      return SpectralState(
        groups: Q.indices.map { .init(Q: matrix(Q[$0]), E: matrix(E[$0]), R: matrix(R[$0])) },
        D: D)
    }
  }

  var testDescription: String { name }

  static let all: [SpectralFixture] = fixture("spectral")
}

/// The largest difference of two states, relative to `max(1, |value|)`.
func distance(_ a: SpectralState, _ b: SpectralState) -> Double {
  zip(a.numbers, b.numbers).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
}

extension SpectralState {
  /// A realisable state with vectors of `2M + 3` coordinates in a group of many directions, of one in a
  /// single direction.
  static func random(
    latents M: Int, data: SpectralData, using random: inout SplitMix64
  ) -> SpectralState {
    SpectralState(
      groups: data.groups.map { group in
        let n = group.share > 0 ? 2 * M + 3 : 1
        let (W, V) = (random.matrix(n, M), random.matrix(n, M))
        let scale = max(group.share, 0.1) / Double(n)
        return .init(
          Q: scale * (W.transposed * W), E: scale * (V.transposed * V),
          R: scale * (W.transposed * V))
      }, D: (0..<M).map { _ in random.number(in: 0.3...1.5) })
  }
}
