import COpenBLAS
import Synchronization

/// How many threads OpenBLAS may use inside one call.
///
/// The last bits of what OpenBLAS computes depend on this number, already for a few dozen rows, and a
/// second thread seldom pays: matrix products up to `8³` multiplications and `DenseLU` up to order 32
/// run in loops of our own, and eigenvalues of order 4000 take longer on two threads than on one.
/// A program whose results must not depend on the machine sets the count to 1 and runs whole problems
/// in parallel; `betaflow` does.
public enum BLASThreads {
  /// How many calls of ``withOne(_:)`` are running, and the count once none of them runs any more.
  private static let scopes = Mutex((running: 0, outside: CInt(0)))

  /// Lets OpenBLAS use up to `count` threads from now on, in the whole process.
  ///
  /// - Precondition: `count ≥ 1`.
  public static func set(_ count: Int) {
    precondition(count >= 1, "OpenBLAS cannot run on \(count) threads")
    scopes.withLock { scopes in
      if scopes.running > 0 {
        scopes.outside = CInt(count)
      } else {
        openblas_set_num_threads(CInt(count))
      }
    }
  }

  /// The largest number of threads of one call; all cores unless ``set(_:)`` or the environment's
  /// `OPENBLAS_NUM_THREADS` says otherwise.
  public static var count: Int {
    scopes.withLock { Int($0.running > 0 ? $0.outside : openblas_get_num_threads()) }
  }

  /// Does something whose result must not depend on ``count``: OpenBLAS keeps to the thread that
  /// calls it, in the whole process, until the last such call has ended.
  package static func withOne<Value, Failure: Error>(
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    scopes.withLock { scopes in
      if scopes.running == 0 {
        scopes.outside = openblas_get_num_threads()
        openblas_set_num_threads(1)
      }
      scopes.running += 1
    }
    defer {
      scopes.withLock { scopes in
        scopes.running -= 1
        if scopes.running == 0 { openblas_set_num_threads(scopes.outside) }
      }
    }
    return try body()
  }
}

/// The single characters that LAPACK takes as flags.
enum LAPACKFlag {
  static let no = CChar(UInt8(ascii: "N"))
  static let vectors = CChar(UInt8(ascii: "V"))
  static let lower = CChar(UInt8(ascii: "L"))
}
