import Foundation
import Synchronization

/// A file that one process replaces again and again: whole at every instant, whatever kills the
/// process, and locked against others meanwhile.
///
/// The lock (`flock`) is on the file itself. A new version is written under a name of its own, locked,
/// and moved into the place of the old one, so that whoever opens the name finds a lock; the lock ends
/// with the process. Where a file system has no locks, there is none.
package final class LockedFile: Sendable {
  package let path: String
  private let signature: Data
  /// The open file that has the name now; `nil` before the first version.
  private let descriptor: Mutex<Int32?>

  package enum Fault: Error, Sendable, Hashable {
    /// Another process, or another object of this one, has it.
    case inUse
    /// A call to the system failed, with its words.
    case system(String)

    fileprivate static var lastError: Self { .system("\(SystemError.last)") }
  }

  /// Claims the file at a path, or the path if there is no file yet.
  ///
  /// - Parameters:
  ///   - path: The file itself or a symbolic link to it, which is followed, not replaced.
  ///   - signature: The bytes with which every version begins. A version left behind by a process
  ///     that was killed while it wrote is known by them, and removed.
  /// - Throws: ``Fault``.
  package init(_ path: String, signature: Data) throws(Fault) {
    guard let target = LinkedFile.target(of: path) else {
      throw .system("too many symbolic links, each leading to the next")
    }
    self.path = target.path
    self.signature = signature
    descriptor = Mutex(try Self.open(target.path))
  }

  deinit { descriptor.withLock { if let open = $0 { close(open) } } }

  package var exists: Bool { descriptor.withLock { $0 != nil } }

  package func size() throws(Fault) -> Int {
    guard let status = FileStatus(Descriptor(descriptor.withLock { $0 } ?? -1)) else {
      throw .lastError
    }
    return status.size
  }

  package func prefix(_ count: Int) throws(Fault) -> Data {
    let descriptor = descriptor.withLock { $0 } ?? -1
    var bytes = Data(count: count)
    var length = 0
    while length < count {
      let read = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress.map { $0 + length }, count - length, off_t(length))
      }
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else { throw .lastError }
      guard read > 0 else { break }
      length += read
    }
    return bytes.prefix(length)
  }

  /// Replaces the file, or makes it.
  ///
  /// - Parameter body: Writes what comes after the signature.
  /// - Throws: ``Fault``, or what `body` throws; the old version is still there then.
  package func replace(_ body: (Draft) throws -> Void) throws {
    try descriptor.withLock { current in
      let draft = try Draft(for: path, signature)
      do {
        try body(draft)
        try draft.publish(as: path, replacing: current != nil)
      } catch {
        draft.discard()
        throw error
      }
      if let current { close(current) }
      current = draft.descriptor
    }
  }

  private static func open(_ path: String) throws(Fault) -> Int32? {
    while true {
      // A pipe in its place must not be waited for.
      let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
      if descriptor < 0 {
        if errno == ENOENT { return nil }
        throw .lastError
      }
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        close(descriptor)
        throw .inUse
      }
      // Its owner may have moved a new version into its place, and unlocked this one, in between.
      let named = FileStatus(path)?.identity
      if named != nil, named == FileStatus(Descriptor(descriptor))?.identity { return descriptor }
      close(descriptor)
    }
  }
}

extension LockedFile {
  package struct Draft {
    private static let extensions = ["part"] + (2...99).map { "part\($0)" }

    let descriptor: Int32
    private let path: String

    /// A file beside the target that was not there before, with the signature in it.
    fileprivate init(for target: String, _ signature: Data) throws {
      for suffix in Self.extensions {
        let path = "\(target).\(suffix)"
        Self.removeOrphan(path, signature)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = Foundation.open(path, flags, 0o666)
        if descriptor >= 0 {
          flock(descriptor, LOCK_EX | LOCK_NB)
          (self.descriptor, self.path) = (descriptor, path)
          do { try append(signature) } catch {
            discard()
            throw error
          }
          return
        }
        guard errno == EEXIST else { throw Fault.lastError }
      }
      throw Fault.system("99 files with names '\(target).part…' are in the way")
    }

    /// Removes a draft that no process is writing any more; any other file stays.
    private static func removeOrphan(_ path: String, _ signature: Data) {
      let descriptor = Foundation.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { return }
      defer { close(descriptor) }
      var start = [UInt8](repeating: 0, count: signature.count)
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0,
        pread(descriptor, &start, start.count, 0) == start.count, Data(start) == signature
      {
        unlink(path)
      }
    }

    package func append(_ bytes: Data) throws { try bytes.withUnsafeBytes(append) }

    package func append(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
      do { try Descriptor(descriptor).write(bytes) } catch { throw .system("\(error)") }
    }

    /// Writes bytes over those at an offset, and goes on from there.
    package func overwrite(_ bytes: Data, at offset: Int) throws {
      guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else { throw Fault.lastError }
      try append(bytes)
    }

    /// Gives the file its name, once its bytes are on the disk.
    fileprivate func publish(as target: String, replacing: Bool) throws(Fault) {
      guard fsync(descriptor) == 0 else { throw .lastError }
      if !replacing {
        // Unlike rename, link refuses a name that is taken.
        if link(path, target) == 0 {
          unlink(path)
          return
        }
        if errno == EEXIST { throw .inUse }
        // Some file systems have no hard links.
        guard [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno) else { throw .lastError }
      }
      guard rename(path, target) == 0 else { throw .lastError }
    }

    fileprivate func discard() {
      unlink(path)
      close(descriptor)
    }
  }
}
