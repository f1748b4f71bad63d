import COpenBLAS

/// Products of dense row-major blocks of any scalar, written into memory the caller owns.
///
/// Small blocks are multiplied by plain loops, which the compiler unrolls when it knows the sizes;
/// large blocks of `Double` go to OpenBLAS.
public enum DenseProduct {
  /// Multiplications from which on a product of `Double` blocks is left to OpenBLAS.
  @inlinable static var blasThreshold: Int { 16 * 16 * 16 }

  /// Writes `out = a b`.
  ///
  /// - Parameters:
  ///   - a: `rows × inner` numbers.
  ///   - b: `inner × columns` numbers.
  ///   - rows: Rows of `a`.
  ///   - inner: Columns of `a`, rows of `b`.
  ///   - columns: Columns of `b`.
  ///   - out: Receives `rows × columns` numbers; must not overlap `a` or `b`.
  @_transparent
  public static func multiply<Scalar: FieldScalar>(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, rows: Int, inner: Int, columns: Int,
    into out: UnsafeMutablePointer<Scalar>
  ) {
    if Scalar.self == Double.self && rows * inner * columns >= blasThreshold {
      blas(a, b, rows, inner, columns, false, out)
      return
    }
    for i in 0..<rows {
      for j in 0..<columns {
        var sum = inner > 0 ? a[i * inner] * b[j] : Scalar(constant: 0)
        var k = 1
        while k < inner {
          sum += a[i * inner + k] * b[k * columns + j]
          k += 1
        }
        out[i * columns + j] = sum
      }
    }
  }

  /// Writes `out = a bᵀ`.
  ///
  /// - Parameters:
  ///   - a: `rows × inner` numbers.
  ///   - b: `columns × inner` numbers.
  ///   - rows: Rows of `a`.
  ///   - inner: Columns of `a` and of `b`.
  ///   - columns: Rows of `b`.
  ///   - out: Receives `rows × columns` numbers; must not overlap `a` or `b`.
  @_transparent
  public static func multiply<Scalar: FieldScalar>(
    _ a: UnsafePointer<Scalar>, transposed b: UnsafePointer<Scalar>, rows: Int, inner: Int,
    columns: Int, into out: UnsafeMutablePointer<Scalar>
  ) {
    if Scalar.self == Double.self && rows * inner * columns >= blasThreshold {
      blas(a, b, rows, inner, columns, true, out)
      return
    }
    for i in 0..<rows {
      for j in 0..<columns {
        var sum = inner > 0 ? a[i * inner] * b[j * inner] : Scalar(constant: 0)
        var k = 1
        while k < inner {
          sum += a[i * inner + k] * b[j * inner + k]
          k += 1
        }
        out[i * columns + j] = sum
      }
    }
  }

  /// The same products by OpenBLAS, for blocks that the caller knows to be of `Double`.
  @usableFromInline @inline(never)
  static func blas(
    _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ rows: Int, _ inner: Int, _ columns: Int,
    _ isTransposed: Bool, _ out: UnsafeMutableRawPointer
  ) {
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, isTransposed ? CblasTrans : CblasNoTrans, blasint(rows),
      blasint(columns), blasint(inner), 1, a.assumingMemoryBound(to: Double.self), blasint(inner),
      b.assumingMemoryBound(to: Double.self), blasint(isTransposed ? inner : columns), 0,
      out.assumingMemoryBound(to: Double.self), blasint(columns))
  }
}
