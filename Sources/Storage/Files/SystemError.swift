import Foundation

/// A call to the system that failed.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What `errno` was.
  package let code: Int32

  /// A failure by its number.
  package init(_ code: Int32) { self.code = code }

  /// The failure of the call just made.
  package static var last: SystemError { SystemError(errno) }

  /// The system's words.
  package var description: String { String(cString: strerror(code)) }
}
