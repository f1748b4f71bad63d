import NumericKit
import Storage
import Studies

/// The claims of the paper, each with what the check of it found and the verdict that follows.
package struct Audit: Sendable {
  package let options: PaperOptions
  /// One per claim, in their order.
  package let findings: [Finding]

  /// What the check of a claim found.
  package struct Finding: Sendable {
    package let claim: AuditClaim
    package let evidence: AuditEvidence

    package var verdict: AuditVerdict { evidence.verdict }
    package var isAsRecorded: Bool { verdict == claim.recorded }
  }

  /// Checks claims, several at a time.
  ///
  /// Each check is independent of the others. One that fails with an error has found nothing: its claim
  /// is not checkable, with the error as reason.
  ///
  /// - Parameters:
  ///   - claims: All, unless given.
  ///   - options: Effort and seed.
  ///   - context: Threads, progress in claims, and when to stop.
  /// - Throws: `RunCancelled`.
  package init(
    of claims: [AuditClaim] = AuditClaim.all, _ options: PaperOptions,
    _ context: RunContext = .current
  ) throws {
    self.options = options
    findings = try context.map(claims.count, "claims") { index in
      let claim = claims[index]
      do {
        return Finding(claim: claim, evidence: try claim.check(options.own(by: claim.id)))
      } catch let error as RunCancelled {
        throw error
      } catch {
        return Finding(claim: claim, evidence: AuditEvidence(reason: "the check failed: \(error)"))
      }
    }
  }

  /// The findings whose verdict is not the one on record.
  package var changed: [Finding] { findings.filter { !$0.isAsRecorded } }

  /// The sections of which claims were checked, in the order of the paper, with their findings.
  var sections: [(section: AuditSection, findings: [Finding])] {
    AuditSection.allCases.map { section in
      (section, findings.filter { $0.claim.section == section })
    }.filter { !$0.findings.isEmpty }
  }

  func count(of verdict: AuditVerdict) -> Int { findings.count { $0.verdict == verdict } }

  /// One row per claim.
  package var table: ColumnTable {
    var table = ColumnTable()
    table.add("id", texts: findings.map(\.claim.id))
    table.add("where", texts: findings.map(\.claim.place))
    table.add("verdict", texts: findings.map(\.verdict.rawValue))
    table.add("recorded", texts: findings.map(\.claim.recorded.rawValue))
    table.add("value", findings.map { $0.evidence.deciding?.value })
    table.add("bound", findings.map { $0.evidence.deciding?.bound })
    table.add("printed_value", findings.map { $0.evidence.printed?.value })
    table.add("printed_bound", findings.map { $0.evidence.printed?.bound })
    table.add("claim", texts: findings.map(\.claim.claim))
    table.add("how", texts: findings.map(\.claim.how))
    return table
  }
}
