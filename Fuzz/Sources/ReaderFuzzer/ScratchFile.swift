import Glibc

/// A file in memory, for readers that take a path.
final class ScratchFile: Sendable {
  static let shared = ScratchFile()

  private let descriptor: CInt

  /// Where this process can open the file.
  var path: String { "/proc/self/fd/\(descriptor)" }

  private init() {
    let name = "/betaflow-fuzzer-\(getpid())"
    descriptor = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
    precondition(descriptor >= 0, "no file in memory")
    shm_unlink(name)
  }

  /// Puts bytes in the place of what the file holds.
  func replace(with bytes: UnsafeRawBufferPointer) {
    precondition(ftruncate(descriptor, 0) == 0, "the file cannot be emptied")
    guard let start = bytes.baseAddress, bytes.count > 0 else { return }
    precondition(
      pwrite(descriptor, start, bytes.count, 0) == bytes.count, "the file cannot be written")
  }
}
