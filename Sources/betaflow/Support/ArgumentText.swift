import MessageText

/// What ArgumentParser says of a command line, which it quotes as it is.
enum ArgumentText {
  /// The longest line of a message, in characters; a folder full of files makes longer ones.
  private static let lineLimit = 2000

  /// A message with the words of the command line as messages show them.
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
}
