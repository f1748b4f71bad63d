import COpenBLAS
import ComplexModule
import RealModule

/// Eigenvalues and right eigenvectors of a general square matrix: `A v = λ v`.
package struct GeneralEigen: Sendable {
  /// The `n` eigenvalues with multiplicity, in no particular order; complex ones come in
  /// neighbouring conjugate pairs, positive imaginary part first.
  package let values: [Complex<Double>]
  /// One eigenvector of `n` entries and Euclidean length 1 per entry of ``values``.
  ///
  /// They are linearly dependent when the matrix is defective.
  package let vectors: [[Complex<Double>]]

  /// The spectrum of a square matrix; an empty matrix has an empty one.
  ///
  /// - Throws: `LinearAlgebraError` for a matrix that is not square or not finite, or when LAPACK's
  ///   `dgeev` does not converge.
  /// - Complexity: O(n³).
  package init(of matrix: Matrix) throws(LinearAlgebraError) {
    let n = try matrix.validatedOrder()
    let (values, packed) = try hessenbergQR(matrix.transposed.elements, order: n, vectors: true)
    func column(_ j: Int) -> ArraySlice<Double> { packed[(j * n)..<((j + 1) * n)] }
    var vectors: [[Complex<Double>]] = []
    for (j, value) in values.enumerated() {
      if value.imaginary == 0 {
        vectors.append(column(j).map { Complex($0, 0) })
      } else if value.imaginary > 0 {
        let first = zip(column(j), column(j + 1)).map { Complex($0, $1) }
        vectors += [first, first.map(\.conjugate)]
      }
    }
    (self.values, self.vectors) = (values, vectors)
  }
}

extension Matrix {
  /// The `n` eigenvalues of a square matrix with multiplicity, in no particular order.
  ///
  /// Of a matrix whose diagonal spans many orders of magnitude the small ones keep their digits as well.
  /// A matrix that falls apart into blocks, in whatever order of its rows, is taken block by block.
  ///
  /// - Throws: `LinearAlgebraError` for a matrix that is not square or not finite, or when LAPACK's
  ///   `dgeev` does not converge.
  /// - Complexity: O(n²), and O(k³) for each block of order `k`.
  package func eigenvalues() throws(LinearAlgebraError) -> [Complex<Double>] {
    _ = try validatedOrder()
    var values: [Complex<Double>] = []
    for block in diagonalBlocks { values += try eigenvalues(ofBlock: block) }
    return values
  }

  /// Of the rows and columns with these indices.
  private func eigenvalues(
    ofBlock indices: [Int]
  ) throws(LinearAlgebraError) -> [Complex<Double>] {
    guard indices.count > 1 else { return indices.map { Complex(self[$0, $0]) } }
    // LAPACK sees the transpose, which has the same eigenvalues. The QR algorithm resolves the small
    // ones of a graded matrix if it descends from the top.
    let order = indices.sorted { (abs(self[$1, $1]), $0) < (abs(self[$0, $0]), $1) }
    var graded: [Double] = []
    graded.reserveCapacity(order.count * order.count)
    for row in order { for column in order { graded.append(self[row, column]) } }
    return try hessenbergQR(graded, order: order.count, vectors: false).values
  }

  /// The finest division of the indices into sets between which all elements vanish, each ascending.
  private var diagonalBlocks: [[Int]] {
    var blocks: [[Int]] = []
    var isPlaced = [Bool](repeating: false, count: rows)
    for first in 0..<rows where !isPlaced[first] {
      var block = [first]
      isPlaced[first] = true
      var next = 0
      while next < block.count {
        let i = block[next]
        for j in 0..<rows where !isPlaced[j] && (self[i, j] != 0 || self[j, i] != 0) {
          isPlaced[j] = true
          block.append(j)
        }
        next += 1
      }
      blocks.append(block.sorted())
    }
    return blocks
  }
}

/// LAPACK's `dgeev` on a matrix in column-major order, with the workspace it asks for.
///
/// - Returns: The eigenvalues, and if wanted their vectors: column `j` of `packed` is a real one, or the
///   real part of a conjugate pair whose imaginary part is column `j + 1`.
private func hessenbergQR(
  _ columnMajor: [Double], order n: Int, vectors: Bool
) throws(LinearAlgebraError) -> (values: [Complex<Double>], packed: [Double]) {
  guard n > 0 else { return ([], []) }
  var a = columnMajor
  var (left, right) = (LAPACKFlag.no, vectors ? LAPACKFlag.vectors : LAPACKFlag.no)
  var (order, unitStride, info) = (CInt(n), CInt(1), CInt(0))
  var real = [Double](repeating: 0, count: n)
  var imaginary = real
  var unused = [0.0]
  var packed = [Double](repeating: 0, count: vectors ? n * n : 1)
  // Above this order `dgeev` works in blocks, and says how much memory is best for that.
  let smallOrder = 32
  var workCount: CInt = n <= smallOrder ? CInt(4 * n) : -1
  var work = [Double](repeating: 0, count: 4 * n)
  while true {
    let isQuery = workCount < 0
    dgeev_(
      &left, &right, &order, &a, &order, &real, &imaginary, &unused, &unitStride,
      &packed, &order, &work, &workCount, &info, 1, 1)
    guard info == 0 else { throw .notConverged(routine: "dgeev", info: Int(info)) }
    guard isQuery else { break }
    workCount = CInt(work[0])
    work = Array(repeating: 0, count: Int(workCount))
  }
  return (zip(real, imaginary).map { Complex($0, $1) }, packed)
}
