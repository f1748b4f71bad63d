import Foundation
import MessageText
import Storage
import Studies

/// Standard input, output and error as the program finds them.
enum StandardStreams {
  /// Makes them safe to use. To be called before any file is opened.
  static func prepare() {
    // Whoever closes one of them hands its number to the next file that is opened, and a message would
    // land in a checkpoint. In its place comes one that cannot be used: reading and writing fail as
    // they would. The lowest free number is taken, which is this one.
    for (number, flags) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ] where fcntl(number, F_GETFD) < 0 {
      _ = open("/dev/null", flags)
    }
    // A reader of messages who leaves must not end the work, nor one of results before all pictures are
    // there.
    signal(SIGPIPE, SIG_IGN)
    // A file larger than the user may write is an error of writing it.
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Prints a line of text, as a terminal may show it if it goes to one.
  static func print(_ text: String) throws {
    let shown = isatty(STDOUT_FILENO) == 0 ? text : text.visible(keepingLines: true)
    try OutputFile.write(Data((shown + "\n").utf8), to: OutputFile.standardOutput)
  }
}
