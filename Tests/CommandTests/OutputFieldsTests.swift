import Foundation
import Storage
import Testing

/// The article on the fields of a result says what the commands write, and nothing else.
@Suite("Reference of the fields of a result")
struct OutputFieldsTests {
  /// A table of the article, and the call that it describes.
  struct Section: CustomTestStringConvertible {
    let call: String
    /// The subcommand in the call.
    var command: String { String(call.split(separator: " ")[1]) }
    /// The line about rows, and the table.
    let text: String

    var testDescription: String { call }

    /// The lines of the table.
    var fields: [Field] {
      text.split(separator: "\n").dropFirst(3).map { line in
        let cells = line.replacing("\\|", with: "¦").split(separator: "|").map {
          $0.trimmingCharacters(in: .whitespaces)
        }
        return Field(path: cells[0], name: cells[1], shape: cells[2], meaning: cells[3])
      }
    }
  }

  struct Field {
    let path: String?
    let name: String?
    let isColumn: Bool
    /// The number of axes of an array; `nil` for what only JSON has, in a form of its own.
    let axes: Int?
    let meaning: String

    init(path: String, name: String, shape: String, meaning: String) {
      self.path = path == "–" ? nil : path.replacing("`", with: "").replacing("[]", with: "")
      let isNamed = name != "–"
      isColumn = isNamed && !name.hasSuffix(" (NPZ)")
      self.name = isNamed ? String(name.dropFirst().prefix { $0 != "`" }) : nil
      axes = shape == "–" ? nil : shape.components(separatedBy: " × ").count
      self.meaning = meaning
    }
  }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardizedFileURL

  private static let sections: [Section] = {
    let article = root.appending(path: "Sources/Studies/Studies.docc/OutputFields.md")
    let text = (try? String(contentsOf: article, encoding: .utf8)) ?? ""
    return text.components(separatedBy: "\n## ").compactMap { section in
      let parts = section.components(separatedBy: "\nFields of `")
      guard parts.count == 2, let end = parts[1].range(of: "`:\n\n") else { return nil }
      return Section(
        call: String(parts[1][..<end.lowerBound]),
        text: parts[1][end.upperBound...].trimmingCharacters(in: .newlines))
    }
  }()

  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws {
    workspace = try Workspace()
    try FileManager.default.createSymbolicLink(
      at: program.directory.appending(path: "Examples"),
      withDestinationURL: Self.root.appending(path: "Examples"))
  }

  private func run(_ section: Section, _ format: String) throws -> Program.Outcome {
    let outcome = try program.runScript("\(section.call) --quiet --threads 1 --format \(format)")
    try #require(outcome.code == 0, "\(section.call): \(outcome.errors)")
    return outcome
  }

  @Test(
    "the article has what is printed; .ci/check-articles --write puts it there", arguments: sections
  )
  func isUpToDate(section: Section) throws {
    let printed = try run(section, "fields").text.trimmingCharacters(in: .newlines)
    #expect(section.text == printed)
  }

  @Test func everyCommandHasASection() throws {
    let help = try program.run("--help").text
    let list = try #require(help.components(separatedBy: "SUBCOMMANDS:\n").last)
    let commands = list.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { !$0.isEmpty }.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .map { String($0.dropFirst(2).prefix { $0 != " " }) }
    // A problem file, figures, and claims, which have a form of their own.
    let others: Set = ["check", "reproduce", "audit"]
    #expect(Set(Self.sections.map(\.command)) == Set(commands).subtracting(others))
  }

  @Test("JSON has the paths of the article", arguments: sections)
  func paths(section: Section) throws {
    let found = Self.paths(of: try JSONSerialization.jsonObject(with: run(section, "json").output))
    let fields = section.fields.filter { $0.path != nil }
    for path in found where !fields.contains(where: { $0.path == path }) {
      // Below what has a form of its own: a problem, a schedule, or what the meaning names.
      let above = fields.first { $0.axes == nil && path.hasPrefix(($0.path ?? "") + ".") }
      let field = try #require(above, "\(path) is not in the article")
      let key = path.dropFirst((field.path ?? "").count + 1).prefix { $0 != "." }
      let isProblem = ["problem", "schedule"].contains { field.path?.hasSuffix($0) ?? false }
      #expect(isProblem || field.meaning.contains("`\(key)`"), "\(path): \(field.meaning)")
    }
    for field in fields {
      let path = field.path ?? ""
      #expect(
        found.contains { $0 == path || $0.hasPrefix(path + ".") }, "JSON has no \(path)")
    }
  }

  /// Where values stand, indices left out.
  private static func paths(of json: Any, at path: String = "") -> Set<String> {
    switch json {
    case let object as [String: Any]:
      object.reduce(into: []) { paths, member in
        paths.formUnion(
          Self.paths(of: member.value, at: path.isEmpty ? member.key : "\(path).\(member.key)"))
      }
    case let list as [Any] where !list.isEmpty:
      list.reduce(into: []) { $0.formUnion(Self.paths(of: $1, at: path)) }
    default: [path]
    }
  }

  @Test("CSV and NPZ have the names and shapes of the article", arguments: sections)
  func names(section: Section) throws {
    _ = try run(section, "npz --output result.npz")
    let file = try NPZFile(
      contentsOf: program.directory.appendingPathComponent("result.npz").path)
    let fields = section.fields.filter { $0.name != nil }
    #expect(Set(file.arrays.map(\.name)) == Set(fields.compactMap(\.name)))
    for field in fields {
      let array = try file.array(field.name ?? "")
      #expect(array.shape.count == field.axes, "\(array.name): \(array.shape)")
    }
    let header = try run(section, "csv").text.prefix { $0 != "\n" }.split(separator: ",")
    let columns = fields.filter(\.isColumn).compactMap(\.name)
    for word in header {
      #expect(columns.contains { word == $0 || word.hasPrefix($0 + "_") }, "column \(word)")
    }
    for name in columns {
      #expect(header.contains { $0 == name || $0.hasPrefix(name + "_") }, "no column \(name)")
    }
  }

  @Test func auditHasTheKeysOfTheArticle() throws {
    let article = try String(
      contentsOf: Self.root.appending(path: "Sources/Studies/Studies.docc/OutputFields.md"),
      encoding: .utf8)
    let section = try #require(article.components(separatedBy: "\n## audit\n").last)
    let listed = section.split(separator: "\n").filter { $0.hasPrefix("- `") }.map {
      String($0.dropFirst(3).prefix { $0 != "`" }).replacing("[]", with: "")
    }
    let outcome = try program.run("audit", "--quick", "--format", "json", "--quiet")
    let keys = Self.paths(of: try JSONSerialization.jsonObject(with: outcome.output)).map { path in
      path.split(separator: ".").prefix(2).joined(separator: ".")
    }
    #expect(Set(keys) == Set(listed))
  }
}
