import Foundation
import NumericKit

/// Lines for people, on standard error. What they quote from elsewhere cannot command the terminal.
enum Message {
  /// Why the command failed.
  static func error(_ text: String) { writeLine("Error: \(text)") }

  /// What the user should know although the command goes on.
  static func warning(_ text: String) { writeLine("Warning: \(text)") }

  /// How something was understood.
  static func note(_ text: String) { writeLine("Note: \(text)") }

  /// Text with line breaks of its own.
  static func writeLine(_ text: String) { write(text.visible(keepingLines: true) + "\n") }

  /// Text as it is: the program's own, which may write over a line.
  ///
  /// A closed standard error, or one on a full disk, must not end the work.
  static func write(_ text: String) {
    try? Data(text.utf8).withUnsafeBytes {
      try Descriptor(STDERR_FILENO).write($0)
    }
  }
}
