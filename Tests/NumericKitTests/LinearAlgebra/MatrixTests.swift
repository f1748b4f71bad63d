import NumericKit
import Testing

@Suite("Matrices")
struct MatrixTests {
  @Test("the identity is one, and nothing near it is", arguments: 0...4)
  func identity(order: Int) {
    let identity = Matrix.identity(order)
    #expect(identity.isIdentity)
    for i in 0..<order {
      for j in 0..<order {
        #expect(identity[i, j] == (i == j ? 1 : 0))
        var other = identity
        other[i, j] = i == j ? 1.0.nextUp : .leastNonzeroMagnitude
        #expect(!other.isIdentity)
      }
    }
    #expect(!Matrix(rows: order, columns: order + 1, repeating: 0).isIdentity)
  }
}
