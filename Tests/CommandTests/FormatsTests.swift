import Foundation
import Storage
import Testing

/// Every format of every command tells the same: cell by cell, from what the program writes.
@Suite("Formats of results")
struct FormatsTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws {
    workspace = try Workspace()
    let text = """
      data: {signals: [1.5, 0.7], noise: 0.5}
      model: {latents: 2}
      training: {rates: 0.2, beta: 0.6}
      initial: {overlap: [[0.1, 0.02], [0.01, 0.2]], decoder_norm: 0.5, encoder_norm: 0.4}
      time: {end: 8, samples: 4}
      simulation: {dimension: 60, replicas: 3, seed: 2}
      """
    try workspace.write("two.yaml", text)
    let law = "{schedule: free_bits, nats: 0.2, width: 0.1}"
    try workspace.write("steered.yaml", text.replacing("beta: 0.6", with: "beta: \(law)"))
    try workspace.write(
      "one.yaml",
      """
      data: {signals: [1], noise: 0.5}
      model: {latents: 1}
      training: {rates: limit, beta: 0.6}
      initial: {overlap: 0.3, decoder_norm: 0.5, encoder_norm: 0.4}
      """)
    try workspace.write("data.csv", "a,b,c\n1,2,0.5\n3,5,1\n4,4,-1\n2,0,3\n7,1,2\n0,3,1\n")
  }

  private static let calls = [
    "flow two.yaml", "flow steered.yaml", "simulate two.yaml", "simulate two.yaml --keep-replicas",
    "simulate two.yaml --replicas 1", "compare two.yaml", "compare steered.yaml",
    "fixed-points two.yaml --search 5", "threshold two.yaml", "escape two.yaml --rows 100",
    "phase two.yaml --x beta=0.2:3:4 --y eta=0.2:1:3", "branches two.yaml --x beta=0.4:3",
    "anneal two.yaml --rates 0.05:0.5:3", "anneal one.yaml --rates 0.1:0.2:2 --optimal --knots 4",
    "schedule tanh(0.1) --steps 6 --epochs 2", "plan data.csv --latents 3 --learning-rate 0.01",
    "plan data.csv --latents 2 --beta 1e6", "loss mse:mean+0.1*kl --dimension 12",
  ]

  /// What JSON has in another form: words behind an index, or an index.
  private static let inOtherForms: Set = [
    "latent", "branch", "kind", "bifurcation", "bifurcation_branch", "largest_z", "critical_z",
    "probability", "best_rate", "best_time", "best_schedule",
  ]

  @Test("arrays of NPZ are lists of JSON, and columns of CSV are arrays of NPZ", arguments: calls)
  func agree(call: String) throws {
    let words = call.split(separator: " ").map(String.init) + ["--quiet", "--threads", "1"]
    let json = try program.run(words + ["--format", "json"])
    let csv = try program.run(words + ["--format", "csv"])
    let npz = try program.run(words + ["--format", "npz", "--output", "result.npz"])
    try #require(json.code == 0 && csv.code == 0 && npz.code == 0, "\(json.errors)")
    let file = try NPZFile(
      contentsOf: program.directory.appendingPathComponent("result.npz").path)
    let arrays = try file.arrays.map { try file.array($0.name) }
    let lists = try Self.lists(of: json.output)
    for array in arrays where !Self.inOtherForms.contains(array.name) {
      let cells = Self.cells(array)
      let isThere = lists.values.contains(cells)
      #expect(isThere, "\(array.name) of \(array.shape) is no list of the JSON")
    }
    try expectColumns(of: csv.text, in: arrays)
    // What JSON has as numbers, NPZ has too.
    let all = Set(arrays.map(Self.cells))
    let own = [
      "problem", "advice", "terms", "chance", "largest_z", "alike", "failures", "range", "verdict",
    ]
    for (path, cells) in lists where cells.contains(where: { $0 != .missing }) {
      let key = String(path.prefix { $0 != "." })
      if own.contains(key) || path.contains(".problem.") || path.hasSuffix(".seed") { continue }
      if key == "seed" || key == "schedule" || key == "parameter" { continue }
      let isThere = all.contains(cells)
      #expect(isThere, "\(path) of the JSON is no array of NPZ")
    }
  }

  private enum Cell: Hashable {
    case number(Double)
    case text(String)
    case missing
  }

  private static func cells(_ array: NPZArchive.Entry) -> [Cell] {
    array.texts?.map { $0.isEmpty ? .missing : .text($0) }
      ?? array.values.map { $0.isNaN ? .missing : .number($0) }
  }

  /// JSON with numbers to the last digit, which Foundation's objects do not have.
  private enum Tree: Decodable {
    case value(Cell)
    case list([Tree])
    case object([String: Tree])

    init(from decoder: any Decoder) throws {
      let single = try decoder.singleValueContainer()
      if single.decodeNil() {
        self = .value(.missing)
      } else if let flag = try? single.decode(Bool.self) {
        self = .value(.number(flag ? 1 : 0))
      } else if let number = try? single.decode(Double.self) {
        self = .value(.number(number))
      } else if let text = try? single.decode(String.self) {
        self = .value(.text(text))
      } else if let list = try? single.decode([Tree].self) {
        self = .list(list)
      } else {
        self = .object(try single.decode([String: Tree].self))
      }
    }

    /// The values below each path, in order, indices left out of the path.
    func collect(at path: String = "", into lists: inout [String: [Cell]]) {
      switch self {
      case .value(let cell): lists[path, default: []].append(cell)
      case .list(let elements):
        lists[path, default: []] += []
        for element in elements { element.collect(at: path, into: &lists) }
      case .object(let members):
        for (key, value) in members {
          value.collect(at: path.isEmpty ? key : "\(path).\(key)", into: &lists)
        }
      }
    }
  }

  private static func lists(of json: Data) throws -> [String: [Cell]] {
    var lists: [String: [Cell]] = [:]
    try JSONDecoder().decode(Tree.self, from: json).collect(into: &lists)
    return lists
  }

  /// Each column is an array, or its entries at the indices or labels that end the name.
  private func expectColumns(of csv: String, in arrays: [NPZArchive.Entry]) throws {
    let rows = Self.rows(of: csv)
    let header = try #require(rows.first)
    let count = rows.count - 1
    #expect(Set(header).count == header.count)
    for (column, name) in header.enumerated() {
      let words = rows.dropFirst().map { $0[column] }
      func found(isText: Bool) -> [Cell] {
        words.map { word in
          if word.isEmpty { return .missing }
          return isText ? .text(word) : Double(word).map { .number($0) } ?? .text(word)
        }
      }
      let candidates = arrays.filter { name == $0.name || name.hasPrefix($0.name + "_") }
      #expect(
        candidates.contains { array in
          let cells = Self.cells(array)
          let found = found(isText: array.texts != nil)
          // Grids repeat an axis; else every so many cells belong to the column.
          if cells.count < count { return found.allSatisfy(cells.contains) }
          let width = cells.count / max(count, 1)
          return (0..<max(width, 1)).contains { offset in
            found.indices.allSatisfy { found[$0] == cells[$0 * width + offset] }
          }
        }, "column \(name) is in no array")
    }
  }

  /// The cells of RFC 4180.
  private static func rows(of text: String) -> [[String]] {
    text.split(separator: "\n").map { line in
      var (cells, cell, isQuoted) = ([String](), "", false)
      for character in line {
        switch character {
        case "\"": isQuoted.toggle()
        case "," where !isQuoted:
          cells.append(cell)
          cell = ""
        default: cell.append(character)
        }
      }
      return cells + [cell]
    }
  }

  /// Numbers of the table are those of the JSON in the digits shown; latents and factors count from 1.
  @Test(
    "the table shows numbers of the JSON",
    arguments: [
      "flow two.yaml", "simulate two.yaml", "fixed-points two.yaml --search 5",
      "threshold two.yaml",
      "escape two.yaml", "anneal two.yaml --rates 0.05:0.5:3", "plan data.csv --latents 3",
      "schedule tanh(0.1) --steps 6 --epochs 2", "branches two.yaml --x beta=0.4:3",
    ])
  func tables(call: String) throws {
    let words = call.split(separator: " ").map(String.init) + ["--quiet"]
    let table = try program.run(words).text
    let lists = try Self.lists(of: program.run(words + ["--format", "json"]).output)
    let numbers = lists.values.joined().compactMap { cell -> Double? in
      if case .number(let value) = cell { value } else { nil }
    }
    let lines = table.components(separatedBy: "\n")
    let rule = try #require(lines.firstIndex { $0.hasPrefix("─") })
    let body = lines[(rule + 1)...].prefix { !$0.isEmpty }
    #expect(!body.isEmpty)
    for word in body.flatMap({ $0.split(separator: " ") }) {
      guard let shown = Double(word) else { continue }
      let mantissa = word.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
      // At least two digits are shown, but for zeros at the end.
      let digits = Double(max(mantissa.count, 2))
      let slack = shown == 0 ? 0 : 0.51 * pow(10, log10(abs(shown)).rounded(.down) + 1 - digits)
      #expect(
        numbers.contains { value in
          abs(abs(value) - abs(shown)) <= slack || value + 1 == shown
            || abs(100 * value - shown) <= slack
        }, "\(word) of the table is no number of the JSON")
    }
  }
}
