import Foundation
import LinearVAE
import MessageText
import Storage

extension FileNode {
  /// The tree of a schedule as a command line gives it, in any of the forms that people try: a number,
  /// a call, a mapping in YAML with or without braces, or the path of a file.
  ///
  /// - Returns: A number, the mapping of a schedule, or all of a file.
  static func root(ofSchedule text: String) throws(ProblemFileError) -> FileNode {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    let log = ReadingLog(file: text.shown(upTo: 60), showsLines: false)
    if text.hasPrefix("{") || Double(text) != nil {
      return try root(ofYAML: text, log: log)
    }
    if text == InputFile.standardInput || FileManager.default.fileExists(atPath: text) {
      return try root(ofFile: text)
    }
    let isForm = ScheduleForm.named(text) != nil
    if let call = try root(ofCall: isForm ? text + "()" : text, log: log) { return call }
    let suffix = URL(fileURLWithPath: text).pathExtension.lowercased()
    if text.contains("/") || ["yaml", "yml", "json"].contains(suffix) {
      return try root(ofFile: text)
    }
    if text.contains(": ") {
      let isBlock = text.contains(where: \.isNewline)
      return try root(ofYAML: isBlock ? text : "{\(text)}", log: log)
    }
    throw unknown(text)
  }

  private static func unknown(_ text: String) -> ProblemFileError {
    let names = ScheduleForm.all.flatMap { [$0.name] + $0.aliases }
    let word = text.prefix { $0.isLetter || $0 == "_" }
    let nearest = nearestName(to: String(word.prefix(40)), among: names)
    let example = nearest.flatMap(ScheduleForm.signature) ?? "tanh(rate, max=1.0)"
    return ProblemFileError(
      InvalidProblem(
        "SPEC", found: text.isEmpty ? "nothing" : "text \"\(text.shown(upTo: 60))\"",
        allowed: "a number, a schedule such as \(example), "
          + "a mapping {schedule: …}, or the path of a file"))
  }
}
