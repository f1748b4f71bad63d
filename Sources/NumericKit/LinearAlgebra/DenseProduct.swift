import COpenBLAS

/// Products of dense row-major blocks of any scalar, written into memory the caller owns.
///
/// Small blocks are multiplied by plain loops, which the compiler unrolls when it knows the sizes;
/// large blocks of `Double` go to OpenBLAS.
@usableFromInline package enum DenseProduct {
  /// Multiplications from which on a product of `Double` blocks is left to OpenBLAS.
  @inlinable static var blasThreshold: Int { 16 * 16 * 16 }

  /// Writes `out = a b`, or `out = a bᵀ`.
  ///
  /// - Parameters:
  ///   - a: `rows × inner` numbers.
  ///   - b: `inner × columns` numbers, or `columns × inner` if they are to be transposed.
  ///   - isTransposed: Whether `b` is; a literal, so that the compiler knows the strides.
  ///   - rows: Rows of `a`.
  ///   - inner: Columns of `a`.
  ///   - columns: Columns of the product.
  ///   - out: Receives `rows × columns` numbers; must not overlap `a` or `b`.
  @usableFromInline @_transparent package static func multiply<Scalar: FieldScalar>(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, transposed isTransposed: Bool = false,
    rows: Int, inner: Int, columns: Int, into out: UnsafeMutablePointer<Scalar>
  ) {
    if Scalar.self == Double.self && rows * inner * columns >= blasThreshold {
      blas(a, b, rows, inner, columns, isTransposed, out)
      return
    }
    let (down, across) = isTransposed ? (1, inner) : (columns, 1)
    for i in 0..<rows {
      for j in 0..<columns {
        var sum = inner > 0 ? a[i * inner] * b[j * across] : Scalar(constant: 0)
        var k = 1
        while k < inner {
          sum += a[i * inner + k] * b[k * down + j * across]
          k += 1
        }
        out[i * columns + j] = sum
      }
    }
  }

  /// The same products by OpenBLAS, for blocks that the caller knows to be of `Double`.
  @usableFromInline @inline(never) package static func blas(
    _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ rows: Int, _ inner: Int, _ columns: Int,
    _ isTransposed: Bool, _ out: UnsafeMutableRawPointer
  ) {
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, isTransposed ? CblasTrans : CblasNoTrans, blasint(rows),
      blasint(columns), blasint(inner), 1, a.assumingMemoryBound(to: Double.self), blasint(inner),
      b.assumingMemoryBound(to: Double.self), blasint(isTransposed ? inner : columns), 0,
      out.assumingMemoryBound(to: Double.self), blasint(columns))
  }

  /// Adds `aᵀ b` to `out`, by OpenBLAS.
  ///
  /// - Parameters:
  ///   - a: `inner × rows` numbers.
  ///   - b: `inner × columns` numbers.
  ///   - rows: Columns of `a`.
  ///   - inner: Rows of both.
  ///   - columns: Columns of `b`.
  ///   - out: `rows × columns` numbers.
  package static func add(
    transposed a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, rows: Int, inner: Int,
    columns: Int, to out: UnsafeMutablePointer<Double>
  ) {
    cblas_dgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, blasint(rows), blasint(columns), blasint(inner), 1,
      a, blasint(rows), b, blasint(columns), 1, out, blasint(columns))
  }
}
