import LinearVAE
import Yams

/// A key of a section: its names, its default, and what else it can be computed from.
struct FileKey: Sendable, ExpressibleByStringLiteral {
  let name: String
  var aliases: [String] = []
  /// What the note on an alias says besides.
  var remark: String?
  /// The value of an absent key, as it is written; `nil` when it must be given.
  var fallback: String?
  /// How its unit is made of that of time, which a name from a script does not say.
  var dimension: Dimension = .none
  /// Other keys that determine this one.
  var conversions: [ScheduleConversion] = []

  /// The power of time in the unit of a value.
  enum Dimension: Sendable {
    case none, time, inverseTime
  }
}

extension FileKey {
  init(stringLiteral name: String) { self.init(name: name) }

  func isCalled(_ written: String) -> Bool { name == written || aliases.contains(written) }

  /// The key itself, those it can be computed from and what they need.
  func withSources(in unit: ScheduleUnit) -> [FileKey] {
    var key = self
    switch dimension {
    case .none: break
    case .time: key.remark = unit.timePhrase
    case .inverseTime: key.remark = unit.ratePhrase
    }
    return [key] + conversions.flatMap { [$0.key] + $0.companions }
  }
}

/// A mapping all of whose keys are known: no key of a file goes unread.
struct FileSection {
  let owner: FileNode
  private var values: [String: FileNode] = [:]
  private var marks: [String: Mark] = [:]

  /// Reads the keys of a mapping, in their own names or their aliases, which are noted.
  init(_ owner: FileNode, keys: [FileKey]) throws(ProblemFileError) {
    self.owner = owner
    let names = keys.map(\.name)
    guard let mapping = owner.node.mapping else {
      throw owner.error(expected: "a mapping with keys of \(names.joined(separator: ", "))")
    }
    for (keyNode, valueNode) in mapping {
      let written = keyNode.scalar?.string ?? "?"
      let value = owner.child(written, valueNode, markedBy: keyNode.mark)
      guard let key = keys.first(where: { $0.isCalled(written) }) else {
        let known = keys.flatMap { [$0.name] + $0.aliases }
        throw value.error(
          found: "an unknown key",
          expected: nearestAndOthers(to: written, among: known, listing: names))
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

  subscript(_ key: FileKey) -> FileNode? { values[key.name] }

  func required(_ key: FileKey, _ expected: String) throws(ProblemFileError) -> FileNode {
    guard let value = self[key] else {
      let place = owner.child(key.name, owner.node, markedBy: nil)
      throw place.error(found: "nothing", expected: expected)
    }
    return value
  }
}
