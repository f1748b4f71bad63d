import LinearVAE
import NumericKit
import Testing

@Suite("Principal factors of correlated ones")
struct PrincipalFactorsTests {
  private let overlap: Matrix = [[1, 0.5, -0.2], [0.5, 1, 0.1], [-0.2, 0.1, 1]]

  @Test("their signals are the eigenvalues of Λ^½ m* Λ^½")
  func signals() throws {
    let data = SpikedData(signals: [2, 0.5, 1], noise: 0.3, overlap: overlap)
    let principal = try PrincipalFactors(of: data)
    var weighted = overlap
    for s in 0..<3 {
      for t in 0..<3 {
        weighted[s, t] *= (data.signals[s] * data.signals[t]).squareRoot()
      }
    }
    let expected = try weighted.symmetricEigenvalues().reversed()
    for (a, b) in zip(principal.signals, expected) { #expect(abs(a - b) < 1e-13) }
    // mixingᵀ mixing = m*: principal factors of unit length make up the given ones.
    let gram = principal.mixing.transposed * principal.mixing
    for (a, b) in zip(gram.elements, overlap.elements) { #expect(abs(a - b) < 1e-13) }
  }

  @Test("overlaps translate back and forth, also with a factor of strength 0")
  func translation() throws {
    for signals in [[2, 0.5, 1], [1, 0, 0.7]] {
      let data = SpikedData(signals: signals, noise: 0.3, overlap: overlap)
      let principal = try PrincipalFactors(of: data)
      let m: Matrix = [[0.1, -0.2, 0.3], [0.05, 0.4, -0.1]]
      let state = OrderParameters(
        m: m, d: 0.5 * m, Q: .identity(2), E: .identity(2), R: Matrix(rows: 2, columns: 2),
        D: [1, 1])
      let there = try principal.expressed(state)
      let back = principal.restored(there)
      for (a, b) in zip(back.m.elements, m.elements) { #expect(abs(a - b) < 1e-13) }
      // The covariance of codes does not depend on the basis.
      let orthogonal = principal.orthogonalized(data)
      for (a, b) in zip(
        state.variancesOfMeans(data: data), there.variancesOfMeans(data: orthogonal))
      { #expect(abs(a - b) < 1e-13) }
    }
  }

  @Test("orthogonal factors stay as they are, in their order")
  func orthogonal() throws {
    let principal = try PrincipalFactors(of: SpikedData(signals: [0.5, 2], noise: 1))
    #expect(principal.signals == [0.5, 2] && principal.mixing == .identity(2))
  }
}
