import Foundation

/// An open file, pipe, device or socket, by its number.
package struct Descriptor: Sendable, Hashable {
  /// 0, 1 and 2 are standard input, output and error.
  package let number: Int32

  package init(_ number: Int32) { self.number = number }

  /// The number that a path stands for without naming a file: `/dev/stdout`, `/dev/fd/3`,
  /// `/proc/self/fd/3`, and symbolic links to them.
  ///
  /// Opening such a path anew would begin at the start of a file that others have already written to,
  /// and fails for sockets.
  package init?(path: String) {
    guard let path = LinkedFile.follow(path, until: { Self.number(in: $0) != nil })?.path,
      let number = Self.number(in: path)
    else { return nil }
    self.number = number
  }

  private static func number(in path: String) -> Int32? {
    let names = ["/dev/stdin", "/dev/stdout", "/dev/stderr"]
    if let index = names.firstIndex(of: path) { return Int32(index) }
    let own = ProcessInfo.processInfo.processIdentifier
    for folder in ["/dev/fd/", "/proc/self/fd/", "/proc/\(own)/fd/"] where path.hasPrefix(folder) {
      let digits = path.dropFirst(folder.count)
      return digits.allSatisfy(\.isNumber) ? Int32(digits) : nil
    }
    return nil
  }

  var isWritable: Bool { isOpen(otherwiseThan: O_RDONLY) }
  var isReadable: Bool { isOpen(otherwiseThan: O_WRONLY) }

  private func isOpen(otherwiseThan mode: Int32) -> Bool {
    let flags = fcntl(number, F_GETFL)
    return flags >= 0 && flags & O_ACCMODE != mode
  }

  /// Whether it is a device that need not end: /dev/zero would fill the memory. Of a terminal people see
  /// what they do, and /dev/null ends at once.
  var isEndless: Bool {
    guard let status = FileStatus(self), status.kind == S_IFCHR, isatty(number) == 0 else {
      return false
    }
    return status.device != FileStatus("/dev/null")?.device
  }

  package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = Foundation.write(number, part.baseAddress, part.count)
      if count < 0 {
        try wait(for: POLLOUT)
      } else {
        rest = rest.dropFirst(count)
      }
    }
  }

  /// Reads at most as many bytes as there is room for.
  ///
  /// - Returns: How many; 0 at the end.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    while true {
      let count = Foundation.read(number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      try wait(for: POLLIN)
    }
  }

  /// After a call that failed: returns if it is to be tried again, once that makes sense.
  private func wait(for event: Int32) throws(SystemError) {
    if errno == EINTR { return }
    // Whoever shares a terminal or a pipe may have switched waiting off.
    guard errno == EAGAIN || errno == EWOULDBLOCK else { throw .last }
    var request = pollfd(fd: number, events: Int16(event), revents: 0)
    guard poll(&request, 1, -1) >= 0 || errno == EINTR else { throw .last }
  }
}

package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
  package let code: Int32

  package init(_ code: Int32) { self.code = code }

  package static var last: SystemError { SystemError(errno) }

  package var description: String { String(cString: strerror(code)) }
}
