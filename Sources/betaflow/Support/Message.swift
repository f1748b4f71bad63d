import Foundation
import MessageText
import Storage
import Synchronization

/// Lines for people, on standard error. What they quote from elsewhere cannot command the terminal.
enum Message {
  /// Whether the last line is one of progress, to be written over.
  private static let isOpen = Atomic(false)

  static func error(_ text: String) { line("Error: \(text)") }

  /// What the user should know although the command goes on.
  static func warning(_ text: String) { line("Warning: \(text)") }

  static func note(_ text: String) { line("Note: \(text)") }

  /// Text with line breaks of its own, in the place of a line of progress.
  static func line(_ text: String) {
    close()
    write(text.visible(keepingLines: true) + "\n")
  }

  /// On a terminal, a line of progress that the next line is written over.
  static func progress(_ text: String) {
    isOpen.store(true, ordering: .relaxed)
    write("\r\u{1B}[K\(text)")
  }

  /// Takes a line of progress away.
  static func close() {
    if isOpen.exchange(false, ordering: .relaxed) { write("\r\u{1B}[K") }
  }

  /// Text as it is: the program's own, which may write over a line.
  ///
  /// A closed standard error, or one on a full disk, must not end the work.
  static func write(_ text: String) {
    try? Data(text.utf8).withUnsafeBytes {
      try Descriptor(STDERR_FILENO).write($0)
    }
  }
}
