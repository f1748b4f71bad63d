import ArgumentParser
import Foundation
import LinearVAE
import MessageText

/// The first word of a command line, which says what to do.
enum CommandName {
  /// Refuses what is no command, and help on what is none.
  ///
  /// - Parameters:
  ///   - words: Those after the name of the program.
  ///   - names: All commands.
  /// - Throws: `ValidationError` with the command that was probably meant.
  static func check(_ words: some Sequence<String>, among names: [String]) throws {
    var words = Array(words)
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
    if ["csv", "tsv", "npy", "npz", "yaml", "yml", "json"].contains(suffix) {
      let file = ShellWord.joined([word.shown()])
      return suffix.hasPrefix("y") || suffix == "json"
        ? "; for a problem file there is: betaflow flow \(file)."
        : "; for data there is: betaflow plan \(file) --latents M."
    }
    let start = names.filter { $0.hasPrefix(word.lowercased()) }
    let meant =
      start.count == 1
      ? start[0] : nearestName(to: word, among: names, within: max(1, min(word.count, 15) / 3))
    return meant.map { "; did you mean '\($0)'?" } ?? "."
  }
}
