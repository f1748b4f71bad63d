import ArgumentParser
import MessageText

/// The encoding of the words of a command line.
enum ArgumentEncoding {
  /// Refuses a word that is not UTF-8: read with its bytes replaced, it would name another file.
  ///
  /// - Throws: `ValidationError` that quotes the word.
  static func check() throws {
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let word = CommandLine.unsafeArgv[index], String(validatingCString: word) == nil
      else { continue }
      let shown = String(cString: word).shownPath()
      throw ValidationError(
        "argument \(index), '\(shown)', is not text in UTF-8; if it names a file, rename the file.")
    }
  }
}
