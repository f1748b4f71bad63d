import Foundation
import LinearVAE
import MessageText
import Yams

extension FileNode {
  /// A schedule written as a call, `tanh(0.2, max=1)`, as the mapping that says the same.
  ///
  /// - Returns: `nil` for a text that is no name before an opening parenthesis.
  static func root(ofCall text: String, log: ReadingLog) throws(ProblemFileError) -> FileNode? {
    guard let opening = text.firstIndex(of: "(") else { return nil }
    let name = text[..<opening].trimmingCharacters(in: .whitespaces)
    guard isName(name) else { return nil }
    guard let arguments = split(text[text.index(after: opening)...]) else {
      throw log.error(
        found: "parentheses that do not match",
        expected: "a call such as \(ScheduleForm.signature(of: name) ?? "tanh(rate, max=1.0)")")
    }
    let form = ScheduleForm.named(name)
    let words = arguments.map(keyword)
    let order = ScheduleOrder.named(
      name, positional: words.prefix { $0.keyword == nil }.map { Double($0.value.trimmed) },
      keywords: words.compactMap(\.keyword))
    let keys = order?.keys ?? form?.keys.map(\.name) ?? []
    var pairs = [(Node("schedule"), Node(name))]
    var isPositional = true
    for (index, (keyword, value)) in words.enumerated() {
      isPositional = isPositional && keyword == nil
      let position = isPositional && index < keys.count ? keys[index] : nil
      // Of an unknown schedule the name is the error, which reading the mapping finds.
      guard let key = keyword ?? position else {
        guard let form else { continue }
        let signature = order?.signature(of: name) ?? form.signature
        throw log.error(
          "argument \(index + 1)", found: value.isEmpty ? "nothing" : String(value).shown(),
          expected: isPositional ? "the arguments of \(signature)" : "a keyword, as before it")
      }
      // A number, a quotient such as 1/200000, a word or a list in brackets.
      let text = quotient(value).map { "\($0)" } ?? String(value)
      do { pairs.append((Node(key), try root(ofYAML: text, log: log).node)) } catch {
        throw log.error(
          key, found: value.isEmpty ? "nothing" : "\"\(value.shown())\"",
          expected: "a number, a word or a list such as [[0, 1], [10, 0]]")
      }
    }
    let call = FileNode(node: .mapping(Node.Mapping(pairs)), log: log)
    if order?.keys == ScheduleOrder.boundsFirst.keys { try call.checkBoundsFirst(name, words) }
    return call
  }

  /// That arguments that begin with bounds go on as in the older order of `frange_cycle_…`, whose
  /// fourth is a number of cycles.
  private func checkBoundsFirst(
    _ name: String, _ words: [(keyword: String?, value: Substring)]
  ) throws(ProblemFileError) {
    let signature = ScheduleOrder.boundsFirst.signature(of: name)
    let first = words.first.map { "\($0.value.trimmed)" } ?? ""
    if words.count > 3, words[3].keyword == nil {
      let cycles = words[3].value.trimmed
      guard let count = Double(cycles), count >= 1, count == count.rounded() else {
        throw log.error(
          "argument 4", found: cycles,
          expected: "n_cycle, a whole number ≥ 1, as in \(signature)",
          advice: "\(first) is no number of iterations, the first argument of "
            + "\(ScheduleOrder.iterationsFirst.signature(of: name)); keywords say what is meant: "
            + "\(name)(n_cycle=4, ratio=0.5)")
      }
    }
    note("read as \(signature): \(first) is no number of iterations")
  }
}

private func isName(_ text: String) -> Bool {
  guard let first = text.first, first.isLetter || first == "_" else { return false }
  return text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
}

/// `rate=0.2` or `rate: 0.2` as a keyword and its value.
private func keyword(of argument: Substring) -> (keyword: String?, value: Substring) {
  guard let sign = argument.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
    return (nil, argument)
  }
  let name = argument[..<sign].trimmed
  return isName(name) ? (name, argument[argument.index(after: sign)...]) : (nil, argument)
}

/// The value of two numbers with a slash between them; `nil` for all else.
private func quotient(_ text: Substring) -> Double? {
  let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    .map { Double($0.trimmed) }
  guard parts.count == 2, let numerator = parts[0], let denominator = parts[1],
    (numerator / denominator).isFinite
  else { return nil }
  return numerator / denominator
}

/// The arguments before the closing parenthesis, which must end the text.
private func split(_ text: Substring) -> [Substring]? {
  var arguments: [Substring] = []
  var depth = 0
  var start = text.startIndex
  for index in text.indices {
    switch text[index] {
    case "(", "[", "{": depth += 1
    case ")" where depth == 0:
      guard text.index(after: index) == text.endIndex else { return nil }
      // No argument at all is not one of no text, and a last comma is as in Python.
      let last = text[start..<index]
      return arguments + (last.allSatisfy(\.isWhitespace) ? [] : [last])
    case ")", "]", "}": depth -= 1
    case "," where depth == 0:
      arguments.append(text[start..<index])
      start = text.index(after: index)
    default: break
    }
  }
  return nil
}

extension Substring {
  /// Without blanks around it.
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
