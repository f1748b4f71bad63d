import NumericKit
import Paper
import Testing

@Suite("Audit of the paper")
struct AuditTests {
  private static func quick(seed: UInt64, threads: Int = 2) throws -> Audit {
    try Audit(PaperOptions(edition: .quick, seed: seed), RunContext(threads: threads))
  }

  private static let first = Result { try quick(seed: 1) }

  private func claims(_ ids: [String]) throws -> [AuditClaim] {
    try ids.map { id in try #require(AuditClaim.all.first { $0.id == id }) }
  }

  private func changes(_ audit: Audit) -> Comment { "\(audit.changes)" }

  @Test("every verdict is the one on record")
  func verdicts() throws {
    let audit = try Self.first.get()
    #expect(audit.findings.count == AuditClaim.all.count)
    #expect(audit.changed.isEmpty, changes(audit))
  }

  @Test("other random numbers give the same verdicts", arguments: [2, 20_231_024] as [UInt64])
  func seeds(seed: UInt64) throws {
    let audit = try Self.quick(seed: seed)
    #expect(audit.changed.isEmpty, changes(audit))
    // They are other numbers.
    let first = try Self.first.get()
    #expect(zip(audit.findings, first.findings).contains { $0.evidence != $1.evidence })
  }

  @Test("the numbers do not depend on threads, nor on which claims are checked together")
  func independence() throws {
    let audit = try Self.first.get()
    let again = try Self.quick(seed: 1, threads: 1)
    #expect(again.findings.map(\.evidence) == audit.findings.map(\.evidence))
    let alone = try Audit(of: try claims(["flow-R"]), PaperOptions(edition: .quick, seed: 1))
    let beside = try #require(audit.findings.first { $0.claim.id == "flow-R" })
    #expect(alone.findings.map(\.evidence) == [beside.evidence])
  }

  @Test("at least 40 claims, each with a name of its own, from every section")
  func catalogue() {
    let claims = AuditClaim.all
    #expect(claims.count >= 40)
    #expect(Set(claims.map(\.id)).count == claims.count)
    #expect(claims.allSatisfy { $0.id.wholeMatch(of: /[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*/) != nil })
    #expect(Set(claims.map(\.section)) == Set(AuditSection.allCases))
    // Sections stand together, in the order of the paper.
    let order = claims.compactMap { AuditSection.allCases.firstIndex(of: $0.section) }
    #expect(order == order.sorted())
    for claim in claims {
      #expect(!claim.claim.isEmpty && !claim.how.isEmpty && !claim.place.isEmpty)
    }
  }

  /// The errata of `Documentation/Theory.md`, with the claim that runs each.
  @Test(
    "every erratum is among them, with a printed form far out of its bound",
    arguments: [
      ("Eq. 22", "flow-R", 20.0), ("Eqs. 23, 38", "flow-D", 1e3),
      ("64", "variance-eigenvalue", 1e3),
      ("Eq. 21", "flow-E", 5), ("Eqs. 25, 26", "noise-scale", 100),
      ("Sec. 3", "factor-normalisation", 1e3), ("Def. 4.1", "macroscopic-state", .infinity),
      ("App. C.1, cubic", "learned-cubic", 1e3), ("App. C.1", "collapsed-sign", .infinity),
      ("App. C.1", "learned-sign", .infinity), ("App. C.2", "type-2-range", .infinity),
      ("Theorem 5.4", "plateau-range", 1e3), ("Eq. 71", "largest-eigenvalue", 1e3),
      ("Lemma B.6", "lipschitz", 100), ("Fig. 3, caption", "fig3-caption", 1e3),
      ("Eqs. 23, 38, 64", "variance-half", 1e3), ("Fig. 3, bottom", "fig3-slow-annealing", 1.3),
    ])
  func erratum(place: String, id: String, factor: Double) throws {
    let finding = try #require(try Self.first.get().findings.first { $0.claim.id == id })
    #expect(finding.claim.place.contains(place))
    #expect([.confirmedAfterCorrection, .refuted].contains(finding.verdict))
    let printed = try #require(finding.evidence.printed)
    #expect(!printed.holds)
    // By a factor; a count whose bound is 0 needs none.
    #expect(factor.isInfinite || printed.value > factor * printed.bound, "\(printed)")
    let right = try #require(finding.evidence.instead ?? finding.evidence.deciding)
    #expect(right.holds)
    let correction = try #require(finding.claim.correction)
    #expect(correction.printed != correction.right)
  }

  @Test("only errata have a correction")
  func corrections() {
    for claim in AuditClaim.all {
      let isErratum = [.confirmedAfterCorrection, .refuted].contains(claim.recorded)
      #expect((claim.correction != nil) == isErratum, "\(claim.id)")
    }
  }

  @Test("a verdict that is not the one on record is reported with its numbers")
  func changedVerdict() throws {
    let named = try claims(["annealing-step", "flow-R", "flow-Q"])
    let claims = [named[0].recording(.refuted), named[1].recording(.confirmed), named[2]]
    let audit = try Audit(of: claims, PaperOptions(edition: .quick))
    #expect(audit.changed.map(\.claim.id) == ["annealing-step", "flow-R"])
    let text = audit.changes
    #expect(text.contains("annealing-step (Eq. 2): confirmed, on record refuted as printed"))
    #expect(text.contains("as printed largest deviation") && text.contains("> 6"))
  }
}
