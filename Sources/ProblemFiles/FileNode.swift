import LinearVAE
import MessageText
import NumericKit
import Yams

/// What reading a file gathers besides its values.
final class ReadingLog {
  /// The file as it was named, or what was written on the command line.
  let file: String
  let showsLines: Bool
  /// Remarks for the user, in the order they arose.
  var notes: [ProblemFile.Note] = []

  init(file: String, showsLines: Bool = true) {
    self.file = file
    self.showsLines = showsLines
  }

  func error(
    _ keyPath: String = "", kind: ProblemFileError.Kind = .invalid, line: Int? = nil,
    found: String, expected: String, advice: String? = nil
  ) -> ProblemFileError {
    ProblemFileError(
      InvalidProblem(keyPath, found: found, allowed: expected, advice: advice), kind: kind,
      file: file, line: showsLines ? line : nil)
  }
}

/// A value in a file, with its key path and line, that reads as the type asked for or throws a
/// ``ProblemFileError`` that says what it found instead.
struct FileNode {
  let node: Node
  var keyPath = ""
  /// The line of the key, or of the value in a list, counted from 1.
  var line: Int?
  let log: ReadingLog

  func error(found: String? = nil, expected: String, advice: String? = nil) -> ProblemFileError {
    log.error(keyPath, line: line, found: found ?? description, expected: expected, advice: advice)
  }

  /// An error of a value found later, at its place below this one.
  func located(_ error: InvalidProblem) -> ProblemFileError {
    let place = nearest(to: error.keyPath.split(separator: "."))
    return log.error(
      error.below(keyPath).keyPath, line: place.line,
      found: error.found == InvalidProblem.otherKind ? place.description : error.found,
      expected: error.allowed, advice: error.advice)
  }

  func note(_ message: String) {
    log.notes.append(
      ProblemFile.Note(
        file: log.file, line: log.showsLines ? line : nil, keyPath: keyPath, message: message))
  }

  /// The same place with another tree, such as one in the names of ours.
  func replaced(by node: Node) -> FileNode {
    FileNode(node: node, keyPath: keyPath, line: line, log: log)
  }
}

extension FileNode {
  func child(_ key: String, _ node: Node, markedBy mark: Mark?) -> FileNode {
    FileNode(
      node: node, keyPath: keyPath.isEmpty ? key : "\(keyPath).\(key)", line: mark?.line ?? line,
      log: log)
  }

  /// The value of a key of a mapping, or an element of a list, whose key is its index.
  func value(at key: String) -> FileNode? {
    if let pair = node.mapping?.first(where: { $0.key.scalar?.string == key }) {
      return child(key, pair.value, markedBy: pair.key.mark)
    }
    guard let sequence = node.sequence, let index = Int(key), sequence.indices.contains(index)
    else { return nil }
    return child(key, sequence[index], markedBy: sequence[index].mark)
  }

  /// The innermost value on a key path that exists, for the line of an error found later.
  func nearest(to keyPath: some Collection<Substring>) -> FileNode {
    guard let key = keyPath.first, let value = value(at: String(key)) else { return self }
    return value.nearest(to: keyPath.dropFirst())
  }

  /// The keys of a mapping as they are written, `nil` for anything else.
  var keys: [String]? { node.mapping?.keys.map { $0.scalar?.string ?? "" } }

  /// Whether nothing stands here: `null`, `~`, Python's `None`, or no text at all.
  var isNull: Bool { plainText.map { ["", "null", "~", "None"].contains($0) } ?? false }

  /// A finite number. Text in quotes is not one.
  func number(_ expected: String = "a number") throws(ProblemFileError) -> Double {
    guard let number = plainText.flatMap(Double.init), number.isFinite else {
      throw error(expected: expected)
    }
    return number
  }

  /// A whole number within bounds; `1e5` is one.
  func wholeNumber(in bounds: ClosedRange<Int>) throws(ProblemFileError) -> Int {
    guard let value = wholeNumber, bounds.contains(value) else {
      throw error(expected: "a whole number ≥ \(bounds.lowerBound) and ≤ \(bounds.upperBound)")
    }
    return value
  }

  var wholeNumber: Int? {
    plainText.flatMap { text in Int(text) ?? Double(text).flatMap { Int(exactly: $0) } }
  }

  /// The text of a scalar that is no number, `nil` for anything else.
  var word: String? {
    guard let scalar = node.scalar, !scalar.string.isEmpty else { return nil }
    return plainText.flatMap(Double.init) == nil ? scalar.string : nil
  }

  private var plainText: String? {
    node.scalar.flatMap { $0.style == .plain || $0.style == .any ? $0.string : nil }
  }
}

extension FileNode: CustomStringConvertible {
  var description: String {
    switch node {
    case .scalar(let scalar):
      if let plainText, ["", "null", "~"].contains(plainText) { return "nothing" }
      return word == nil ? scalar.string.shown() : "text \"\(scalar.string.shown())\""
    case .sequence(let sequence):
      return sequence.count == 1 ? "a list of 1 element" : "a list of \(sequence.count) elements"
    case .mapping: return "a mapping"
    case .alias: return "an alias"
    }
  }
}
