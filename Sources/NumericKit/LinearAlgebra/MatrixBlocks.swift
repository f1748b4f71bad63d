import CVectors

/// Linear algebra with many small matrices at a time, in blocks of up to eight: of each element the numbers of the
/// block's matrices side by side, element after element, block after block. A table says which element is where.
///
/// A symmetric matrix so needs only one triangle in memory, and every loop is over the matrices of a block: by
/// code for the width of the processor's vectors where the scalar is `Double`.
package enum MatrixBlocks {
  /// Matrices of a block; the last one has what is left.
  @inlinable package static var size: Int { 8 }

  /// Elements of a block and what multiplies them; laid out as the C functions have it.
  package struct Term<Scalar: FieldScalar> {
    @usableFromInline let elements: UnsafePointer<Scalar>
    @usableFromInline let factor: Double

    @inlinable package init(_ factor: Double, times elements: UnsafePointer<Scalar>) {
      (self.elements, self.factor) = (elements, factor)
    }
  }

  /// Plain terms first, then those with weights; five, of which the last may not be used.
  package typealias Terms<Scalar: FieldScalar> = (
    Term<Scalar>, Term<Scalar>, Term<Scalar>, Term<Scalar>, Term<Scalar>
  )

  /// Writes of each element the sum over all matrices, and that with weights.
  ///
  /// - Parameters:
  ///   - elements: All blocks.
  ///   - weights: One number for each matrix.
  ///   - all: How many matrices.
  ///   - count: How many elements each has.
  ///   - plain: Receives `count` sums.
  ///   - weighted: Receives `count` sums with weights.
  @inlinable @inline(__always) package static func sum<Scalar: FieldScalar>(
    _ elements: UnsafePointer<Scalar>, weights: UnsafePointer<Double>, matrices all: Int,
    elements count: Int, into plain: UnsafeMutablePointer<Scalar>,
    _ weighted: UnsafeMutablePointer<Scalar>
  ) {
    if Scalar.self == Double.self {
      sumDouble(elements, weights, all, count, plain, weighted)
      return
    }
    for r in 0..<count { (plain[r], weighted[r]) = (Scalar(constant: 0), Scalar(constant: 0)) }
    for start in stride(from: 0, to: all, by: size) {
      let n = min(size, all - start)
      for r in 0..<count {
        for i in 0..<n {
          let x = elements[start * count + r * n + i]
          plain[r] += x
          weighted[r] += weights[start + i] * x
        }
      }
    }
  }

  @usableFromInline @inline(never) static func sumDouble(
    _ elements: UnsafeRawPointer, _ weights: UnsafePointer<Double>, _ all: Int, _ count: Int,
    _ plain: UnsafeMutableRawPointer, _ weighted: UnsafeMutableRawPointer
  ) {
    betaflow_block_sums(
      plain.assumingMemoryBound(to: Double.self), weighted.assumingMemoryBound(to: Double.self),
      count, elements.assumingMemoryBound(to: Double.self), weights, all)
  }

  /// Writes the transpose of a matrix times those of a block, row after row.
  ///
  /// - Parameters:
  ///   - matrix: `rows × rows` numbers.
  ///   - rows: Rows of each of the block's matrices.
  ///   - columns: Their columns.
  ///   - elements: The elements of the block.
  ///   - table: `rows × columns` places of elements.
  ///   - n: How many matrices the block has.
  ///   - out: Receives `rows · columns · n` numbers.
  @inlinable @inline(__always) package static func multiply<Scalar: FieldScalar>(
    _ matrix: UnsafePointer<Scalar>, rows: Int, columns: Int, _ elements: UnsafePointer<Scalar>,
    _ table: UnsafePointer<Int32>, matrices n: Int, into out: UnsafeMutablePointer<Scalar>
  ) {
    if Scalar.self == Double.self {
      multiplyDouble(matrix, rows, columns, elements, table, n, out)
      return
    }
    for k in 0..<rows {
      for j in 0..<columns {
        for i in 0..<n {
          var sum = Scalar(constant: 0)
          for l in 0..<rows {
            sum += matrix[l * rows + k] * elements[Int(table[l * columns + j]) * n + i]
          }
          out[(k * columns + j) * n + i] = sum
        }
      }
    }
  }

  @usableFromInline @inline(never) static func multiplyDouble(
    _ matrix: UnsafeRawPointer, _ rows: Int, _ columns: Int, _ elements: UnsafeRawPointer,
    _ table: UnsafePointer<Int32>, _ n: Int, _ out: UnsafeMutableRawPointer
  ) {
    betaflow_block_product(
      out.assumingMemoryBound(to: Double.self), matrix.assumingMemoryBound(to: Double.self), rows,
      columns, elements.assumingMemoryBound(to: Double.self), table, n)
  }

  /// Writes `out_r = factors_r · first + Σ plain terms + weights · Σ weighted terms` for `r < count`, number by
  /// number.
  ///
  /// - Parameters:
  ///   - first: `n` numbers, the same for all `r`.
  ///   - factors: `count` numbers.
  ///   - weights: `n` numbers, the same for all `r`.
  ///   - terms: The terms.
  ///   - table: For each `r` the places of their elements, term after term.
  ///   - plain: How many of them are plain: 2, 1 or 2.
  ///   - weighted: How many follow that have weights: 2, 4 or 3.
  ///   - count: How many elements.
  ///   - n: How many matrices the block has.
  ///   - out: Receives `count · n` numbers.
  @inlinable @inline(__always) package static func combine<Scalar: FieldScalar>(
    _ first: UnsafePointer<Double>, _ factors: UnsafePointer<Scalar>,
    weights: UnsafePointer<Double>, _ terms: Terms<Scalar>, _ table: UnsafePointer<Int32>,
    plain: Int, weighted: Int, count: Int,
    matrices n: Int, into out: UnsafeMutablePointer<Scalar>
  ) {
    withUnsafeBytes(of: terms) { bytes in
      guard let raw = bytes.baseAddress else { return }
      if Scalar.self == Double.self {
        combineDouble(first, factors, weights, raw, table, plain, weighted, count, n, out)
        return
      }
      let terms = raw.assumingMemoryBound(to: Term<Scalar>.self)
      func sum(_ range: Range<Int>, _ r: Int, _ i: Int) -> Scalar {
        var sum = Scalar(constant: 0)
        for j in range {
          let place = Int(table[r * (plain + weighted) + j])
          sum += terms[j].factor * terms[j].elements[place * n + i]
        }
        return sum
      }
      for r in 0..<count {
        for i in 0..<n {
          let heavy = sum(plain..<(plain + weighted), r, i)
          out[r * n + i] = first[i] * factors[r] + sum(0..<plain, r, i) + weights[i] * heavy
        }
      }
    }
  }

  @usableFromInline @inline(never) static func combineDouble(
    _ first: UnsafePointer<Double>, _ factors: UnsafeRawPointer,
    _ weights: UnsafePointer<Double>, _ terms: UnsafeRawPointer, _ table: UnsafePointer<Int32>,
    _ plain: Int, _ weighted: Int,
    _ count: Int, _ n: Int, _ out: UnsafeMutableRawPointer
  ) {
    betaflow_block_combine(
      out.assumingMemoryBound(to: Double.self), count, n, first,
      factors.assumingMemoryBound(to: Double.self), weights,
      terms.assumingMemoryBound(to: betaflow_term.self), table, plain, weighted)
  }
}
