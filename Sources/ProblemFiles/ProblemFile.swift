import Foundation
import LinearVAE
import MessageText
import Storage
import Yams

/// A problem file that was read: its specification, valid and with all defaults filled in, and
/// remarks for its author.
///
/// ```swift
/// let file = try ProblemFile(contentsOf: "problem.yaml")
/// for note in file.notes { print(note) }
/// let times = try file.specification.requireTime().times
/// ```
public struct ProblemFile: Sendable, Hashable {
  /// What the file says.
  public let specification: ProblemSpecification
  /// What its author should know: names of other libraries and what they were read as, values that
  /// have no effect.
  public let notes: [Note]

  /// A remark on one value of a file.
  public struct Note: Sendable, Hashable, CustomStringConvertible {
    /// The file as it was named.
    public let file: String
    /// The line, counted from 1.
    public let line: Int?
    /// The key as it was written.
    public let keyPath: String
    /// The remark.
    public let message: String

    /// One line: `problem.yaml:9: training.beta.max_beta: read as "max"`.
    public var description: String {
      let place = [file.shownPath(), line.map { "\($0)" }].compactMap { $0 }.joined(separator: ":")
      return [place, keyPath.shown(upTo: 120), message].filter { !$0.isEmpty }.joined(
        separator: ": ")
    }
  }

  /// Reads and validates the file at a path.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - run: What is known of the run besides, in place of what the file says: it converts the
  ///     steps and epochs of a schedule.
  ///   - use: What is to be done with it.
  ///   - change: Puts what flags say in the place of what the file says, before it is validated.
  /// - Throws: ``ProblemFileError``: `.unreadable` when there is no such file, else `.invalid` with
  ///   the line and the key at fault.
  public init(
    contentsOf path: String, run: RunUnits = RunUnits(), for use: ProblemUse = .everything,
    changing change: (inout ProblemSpecification) -> Void = { _ in }
  ) throws(ProblemFileError) {
    try self.init(root: FileNode.root(ofFile: path), run: run, for: use, changing: change)
  }

  /// Reads and validates the text of a file; JSON is YAML too.
  ///
  /// - Parameters:
  ///   - text: The whole of the file.
  ///   - name: What errors and notes call it.
  ///   - run: As for a file.
  ///   - use: As for a file.
  /// - Throws: ``ProblemFileError`` with the line and the key at fault.
  public init(
    yaml text: String, name: String = "problem", run: RunUnits = RunUnits(),
    for use: ProblemUse = .everything
  ) throws(ProblemFileError) {
    try self.init(root: FileNode.root(ofYAML: text, name: name), run: run, for: use)
  }

  /// Reads and validates a problem that is a value of a larger file.
  init(
    root: FileNode, run: RunUnits = RunUnits(), for use: ProblemUse = .everything,
    changing change: (inout ProblemSpecification) -> Void = { _ in }
  ) throws(ProblemFileError) {
    let root = try root.problemInOurNames(in: run)
    let read: ProblemSpecification = try root.decoded()
    var specification = read
    change(&specification)
    do {
      try specification.validate(for: use)
    } catch {
      // A value that a flag gave stands on no line.
      let isRead = specification == read || !error.keyPath.hasPrefix("simulation")
      throw isRead
        ? root.located(error)
        : ProblemFileError(error.below(root.keyPath), file: root.log.file, line: nil)
    }
    root.noteOddValues(in: specification, run: run)
    self.specification = specification
    self.notes = root.log.notes
  }
}

extension FileNode {
  /// The tree of a YAML file of one document.
  static func root(ofFile path: String) throws(ProblemFileError) -> FileNode {
    try root(ofYAML: ProblemSource.text(ofFile: path), name: InputFile.name(path))
  }

  /// The tree of a YAML text of one document.
  static func root(
    ofYAML text: String, name: String, showsLines: Bool = true
  ) throws(ProblemFileError) -> FileNode {
    let root: Node?
    do {
      root = try ProblemSource.tree(ofYAML: text)
    } catch {
      throw ProblemFileError(syntax: error, file: name, showsLine: showsLines)
    }
    guard let root else {
      throw ProblemFileError(
        file: name, line: nil, keyPath: "", found: "an empty file",
        expected: "a mapping with keys of data, model, training")
    }
    return FileNode(root: root, log: ReadingLog(file: name, showsLines: showsLines))
  }
}

extension ProblemFileError {
  /// What Yams says of a text that it cannot read.
  fileprivate init(syntax error: any Error, file: String, showsLine: Bool) {
    var (line, keyPath, found): (Int?, String, String)
    var expected = "YAML or JSON"
    if let refusal = error as? ProblemSource.Refusal {
      self.init(
        file: file, line: showsLine ? refusal.line : nil, keyPath: "", found: refusal.found,
        expected: refusal.expected)
      return
    }
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (line, keyPath, found) = (mark.line, "", "text that cannot be parsed (\(problem))")
    case .duplicatedKeysInMapping(let keys, let context):
      (line, keyPath, found) = (context.mark.line, keys.first ?? "", "a key given twice")
      expected = "each key once in its section"
    case .reader(let problem, let offset, _, let yaml):
      line = offset.map { yaml.prefix($0).count(where: \.isNewline) + 1 }
      (keyPath, found) = ("", "text that cannot be parsed (\(problem))")
    default:
      (line, keyPath, found) = (nil, "", "text that cannot be parsed")
    }
    self.init(
      file: file, line: showsLine ? line : nil, keyPath: keyPath, found: found, expected: expected)
  }
}
