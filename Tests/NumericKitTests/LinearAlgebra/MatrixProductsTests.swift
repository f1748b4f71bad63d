import NumericKit
import Testing

/// Both sides of the switch from own loops to OpenBLAS, and shapes that are not square.
@Test(arguments: [(1, 1, 1), (2, 3, 4), (8, 8, 8), (9, 8, 8), (3, 700, 40), (130, 5, 260)])
func productIsTheTripleSum(shape: (Int, Int, Int)) {
  let (rows, inner, columns) = shape
  let a = Matrix.random(rows: rows, columns: inner, seed: 1)
  let b = Matrix.random(rows: inner, columns: columns, seed: 2)
  let error = a * b - a.productByDefinition(b)
  #expect(error.largestMagnitude <= ulps(2 * inner))
}

@Test func productWithAnEmptyInnerDimensionIsZero() {
  let product = Matrix(rows: 2, columns: 0) * Matrix(rows: 0, columns: 3)
  #expect(product == Matrix(rows: 2, columns: 3))
}

@Test(arguments: [(0, 0), (0, 3), (3, 0), (2, 3), (16, 16), (17, 16), (7, 400)])
func matrixVectorProductIsTheSumOverRows(shape: (Int, Int)) {
  let a = Matrix.random(rows: shape.0, columns: shape.1, seed: 3)
  let x = Matrix.random(rows: shape.1, columns: 1, seed: 4)
  let expected = a.productByDefinition(x).elements
  let product = a * x.elements
  #expect(product.count == shape.0)
  for (value, reference) in zip(product, expected) {
    #expect(abs(value - reference) <= ulps(2 * shape.1))
  }
}

@Test(arguments: [(0, 4), (1, 1), (3, 5), (50, 7), (200, 64)])
func gramIsSymmetricAndEqualsTheProduct(shape: (Int, Int)) {
  let x = Matrix.random(rows: shape.0, columns: shape.1, seed: 5)
  var accumulator = GramAccumulator(columns: shape.1)
  x.elements.withUnsafeBufferPointer { accumulator.add($0) }
  let gram = accumulator.takeMatrix()
  #expect(gram.asymmetry == 0)
  let error = gram - x.transposed.productByDefinition(x)
  #expect(error.largestMagnitude <= ulps(2 * max(shape.0, 1)))
}

@Test func gramOfBlocksIsTheGramOfTheWhole() {
  let x = Matrix.random(rows: 30, columns: 6, seed: 6)
  var gram = GramAccumulator(columns: 6)
  x.elements.withUnsafeBufferPointer { all in
    gram.add(UnsafeBufferPointer(rebasing: all[..<(11 * 6)]))
    gram.add(UnsafeBufferPointer(rebasing: all[(11 * 6)...]))
  }
  #expect((gram.takeMatrix(dividedBy: 2) - 0.5 * (x.transposed * x)).largestMagnitude <= ulps(30))
}
