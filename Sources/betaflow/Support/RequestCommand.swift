import ArgumentParser
import LinearVAE
import MessageText
import NumericKit
import Requests
import Storage

/// A subcommand that asks what its flags say.
///
/// Names of keys become those of flags here, and nowhere else.
protocol RequestCommand: Subcommand {
  associatedtype Question: Request

  /// Keys whose values stand on the command line without a flag.
  static var arguments: Set<String> { get }

  /// The request of these flags.
  func request() throws -> Question
}

extension RequestCommand {
  static var arguments: Set<String> { [] }

  func validate() throws {
    let request = try request()
    do {
      try request.validate()
    } catch {
      throw ValidationError("\(Self.namingFlags(error))")
    }
  }

  /// Asks, and prints remarks as they come up.
  ///
  /// - Parameters:
  ///   - common: Decides whether remarks are printed, and those that the text has.
  ///   - context: How the work is carried out.
  ///   - plot: Whether a picture is wanted.
  ///   - change: What the request works on besides.
  /// - Returns: The answer.
  /// - Throws: What the request throws, with flags in place of keys.
  func ask<Format>(
    _ common: OutputOptions<Format>, _ context: RunContext, plotting plot: PlotOptions? = nil,
    changing change: (inout RequestInputs) -> Void = { _ in }
  ) throws -> Reply<Question.Outcome> {
    var inputs = RequestInputs { remark in
      let text = Self.namingFlags(remark.text).namingFlags(remark.settings).namingSpread
      if remark.isWarning { common.warn(text) } else { common.note(text) }
    }
    inputs.wantsFigure = plot?.isWanted == true
    inputs.showsWords = common.format.usual == .table
    inputs.saving = { try Interruption.saving($0) }
    change(&inputs)
    do {
      let reply = try request().reply(inputs, context)
      // Sentences name keys too.
      return Reply(
        reply.outcome, reply.dataset, words: reply.words.map(Self.namingFlags), figure: reply.figure
      )
    } catch let error as InvalidProblem {
      throw Self.namingFlags(error)
    }
  }

  /// The flag of a key.
  static func flag(_ key: String) -> String {
    arguments.contains(key) ? "<\(key)>" : "--" + key.replacing("_", with: "-")
  }

  /// The error with flags in place of keys of the request, in whose text they stand in quotes.
  static func namingFlags(_ error: InvalidProblem) -> InvalidProblem {
    InvalidProblem(
      Question.keys.contains(error.keyPath) ? flag(error.keyPath) : error.keyPath,
      found: error.found, allowed: namingFlags(error.allowed),
      advice: error.advice.map(namingFlags))
  }

  private static func namingFlags(_ text: String) -> String {
    Question.keys.reduce(text) { $0.replacing("\"\($1)\"", with: flag($1)) }
  }
}

extension String {
  /// The text with flags in place of the options of reading in it, which libraries know by their names.
  func namingFlags(_ settings: [ReadingSetting]) -> String {
    settings.reduce(self) { text, setting in
      text.replacing("\(setting)", with: setting.flag)
    }
  }
}

extension ReadingSetting {
  /// `--drop label`, as it can be pasted.
  fileprivate var flag: String {
    Arguments.shell(["--\(name.rawValue)"] + (value.map { [$0] } ?? []))
  }
}

extension Reply {
  /// The answer in sentences with a table below, if there are any.
  func textAbove(_ table: TextTable) -> String {
    (words.isEmpty ? "" : words.map { $0 + "\n" }.joined() + "\n") + table.text
  }
}

/// The values of `--set`, as NAME=VALUE.
func valuesByName(_ words: [String]) throws -> [String: Double] {
  try words.reduce(into: [:]) { numbers, text in
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, let value = Double(parts[1]) else {
      throw ValidationError(
        "--set \(text.shown()): write it as NAME=VALUE with a number, as beta=4.")
    }
    let name = String(parts[0])
    guard numbers[name] == nil else {
      throw ValidationError("--set \(text.shown()): \(name.shown()) is given twice.")
    }
    numbers[name] = value
  }
}
