import NumericKit
import Testing

@Suite("Definiteness of a symmetric matrix")
struct DefinitenessTests {
  @Test("agrees with the smallest eigenvalue", arguments: [1, 2, 3, 7, 20])
  func eigenvalues(order: Int) throws {
    for shift in [-0.5, -1e-3, 1e-3, 0.5] {
      var gram = Matrix(rows: order, columns: order)
      for i in 0..<order {
        for j in 0..<order { gram[i, j] = 1 / Double(1 + abs(i - j)) }
      }
      let smallest = try #require(try gram.symmetricEigenvalues().first)
      let shifted = gram + (shift - smallest) * .identity(order)
      #expect(shifted.isPositiveDefinite == (shift > 0))
    }
  }

  @Test("a singular matrix is not definite; the empty one is")
  func edges() {
    let singular: Matrix = [[1, 1], [1, 1]]
    #expect(!singular.isPositiveDefinite)
    #expect(Matrix(rows: 0, columns: 0).isPositiveDefinite)
    let notANumber: Matrix = [[.nan]]
    #expect(!notANumber.isPositiveDefinite)
  }
}
