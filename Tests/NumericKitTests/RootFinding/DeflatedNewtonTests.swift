import NumericKit
import Testing

@Suite("Newton's method with deflation")
struct DeflatedNewtonTests {
  /// `x² = 1`, `y² = 4`: four roots.
  private func search(avoiding known: [[Double]], from start: [Double]) -> [Double]? {
    DeflatedNewton(tolerance: 1e-12).root(
      of: { [$0[0] * $0[0] - 1, $0[1] * $0[1] - 4] },
      jacobian: { Matrix(rows: 2, columns: 2, elements: [2 * $0[0], 0, 0, 2 * $0[1]]) },
      avoiding: known, from: start, admits: { _ in true })
  }

  @Test("from one start it finds all roots, each once")
  func allRoots() {
    var known: [[Double]] = []
    while known.count < 4, let next = search(avoiding: known, from: [0.8, 1.7]) {
      #expect(
        known.allSatisfy { max(abs($0[0] - next[0]), abs($0[1] - next[1])) > 1e-3 })
      known.append(next)
    }
    #expect(
      Set(known.map { $0.map { Int($0.rounded()) } }) == [[1, 2], [1, -2], [-1, 2], [-1, -2]])
  }

  @Test("without roots left, or in a domain without any, it gives up")
  func nothing() {
    let all: [[Double]] = [[1, 2], [1, -2], [-1, 2], [-1, -2]]
    #expect(search(avoiding: all, from: [0.8, 1.7]) == nil)
    let outside = DeflatedNewton().root(
      of: { [$0[0] * $0[0] - 1] }, jacobian: { [[2 * $0[0]]] }, avoiding: [], from: [5],
      admits: { $0[0] > 3 })
    #expect(outside == nil)
  }
}
