import Foundation

/// The audit for a terminal.
extension Audit {
  /// A line per claim with its number, by section; every line ends with a line break.
  package var lines: String {
    let sections = sections.map { section, findings in
      "\(section.title)\n" + findings.map { line($0) + "\n" }.joined()
    }
    return sections.joined(separator: "\n") + "\n\(summary).\n"
  }

  private func line(_ finding: Finding) -> String {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(1, width - text.count))
    }
    let line =
      "  " + padded(finding.claim.id, 33) + padded(finding.verdict.rawValue, 28)
      + padded(finding.evidence.right?.comparison ?? "", 22)
      + (finding.evidence.printed.map { "printed: \($0.comparison)" } ?? "")
    return String(line.reversed().drop { $0 == " " }.reversed())
  }

  /// Everything about each claim; every line ends with a line break.
  package var details: String {
    findings.map { finding in
      let (claim, evidence) = (finding.claim, finding.evidence)
      let lines = [
        "\(claim.id): \(finding.verdict.rawValue) (\(claim.place))", "  \(claim.claim)",
        claim.correction.map { "  printed: \($0.printed)\n  right:   \($0.right)" },
        evidence.printed.map { "  as printed: \($0.sentence)" },
        evidence.right.map { "  \(evidence.printed == nil ? "" : "right: ")\($0.sentence)" },
        evidence.reason.map { "  \($0)" }, "  how: \(claim.how)", "",
      ]
      return lines.compactMap { $0 }.joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// How many claims have which verdict.
  package var summary: String {
    let counts = AuditVerdict.allCases.map { "\(count(of: $0)) \($0.rawValue)" }
    return "\(findings.count) claims: \(counts.joined(separator: ", "))"
  }

  /// What a changed verdict is, was, and the numbers, one line for each.
  package var changes: String {
    changed.map { finding in
      let (claim, evidence) = (finding.claim, finding.evidence)
      let isCorrected = evidence.printed != nil && evidence.instead == nil
      let numbers = [
        evidence.printed.map { "as printed \($0.sentence)" },
        evidence.right.map { (isCorrected ? "corrected " : "") + $0.sentence }, evidence.reason,
      ].compactMap { $0 }
      return "  \(claim.id) (\(claim.place)): \(finding.verdict.rawValue), on record "
        + "\(claim.recorded.rawValue); \(numbers.joined(separator: "; "))"
    }.joined(separator: "\n")
  }
}

extension AuditMeasurement {
  /// The value beside its bound.
  var comparison: String { "\(value.brief) \(holds ? "≤" : ">") \(bound.brief)" }

  fileprivate var sentence: String { "\(what): \(comparison)" }
}

extension Double {
  /// Three significant digits as a reader writes them: 0.25, 1200, 3.1·10⁻⁹; a dash if it is missing.
  fileprivate var brief: String {
    guard isFinite else { return isNaN ? "–" : "∞" }
    if self == 0 { return "0" }
    if magnitude >= 1e-3 && magnitude < 1e5 {
      return String(format: magnitude >= 100 ? "%.0f" : "%.3g", self)
    }
    let parts = String(format: "%.1e", self).replacing(".0e", with: "e").split(separator: "e")
    guard parts.count == 2, let power = Int(parts[1]) else { return "\(self)" }
    let digits = zip("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    let exponent = String("\(power)".map { digit in digits.first { $0.0 == digit }?.1 ?? digit })
    return parts[0] == "1" ? "10\(exponent)" : "\(parts[0])·10\(exponent)"
  }
}
