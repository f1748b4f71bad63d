import Foundation
import MessageText

/// Writing results so that a file is complete under its final name or not there at all.
package enum OutputFile {
  package static let standardOutput = "-"

  /// Replaces the file at `path`, or the one that a symbolic link there leads to; or writes to
  /// standard output (`-`), a device or an open descriptor (`/dev/stdout`).
  package static func write(_ contents: Data, to path: String) throws(OutputError) {
    try write(to: path) { file in
      try contents.withUnsafeBytes { try file.write($0) }
    }
  }

  /// The same with contents that come in pieces and are never in memory as a whole.
  package static func write(
    to path: String, _ body: (Descriptor) throws -> Void
  ) throws(OutputError) {
    let destination = try OutputDestination(path)
    if let obstacle = destination.obstacle() { throw OutputError(path: path, reason: obstacle) }
    do {
      switch destination {
      case .file(let url): try replace(url.path, body)
      case .descriptor(let descriptor): try body(descriptor)
      case .device(let device):
        let descriptor = try open(device, O_WRONLY)
        defer { close(descriptor.number) }
        try body(descriptor)
      }
    } catch let error as SystemError {
      throw OutputError(path: path, error)
    } catch {
      throw OutputError(path: path, reason: "\(error)")
    }
  }

  /// Makes sure, before work begins, that a file could be written.
  package static func check(_ path: String) throws(OutputError) {
    if let obstacle = try OutputDestination(path).obstacle() {
      throw OutputError(path: path, reason: obstacle)
    }
  }

  /// The file that writing to `path` replaces: however it is spelled, one file has one target.
  ///
  /// Follows symbolic links, one that leads nowhere yet included: its target would be created.
  ///
  /// - Throws: ``OutputError`` for links that lead to each other.
  package static func target(of path: String) throws(OutputError) -> URL {
    if let target = LinkedFile.target(of: path) { return target }
    throw OutputError(path: path, reason: "too many symbolic links, each leading to the next")
  }

  /// Writes a new file beside the old one, and moves it into its place.
  private static func replace(
    _ path: String, _ body: (Descriptor) throws -> Void
  ) throws {
    // A name of its own: that of the file with an ending might be too long for the file system.
    let name = ".betaflow-\(UUID().uuidString).part"
    let draft = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent(name)
    let descriptor = try open(draft.path, O_WRONLY | O_CREAT | O_EXCL)
    do {
      defer { close(descriptor.number) }
      if let old = FileStatus(path) { fchmod(descriptor.number, old.permissions) }
      try body(descriptor)
      // Not every file system knows how.
      guard fsync(descriptor.number) == 0 || ![EIO, ENOSPC, EDQUOT].contains(errno) else {
        throw SystemError.last
      }
      guard rename(draft.path, path) == 0 else { throw SystemError.last }
    } catch {
      unlink(draft.path)
      throw error
    }
  }

  private static func open(_ path: String, _ flags: Int32) throws(SystemError) -> Descriptor {
    let number = Foundation.open(path, flags | O_CLOEXEC, 0o666)
    guard number >= 0 else { throw .last }
    return Descriptor(number)
  }
}

/// A result that could not be written.
public struct OutputError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file as the caller named it, or what it stands for.
  public let path: String
  /// Why it could not be written.
  public let reason: String
  /// Whether nobody reads any more what was to be written: no news for whoever closed the pipe.
  package let isBrokenPipe: Bool

  /// The failure to write one file.
  public init(path: String, reason: String) {
    self.init(path: path, reason: reason, isBrokenPipe: false)
  }

  init(path: String, _ error: SystemError) {
    self.init(path: path, reason: "\(error)", isBrokenPipe: error.code == EPIPE)
  }

  private init(path: String, reason: String, isBrokenPipe: Bool) {
    self.path = path == OutputFile.standardOutput ? "standard output" : path
    (self.reason, self.isBrokenPipe) = (reason, isBrokenPipe)
  }

  /// One sentence with the file.
  public var description: String {
    "cannot write '\(path.shownPath())': \(reason.shown(upTo: 400))"
  }
}
