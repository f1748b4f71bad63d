import Foundation

/// The article on the keys of a problem file, taken apart.
struct ReferenceArticle {
  /// What stands below a heading.
  struct Section {
    let title: String
    /// The text before examples and entries.
    var introduction = ""
    /// The code block.
    var example = ""
    var entries: [Entry] = []

    /// The words in code marks after a phrase, up to the end of the sentence.
    func words(after phrase: String) -> [String] {
      guard let start = introduction.range(of: phrase + ": ")?.upperBound else { return [] }
      return ReferenceArticle.codeWords(introduction[start...].prefix { $0 != "." })
    }
  }

  /// A key of a section.
  struct Entry {
    /// The key, then the other names that it has.
    let names: [String]
    let meaning: String

    var key: String { names[0] }
    var isRequired: Bool { meaning.contains("Required") }
    /// What stands in code marks as the default.
    var fallback: String? {
      guard let start = meaning.range(of: "Default: `")?.upperBound else { return nil }
      return String(meaning[start...].prefix { $0 != "`" })
    }
  }

  let sections: [Section]

  /// Reads the article in the folder of the sources.
  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let article = "Sources/ProblemFiles/ProblemFiles.docc/ProblemFileReference.md"
    let text = try String(contentsOf: root.appending(path: article), encoding: .utf8)
    sections = text.components(separatedBy: "\n## ").dropFirst().map(Self.section)
  }

  func section(_ title: String) -> Section? { sections.first { $0.title == title } }

  /// The names of the sections whose titles begin alike.
  func titles(after prefix: String) -> [String] {
    sections.map(\.title).filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
  }

  private static func section(_ text: String) -> Section {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var section = Section(title: String(lines.first ?? ""))
    var (items, isCode): ([String], Bool) = ([], false)
    for line in lines.dropFirst() {
      if line.hasPrefix("```") {
        isCode.toggle()
      } else if isCode {
        section.example += line + "\n"
      } else if line.hasPrefix("- ") {
        items.append(String(line.dropFirst(2)))
      } else if line.hasPrefix("  "), !items.isEmpty {
        items[items.count - 1] += " " + line.dropFirst(2)
      } else {
        section.introduction += line + " "
      }
    }
    section.entries = items.map { item in
      let end = item.range(of: ": ")
      return Entry(
        names: codeWords(item[..<(end?.lowerBound ?? item.endIndex)]),
        meaning: String(item[(end?.upperBound ?? item.endIndex)...]))
    }
    return section
  }

  /// What stands in code marks.
  private static func codeWords(_ text: Substring) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
