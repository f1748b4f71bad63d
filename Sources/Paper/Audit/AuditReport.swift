/// An audit as text for a terminal.
package struct AuditReport: Sendable {
  private let audit: Audit

  /// The text of an audit.
  package init(_ audit: Audit) { self.audit = audit }

  /// A line per claim with its number, by section; every line ends with a line break.
  package var table: String {
    var text = ""
    for section in AuditSection.allCases {
      let findings = audit.findings.filter { $0.claim.section == section }
      guard !findings.isEmpty else { continue }
      text += (text.isEmpty ? "" : "\n") + "\(section.title)\n"
      for finding in findings { text += line(finding) }
    }
    return text + "\n" + summary + ".\n"
  }

  private func line(_ finding: Audit.Finding) -> String {
    let (claim, evidence) = (finding.claim, finding.evidence)
    let right = evidence.instead ?? evidence.deciding
    let cells = [
      claim.id.padded(33), finding.verdict.rawValue.padded(28),
      (right.map(comparison) ?? "").padded(22),
      evidence.printed.map { "printed: \(comparison($0))" } ?? "",
    ]
    let line = "  " + cells.joined()
    return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
  }

  /// Everything about each claim; every line ends with a line break.
  package var details: String {
    audit.findings.map { finding in
      let (claim, evidence) = (finding.claim, finding.evidence)
      var lines = ["\(claim.id): \(finding.verdict.rawValue) (\(claim.place))", "  \(claim.claim)"]
      if let correction = claim.correction {
        lines += ["  printed: \(correction.printed)", "  right:   \(correction.right)"]
      }
      if let printed = evidence.printed { lines.append("  as printed: \(sentence(printed))") }
      let right =
        evidence.printed == nil ? evidence.deciding : evidence.instead ?? evidence.deciding
      if let right {
        lines.append("  \(evidence.printed == nil ? "" : "right: ")\(sentence(right))")
      }
      if let reason = evidence.reason { lines.append("  \(reason)") }
      lines.append("  how: \(claim.how)")
      return lines.joined(separator: "\n") + "\n"
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
      let numbers = [
        evidence.printed.map { "as printed \(sentence($0))" },
        (evidence.instead ?? (evidence.printed == nil ? evidence.deciding : nil)).map(sentence),
        evidence.instead == nil && evidence.printed != nil
          ? evidence.deciding.map { "corrected \(sentence($0))" } : nil, evidence.reason,
      ].compactMap { $0 }
      return "  \(claim.id) (\(claim.place)): \(finding.verdict.rawValue), on record "
        + "\(claim.recorded.rawValue); \(numbers.joined(separator: "; "))"
    }.joined(separator: "\n")
  }

  private func comparison(_ measurement: AuditMeasurement) -> String {
    "\(measurement.value.brief) \(measurement.holds ? "≤" : ">") \(measurement.bound.brief)"
  }

  private func sentence(_ measurement: AuditMeasurement) -> String {
    "\(measurement.what): \(comparison(measurement))"
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
