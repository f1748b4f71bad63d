import Foundation
import MessageText

/// What is too large for memory, in a file without a name: it is gone when it is closed, however the program
/// ends.
///
/// It lies in the folder for temporary files, `TMPDIR` or `/tmp`.
final class ScratchFile {
  /// Bytes from which on data are kept in such a file.
  static let threshold = 32 << 20

  let descriptor: Descriptor
  private var count = 0

  /// Makes an empty file.
  ///
  /// - Throws: `.unreadable` with the folder and the system's reason.
  init() throws(DataFileError.Problem) {
    var template = Array(Self.folder.appending("/betaflow-XXXXXX").utf8CString)
    let number = mkstemp(&template)
    guard number >= 0 else { throw Self.failure(.last) }
    // No program that is started later is to hold it open.
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    descriptor = Descriptor(number)
    unlink(template)
  }

  deinit { close(descriptor.number) }

  private static var folder: String {
    let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? ""
    return folder.isEmpty ? "/tmp" : folder
  }

  private static func failure(_ error: SystemError) -> DataFileError.Problem {
    .unreadable(
      reason:
        "there is no room for what it unpacks to in the folder '\(folder.shownPath())' (\(error)); TMPDIR "
        + "names another")
  }

  /// Writes bytes at the end.
  func append(_ bytes: UnsafeRawBufferPointer) throws(DataFileError.Problem) {
    do { try descriptor.write(bytes) } catch { throw Self.failure(error) }
    count += bytes.count
  }

  /// Writes numbers at the end, as they lie in memory.
  func append(_ numbers: [Double]) throws(DataFileError.Problem) {
    let result = numbers.withUnsafeBytes { bytes in
      Result { () throws(DataFileError.Problem) in try append(bytes) }
    }
    try result.get()
  }

  /// All that was written, mapped: its memory can be given back.
  func contents() throws(DataFileError.Problem) -> FileBytes {
    try FileBytes(mapping: descriptor, count: count)
  }
}
