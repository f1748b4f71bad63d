import Foundation
import MessageText

/// Words of a command that people are to paste into a shell.
enum ShellWord {
  /// Words as a shell reads them, with blanks between them.
  static func joined(_ words: some Sequence<String>) -> String {
    words.map(quoted).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let plain = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "_-./=:,+@%"))
    guard word.isEmpty || !word.unicodeScalars.allSatisfy(plain.contains) else { return word }
    // Characters that could command a terminal, in the quotes of bash and zsh that know them.
    guard !word.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      let escaped = word.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
      return "$'\(escaped.visible())'"
    }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
