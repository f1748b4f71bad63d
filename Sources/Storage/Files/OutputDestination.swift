import Foundation
import MessageText

/// What a path that results are written to stands for.
package enum OutputDestination: Sendable, Hashable {
  /// A file, which a new one takes the place of; absolute, without symbolic links.
  case file(URL)
  /// Something open already: `-`, which is standard output, `/dev/stdout`, `/dev/fd/3`.
  case descriptor(Descriptor)
  /// A device such as `/dev/null` or a terminal.
  case device(path: String)

  /// What a path stands for, without regard to whether it can be written.
  ///
  /// - Throws: ``OutputError`` for links that lead to each other.
  package init(_ path: String) throws(OutputError) {
    if path == OutputFile.standardOutput {
      self = .descriptor(Descriptor(STDOUT_FILENO))
    } else if let descriptor = Descriptor(path: path) {
      self = .descriptor(descriptor)
    } else if FileStatus(path)?.kind == S_IFCHR {
      self = .device(path: path)
    } else {
      self = .file(try OutputFile.target(of: path))
    }
  }

  /// Which existing file would be written.
  package var identity: FileIdentity? {
    switch self {
    case .file(let url): FileIdentity(path: url.path)
    case .descriptor(let descriptor): FileIdentity(descriptor)
    case .device: nil
    }
  }

  /// Why it cannot be written; `nil` if it can.
  func obstacle() -> String? {
    switch self {
    case .descriptor(let descriptor):
      return descriptor.isWritable ? nil : "it is closed or not open for writing"
    case .device(let path):
      return access(path, W_OK) == 0 ? nil : "\(SystemError.last)"
    case .file(let url):
      // Replacing a pipe by a file would take it away from everybody else.
      switch FileStatus(url.path)?.kind {
      case nil where errno == ENAMETOOLONG: return "\(SystemError.last)"
      case nil, S_IFREG?: break
      case S_IFDIR?: return "it is a directory"
      default: return "it is not a regular file"
      }
      let directory = url.deletingLastPathComponent().path
      guard FileStatus(directory)?.kind == S_IFDIR else {
        return "there is no directory '\(directory.shownPath())'"
      }
      guard access(directory, W_OK | X_OK) == 0 else {
        return "no permission to write in '\(directory.shownPath())'"
      }
      return nil
    }
  }
}
