import LinearVAE
import Yams

/// A key of a section and the other names it goes by.
struct FileKey: Sendable, ExpressibleByStringLiteral {
  let name: String
  let aliases: [String]
  /// What the note on an alias says besides, such as the unit of the value.
  let remark: String?

  init(_ name: String, aliases: [String] = [], remark: String? = nil) {
    self.name = name
    self.aliases = aliases
    self.remark = remark
  }

  init(stringLiteral name: String) { self.init(name) }
}

/// A mapping all of whose keys are known: no key of a file goes unread.
struct FileSection {
  /// The mapping as a value of its parent.
  let owner: FileNode
  private var values: [String: FileNode] = [:]
  private var marks: [String: Mark] = [:]

  /// Reads the keys of a mapping, in their own names or their aliases, which are noted.
  ///
  /// - Throws: ``ProblemFileError`` for anything but a mapping, an unknown key, with the nearest
  ///   known one, and a key given twice.
  init(_ owner: FileNode, keys: [FileKey]) throws(ProblemFileError) {
    self.owner = owner
    let names = keys.map(\.name).joined(separator: ", ")
    guard let mapping = owner.node.mapping else {
      throw owner.error(expected: "a mapping with keys of \(names)")
    }
    for (keyNode, valueNode) in mapping {
      let written = keyNode.scalar?.string ?? "?"
      let value = owner.child(written, valueNode, markedBy: keyNode.mark)
      guard let key = keys.first(where: { $0.name == written || $0.aliases.contains(written) })
      else {
        let known = keys.flatMap { [$0.name] + $0.aliases }
        let nearest = nearestName(to: written, among: known) ?? ""
        throw value.error(
          found: "an unknown key", expected: "\"\(nearest)\", the nearest, or another of \(names)")
      }
      guard values[key.name] == nil else {
        throw value.error(
          found: "a second value of \"\(key.name)\"", expected: "one",
          advice: "\(([key.name] + key.aliases).joined(separator: ", ")) all mean the same")
      }
      values[key.name] = value
      marks[key.name] = keyNode.mark
      if written != key.name {
        value.note("read as \"\(key.name)\"" + (key.remark.map { ", \($0)" } ?? ""))
      }
    }
  }

  /// A key in our name, on its line if it is there, with a value.
  func pair(_ key: String, _ value: Node) -> (Node, Node) {
    (.scalar(.init(key, .implicit, .any, marks[key] ?? owner.node.mark)), value)
  }

  /// The value of a key, if it is there.
  subscript(_ key: String) -> FileNode? { values[key] }

  /// The value of a key that must be there.
  func required(_ key: String, _ expected: String) throws(ProblemFileError) -> FileNode {
    guard let value = values[key] else {
      let keyPath = owner.keyPath.isEmpty ? key : "\(owner.keyPath).\(key)"
      throw ProblemFileError(
        file: owner.log.file, line: owner.line, keyPath: keyPath, found: "nothing",
        expected: expected)
    }
    return value
  }
}
