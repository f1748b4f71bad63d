import Foundation

/// Reading what a path on a command line names: a file, a pipe, or `-`, standard input.
package enum InputFile {
  package enum Fault: Error, Sendable, Hashable, CustomStringConvertible {
    case missing
    case directory
    /// The system refuses, in its words.
    case unreadable(String)
    /// It has more bytes than it may have.
    case tooLong(limit: Int)

    package var description: String {
      switch self {
      case .missing: "there is no such file"
      case .directory: "it is a directory"
      case .unreadable(let reason): reason
      case .tooLong(let limit): "it has more than \(limit) bytes"
      }
    }
  }

  package static let standardInput = "-"

  /// What messages call it: standard input by that name, a file as it was named.
  package static func name(_ path: String) -> String {
    isStandardInput(path) ? "standard input" : path
  }

  package static func isStandardInput(_ path: String) -> Bool {
    path == standardInput || Descriptor(path: path)?.number == STDIN_FILENO
  }

  /// Which file it is; `nil` for a pipe, a device and a path that leads nowhere.
  package static func identity(of path: String) -> FileIdentity? {
    path == standardInput
      ? FileIdentity(Descriptor(STDIN_FILENO)) : FileIdentity(path: path)
  }

  /// Opens a file for reading, or duplicates standard input; waits for the writer of a pipe.
  package static func open(_ path: String) throws(Fault) -> Descriptor {
    if path == standardInput {
      // Closed by the shell it is open again, but not for reading: see `StandardStreams`.
      guard Descriptor(STDIN_FILENO).isReadable else { throw .unreadable("it is closed") }
      let copy = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
      guard copy >= 0 else { throw .unreadable("\(SystemError.last)") }
      return Descriptor(copy)
    }
    while true {
      let number = Foundation.open(path, O_RDONLY | O_CLOEXEC)
      if number >= 0 { return Descriptor(number) }
      switch errno {
      case EINTR: continue
      // What is too long for a name names nothing.
      case ENOENT, ENOTDIR, ENAMETOOLONG: throw .missing
      default: throw .unreadable("\(SystemError.last)")
      }
    }
  }

  /// All bytes of a file that has no reason to be large.
  ///
  /// - Parameters:
  ///   - path: A file, a pipe, or `-`.
  ///   - limit: The most bytes it may have. Of a file with more nothing is kept in memory.
  ///   - inspect: Sees the first bytes, at most 4096, before a file is found to be too long.
  /// - Returns: The bytes.
  /// - Throws: ``Fault``, or what `inspect` throws.
  package static func contents(
    of path: String, limit: Int, inspecting inspect: (Data) throws -> Void = { _ in }
  ) throws -> Data {
    let descriptor = try open(path)
    defer { close(descriptor.number) }
    guard let status = FileStatus(descriptor) else {
      throw Fault.unreadable("\(SystemError.last)")
    }
    if status.kind == S_IFDIR { throw Fault.directory }
    if descriptor.isEndless { throw Fault.unreadable("it is a device") }
    let isTooLong = status.isRegular && status.size > limit
    var data = try read(descriptor, upTo: min(4096, limit + 1))
    try inspect(data)
    guard !isTooLong else { throw Fault.tooLong(limit: limit) }
    data += try read(descriptor, upTo: limit + 1 - data.count)
    guard data.count <= limit else { throw Fault.tooLong(limit: limit) }
    return data
  }

  /// Reads until so many bytes are there, or the end.
  private static func read(_ descriptor: Descriptor, upTo count: Int) throws(Fault) -> Data {
    var data = Data()
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { chunk.deallocate() }
    while data.count < count {
      let room = UnsafeMutableRawBufferPointer(
        rebasing: chunk[..<min(chunk.count, count - data.count)])
      let length: Int
      do { length = try descriptor.read(into: room) } catch { throw .unreadable("\(error)") }
      guard length > 0 else { break }
      data.append(contentsOf: room[..<length])
    }
    return data
  }
}
