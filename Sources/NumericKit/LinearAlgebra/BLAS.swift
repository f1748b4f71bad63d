import COpenBLAS

/// How many threads OpenBLAS may use inside one call.
///
/// Small problems never pay for threads, whatever the count: matrix products up to `8³`
/// multiplications and `DenseLU` up to order 32 run in loops of our own, and OpenBLAS itself keeps
/// `dgemm` on the calling thread up to about `64³`. `GeneralEigen` gains nothing from a second
/// thread; programs that run many problems in parallel set the count to 1.
public enum BLASThreads {
  /// Lets OpenBLAS use up to `count` threads from now on, in the whole process.
  ///
  /// - Precondition: `count ≥ 1`.
  public static func set(_ count: Int) {
    precondition(count >= 1, "OpenBLAS cannot run on \(count) threads")
    openblas_set_num_threads(CInt(count))
  }

  /// The largest number of threads of one call; all cores unless ``set(_:)`` or the environment's
  /// `OPENBLAS_NUM_THREADS` says otherwise.
  public static var count: Int { Int(openblas_get_num_threads()) }
}

/// Sizes up to which plain loops beat a call into OpenBLAS.
enum OwnLoops {
  /// Multiplications of a matrix product: about `8 × 8 × 8`.
  static let productVolume = 8 * 8 * 8
  /// Elements of the matrix in a matrix–vector product.
  static let vectorVolume = 16 * 16
}

/// The single characters that LAPACK takes as flags.
enum LAPACKFlag {
  static let no = CChar(UInt8(ascii: "N"))
  static let vectors = CChar(UInt8(ascii: "V"))
  static let lower = CChar(UInt8(ascii: "L"))
}
