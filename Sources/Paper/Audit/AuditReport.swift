/// An audit as text for a terminal.
package struct AuditReport: Sendable {
  private let audit: Audit

  package init(_ audit: Audit) { self.audit = audit }

  /// A line per claim with its number, by section; every line ends with a line break.
  package var table: String {
    let sections = audit.sections.map { section, findings in
      "\(section.title)\n" + findings.map { line($0) + "\n" }.joined()
    }
    return sections.joined(separator: "\n") + "\n\(summary).\n"
  }

  private func line(_ finding: Audit.Finding) -> String {
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
    audit.findings.map { finding in
      let (claim, evidence) = (finding.claim, finding.evidence)
      var lines = ["\(claim.id): \(finding.verdict.rawValue) (\(claim.place))", "  \(claim.claim)"]
      if let correction = claim.correction {
        lines += ["  printed: \(correction.printed)", "  right:   \(correction.right)"]
      }
      if let printed = evidence.printed { lines.append("  as printed: \(printed.sentence)") }
      if let right = evidence.right {
        lines.append("  \(evidence.printed == nil ? "" : "right: ")\(right.sentence)")
      }
      if let reason = evidence.reason { lines.append("  \(reason)") }
      return (lines + ["  how: \(claim.how)", ""]).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// How many claims have which verdict.
  package var summary: String {
    let counts = AuditVerdict.allCases.map { "\(audit.count(of: $0)) \($0.rawValue)" }
    return "\(audit.findings.count) claims: \(counts.joined(separator: ", "))"
  }

  /// What a changed verdict is, was, and the numbers, one line for each.
  package var changes: String {
    audit.changed.map { finding in
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
