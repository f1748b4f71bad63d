import Foundation

struct FileStatus {
  private let status: stat

  /// The file that a path leads to; `nil`, with `errno`, if there is none.
  init?(_ path: String) {
    var status = Foundation.stat()
    guard stat(path, &status) == 0 else { return nil }
    self.status = status
  }

  /// An open file; `nil`, with `errno`, if it is not open.
  init?(_ descriptor: Descriptor) {
    var status = Foundation.stat()
    guard fstat(descriptor.number, &status) == 0 else { return nil }
    self.status = status
  }

  var kind: mode_t { status.st_mode & S_IFMT }
  var permissions: mode_t { status.st_mode & 0o777 }
  var isRegular: Bool { kind == S_IFREG }
  var size: Int { Int(status.st_size) }
  var device: dev_t { status.st_rdev }
  var identity: FileIdentity {
    FileIdentity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
  }
}

/// Which regular file it is, whatever its names: two paths have one identity exactly if what is written
/// to one is read from the other.
package struct FileIdentity: Sendable, Hashable {
  fileprivate let device: UInt64
  fileprivate let number: UInt64
}

extension FileIdentity {
  /// The file that a path leads to; `nil` for a path that leads to no regular file.
  package init?(path: String) {
    guard let status = FileStatus(path), status.isRegular else { return nil }
    self = status.identity
  }

  /// An open file; `nil` for what is no regular file.
  package init?(_ descriptor: Descriptor) {
    guard let status = FileStatus(descriptor), status.isRegular else { return nil }
    self = status.identity
  }
}
