import ArgumentParser
import Foundation
import LinearVAE
import MessageText

/// The words of the command line.
enum Arguments {
  /// Refuses a word that is not UTF-8: read with its bytes replaced, it would name another file.
  static func checkEncoding() throws {
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let word = CommandLine.unsafeArgv[index], String(validatingCString: word) == nil
      else { continue }
      let shown = String(cString: word).shownPath()
      throw ValidationError(
        "argument \(index), '\(shown)', is not text in UTF-8; if it names a file, rename the file.")
    }
  }

  /// Refuses a first word that is no command, and help on what is none, with the one probably meant.
  static func checkCommand(among names: [String]) throws {
    var words = Array(CommandLine.arguments.dropFirst())
    if words.first == "help" {
      words.removeFirst()
      if words.count > 1, !words.contains(where: { $0.hasPrefix("-") }) {
        throw ValidationError(
          "help is about one command, such as 'betaflow help \(names[0])', not \(words.count).")
      }
    }
    guard let word = words.first, !word.hasPrefix("-"), !(names + ["help"]).contains(word) else {
      return
    }
    throw ValidationError(
      "no command '\(word.shown())'\(advice(word, names)) Commands are "
        + "\(names.joined(separator: ", ")).")
  }

  private static func advice(_ word: String, _ names: [String]) -> String {
    let suffix = URL(fileURLWithPath: word).pathExtension.lowercased()
    let file = shell([word.shown()])
    switch suffix {
    case "yaml", "yml", "json": return "; for a problem file, use: betaflow flow \(file)."
    case "csv", "tsv", "npy", "npz":
      return "; for data, use: betaflow plan \(file) --latents M."
    default:
      let start = names.filter { $0.hasPrefix(word.lowercased()) }
      let meant =
        start.count == 1
        ? start[0] : nearestName(to: word, among: names, within: max(1, min(word.count, 15) / 3))
      return meant.map { "; did you mean '\($0)'?" } ?? "."
    }
  }

  /// The longest line of a message, in characters; a folder full of files makes longer ones.
  private static let lineLimit = 2000

  /// A message of ArgumentParser, which quotes words as they are, with the words as messages show them.
  static func shown(in message: String) -> String {
    var message = message
    for word in CommandLine.arguments.dropFirst() {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      for part in [word[...]] + parts where !part.allSatisfy(\.isWhitespace) {
        let shown = part.shown()
        if shown != part { message = message.replacing(part, with: shown) }
      }
    }
    return message.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.count > lineLimit ? $0.shown(upTo: lineLimit) : String($0) }
      .joined(separator: "\n")
  }

  /// Words of a command as people can paste them into a shell.
  static func shell(_ words: some Sequence<String>) -> String {
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
