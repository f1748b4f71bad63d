/// The largest eigenvalues of a symmetric positive semidefinite matrix of which only products are known,
/// by a block Krylov method from a random start (Musco and Musco 2015), (krylov).
///
/// The space spanned by the start and its products grows by one block at a time; when it has become as
/// large as memory should be, its best directions are kept (Wu and Simon 2000). All directions are
/// orthogonalised in full, so that no eigenvalue appears twice.
package struct BlockKrylov: Sendable {
  /// The largest eigenvalues, descending.
  package let values: [Double]
  /// `‖A v − λ v‖` of each: there is an eigenvalue of the matrix no farther away than that.
  package let residuals: [Double]
  /// How many products with a block were taken.
  package let products: Int

  /// When to end.
  package struct Limits: Sendable {
    /// Residuals as small as this times the largest eigenvalue are small enough.
    package var tolerance = 1e-11
    /// How many products are taken at most; what was reached by then is the result.
    package var products = 300
    /// How many vectors the space may have.
    package var basis: Int

    package init(basis: Int) { self.basis = basis }
  }

  /// Vectors of a block, beside those that are wanted.
  package static let oversampling = 8

  /// The smallest space in which `count` eigenvalues can be searched for.
  package static func smallestBasis(count: Int) -> Int { 4 * (count + oversampling) }

  /// Searches for eigenvalues.
  ///
  /// - Parameters:
  ///   - n: The order of the matrix.
  ///   - count: How many eigenvalues are wanted.
  ///   - seed: Of the random start.
  ///   - limits: When to end.
  ///   - multiply: The products of the matrix with vectors, which are rows.
  /// - Precondition: `limits.basis` is at least ``smallestBasis(count:)`` and at most `n`.
  /// - Throws: What `multiply` throws; `LinearAlgebraError` for products that are not finite.
  /// - Complexity: O(`basis · n`) memory; with each product O(`basis² · n`) time.
  package init(
    order n: Int, count: Int, seed: UInt64, limits: Limits, multiply: (Matrix) throws -> Matrix
  ) throws {
    let width = count + Self.oversampling
    precondition(
      limits.basis >= Self.smallestBasis(count: count) && limits.basis <= n,
      "a basis of \(limits.basis) vectors for \(count) eigenvalues of a matrix of order \(n)")
    var stream = RandomStream(seed: seed, stream: 0)
    var block = Matrix(rows: width, columns: n, elements: stream.normals(width * n))
      .orthonormalRows()
    var space = KrylovSpace(order: n)
    var products = 0
    while true {
      let image = try multiply(block)
      products += 1
      space.append(block, image)
      let pairs = try space.ritzPairs(count)
      let small = limits.tolerance * (pairs.values.first ?? 0)
      if pairs.residuals.allSatisfy({ $0 <= small }) || products == limits.products {
        (values, residuals) = (pairs.values.map { max(0, $0) }, pairs.residuals)
        self.products = products
        return
      }
      block = space.orthogonalized(image)
      if space.count + width > limits.basis { try space.keep(count + width) }
    }
  }
}

/// Orthonormal vectors with their images, as rows.
private struct KrylovSpace {
  private var vectors: Matrix
  private var images: Matrix

  init(order n: Int) {
    vectors = Matrix(rows: 0, columns: n)
    images = vectors
  }

  var count: Int { vectors.rows }

  mutating func append(_ block: Matrix, _ image: Matrix) {
    vectors.append(block)
    images.append(image)
  }

  /// The best approximations of the largest eigenvalues in this space, with the residuals of their
  /// vectors.
  func ritzPairs(_ count: Int) throws -> (values: [Double], residuals: [Double]) {
    let (values, mixing) = try ritzVectors(min(count, self.count))
    let (images, vectors) = (mixing * images, mixing * vectors)
    let residuals = values.indices.map { k in
      var sum = 0.0
      for j in 0..<vectors.columns {
        let difference = images[k, j] - values[k] * vectors[k, j]
        sum += difference * difference
      }
      return sum.squareRoot()
    }
    return (values, residuals)
  }

  /// Goes on with the best directions only.
  mutating func keep(_ count: Int) throws {
    let (_, mixing) = try ritzVectors(count)
    (vectors, images) = (mixing * vectors, mixing * images)
  }

  /// Orthonormal rows that span what the rows of a block span beside this space.
  func orthogonalized(_ block: Matrix) -> Matrix {
    var block = block
    // Once more than in exact arithmetic, for what rounding leaves of a block that lies within.
    for _ in 0..<3 {
      block = (block - block.times(transposed: vectors) * vectors).orthonormalRows()
    }
    return block
  }

  /// The largest eigenvalues of the matrix within this space, descending, and what of each vector makes
  /// up theirs, as rows.
  private func ritzVectors(_ count: Int) throws(LinearAlgebraError) -> ([Double], Matrix) {
    let projected = vectors.times(transposed: images)
    let eigen = try SymmetricEigen(of: 0.5 * (projected + projected.transposed))
    let order = (0..<count).map { eigen.values.count - 1 - $0 }
    let mixing = Matrix(rows: count, columns: self.count) { eigen.vectors[$1, order[$0]] }
    return (order.map { eigen.values[$0] }, mixing)
  }
}

extension Matrix {
  fileprivate mutating func append(_ other: Matrix) {
    elements += other.elements
    self = Matrix(rows: rows + other.rows, columns: columns, elements: elements)
  }
}
