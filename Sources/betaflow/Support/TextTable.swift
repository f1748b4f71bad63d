import Storage

/// Columns of a result for people: text for a terminal, flush right.
struct TextTable {
  private let result: Dataset
  private var columns: [[String]] = []

  init(_ result: Dataset = Dataset()) { self.result = result }

  mutating func add(_ heading: String, _ cells: [String]) { columns.append([heading] + cells) }

  /// Adds a field of the result, named like the heading unless a name is given: its first axis downwards,
  /// at the indices `entry` along the others.
  mutating func add(_ heading: String, _ field: String? = nil, at entry: Int..., digits: Int = 5) {
    let field = field ?? heading
    switch result.field(field).values {
    case .whole(let values): add(heading, values.map { "\($0)" })
    case .texts(let values): add(heading, values.map { $0 ?? "–" })
    default:
      add(heading, result.numbers(field, at: entry).map { Self.number($0, digits: digits) })
    }
  }

  /// The table with a rule below the header; every line ends with a line break.
  var text: String {
    let widths = columns.map { $0.map(\.count).max() ?? 0 }
    var lines = (columns.first ?? []).indices.map { row in
      zip(columns, widths).map { column, width in
        String(repeating: " ", count: width - column[row].count) + column[row]
      }
    }
    lines.insert(widths.map { String(repeating: "─", count: $0) }, at: 1)
    return lines.map { $0.joined(separator: "  ") + "\n" }.joined()
  }

  /// A number in a few significant digits; a dash where there is none.
  static func number(_ value: Double?, digits: Int = 5) -> String {
    ShortNumber.text(value ?? .nan, digits: digits)
  }

  /// An index from 0 as people count.
  static func index(_ value: Double) -> String { "\(Int(value) + 1)" }
}

extension TextTable {
  /// Of a flow or the means of runs: time, β, the aligned error, and order parameters of four latents.
  init(courseOf result: Dataset) {
    self.init(result)
    add("t", "times")
    let latents = 0..<min(result.field("D").shape[1], 4)
    addBeta()
    add("ε_g", "generalization_error_aligned")
    let error = "generalization_error_aligned_standard_error"
    let isMean = result.fields.contains { $0.name == error }
    if isMean { add("±", error, digits: 2) }
    let spread = "generalization_error_aligned_standard_deviation"
    if result.fields.contains(where: { $0.name == spread }) {
      add("± of a run", spread, digits: 2)
    }
    for k in latents {
      let overlaps = (0..<result.field("m").shape[2]).map { result.numbers("m", at: [k, $0]) }
      let largest = result.numbers("times").indices.map { time in
        Self.number(overlaps.map { $0[time].magnitude }.max() ?? 0)
      }
      add(isMean ? "|⟨m_\(k + 1)⟩|" : "|m_\(k + 1)|", largest)
      add("Q_\(k + 1)\(k + 1)", "Q", at: k, k)
      add("D_\(k + 1)", "D", at: k)
    }
  }
}

extension TextTable {
  /// Of a flow of data with a spectrum, or the means of runs: time, β, what is explained, and KL, Q and D of
  /// four latents.
  init(spectralCourseOf result: Dataset) {
    self.init(result)
    add("t", "times")
    addBeta()
    add("ΔMSE", "distortion_change")
    let error = "distortion_change_standard_error"
    if result.fields.contains(where: { $0.name == error }) { add("±", error, digits: 2) }
    for k in 0..<min(result.field("D").shape[1], 4) {
      add("KL_\(k + 1)", "kl", at: k)
      add("Q_\(k + 1)\(k + 1)", "Q", at: k, k)
      add("D_\(k + 1)", "D", at: k)
    }
  }

  /// β at each time, or that of four latents.
  private mutating func addBeta() {
    let shape = result.field("beta").shape
    guard shape.count > 1 else { return add("β", "beta") }
    for k in 0..<min(shape[1], 4) { add("β_\(k + 1)", "beta", at: k) }
  }
}

extension Dataset {
  func field(_ name: String) -> Field {
    guard let field = fields.first(where: { $0.name == name }) else {
      preconditionFailure("the result has no field \(name)")
    }
    return field
  }

  /// What a field of numbers holds for each entry of its first axis, at indices along the others.
  func numbers(_ name: String, at entry: [Int] = []) -> [Double] {
    let field = field(name)
    let others = field.shape.dropFirst()
    let start = zip(others, entry).reduce(0) { $0 * $1.0 + $1.1 }
    guard let numbers = field.values.asNumbers else { preconditionFailure("\(name) has texts") }
    return stride(from: start, to: numbers.count, by: others.reduce(1, *)).map { numbers[$0] }
  }

  /// What a field of texts holds.
  func texts(_ name: String) -> [String?] {
    guard case .texts(let values) = field(name).values else {
      preconditionFailure("\(name) has no texts")
    }
    return values
  }
}
