import Foundation
import Storage
import Studies
import Testing

@testable import Paper

@Suite("Verdicts of the audit")
struct AuditEvidenceTests {
  private let good = AuditMeasurement("a number", 1, bound: 2)
  private let bad = AuditMeasurement("a number", 3, bound: 2)
  private let missing = AuditMeasurement("a number", .nan, bound: 2)

  @Test("follow from the numbers alone")
  func verdicts() {
    func measured(
      _ deciding: AuditMeasurement?, printed: AuditMeasurement? = nil
    ) -> AuditEvidence {
      AuditEvidence(deciding: deciding, printed: printed)
    }
    let cases: [(AuditEvidence, AuditVerdict)] = [
      (measured(good), .confirmed), (measured(bad), .refuted), (measured(missing), .notCheckable),
      (measured(good, printed: bad), .confirmedAfterCorrection),
      (measured(good, printed: good), .confirmed), (measured(bad, printed: bad), .refuted),
      (measured(bad, printed: good), .confirmed),
      (measured(missing, printed: bad), .notCheckable),
      (measured(good, printed: missing), .notCheckable),
      (.refuted(printed: bad, instead: missing), .notCheckable),
      (.refuted(printed: bad, instead: good), .refuted),
      (.refuted(printed: good, instead: good), .confirmed),
      (.refuted(printed: bad, instead: bad), .notCheckable),
      (AuditEvidence(reason: "why"), .notCheckable),
    ]
    for (evidence, verdict) in cases { #expect(evidence.verdict == verdict, "\(evidence)") }
  }

  @Test("a number that could not be computed is not lost among others")
  func missingNumbers() {
    #expect([1, .nan, 3].largest.isNaN && [.nan, 1].largest.isNaN && [Double]().largest.isNaN)
    #expect([1, 3, 2].largest == 3 && [-2, -.infinity].largest == -2)
    var worst = 0.0
    for value in [1, .nan, 2] { worst.raise(to: value) }
    #expect(worst.isNaN)
  }

  @Test("a check that fails decides nothing, and says why")
  func failure() throws {
    struct Broken: Error {}
    let claim = AuditClaim(
      "broken", .flow, at: "nowhere", "Something.", how: "not at all", recorded: .confirmed
    ) { _ in throw Broken() }
    let audit = try Audit(of: [claim], PaperOptions())
    #expect(audit.changed.count == 1)
    #expect(audit.changes.contains("the check failed: Broken()"))
  }

  @Test("trials share random numbers; the largest number, that of both forms, or a count decides")
  func trials() throws {
    let right = AuditClaim.Correction(printed: "a", right: "b")
    let claims = [
      AuditClaim("one", .flow, at: "", "", how: "", measuring: "x", bound: 2, of: 9, quick: 3) {
        _, trial in Double(trial)
      },
      AuditClaim(
        "two", .flow, at: "", "", how: "", correction: right, measuring: "x", bound: 2, of: 9,
        quick: 3
      ) { _, trial in Forms(right: Double(-trial), printed: Double(2 * trial)) },
      AuditClaim("three", .flow, at: "", "", how: "", measuring: "x", of: 9, quick: 3) {
        _, trial in trial
      },
      AuditClaim("four", .flow, at: "", "", how: "", measuring: "x", bound: 1, of: 9, quick: 3) {
        random, trial in trial == 1 ? .nan : random.number(in: 0...1)
      },
      AuditClaim("five", .flow, at: "", "", how: "", measuring: "x", bound: 1, of: 9, quick: 3) {
        random, _ in random.number(in: 0...1)
      },
    ]
    let quick = try Audit(of: claims, PaperOptions(edition: .quick)).findings.map(\.evidence)
    #expect(quick[0] == .direct("x", 2, bound: 2) && quick[2] == .direct("x", 3, bound: 0))
    #expect(quick[1].deciding == AuditMeasurement("x", 0, bound: 2))
    #expect(quick[1].printed == AuditMeasurement("x", 4, bound: 2))
    #expect(quick[3].verdict == .notCheckable)
    var random = PaperOptions().own(by: "five").random
    let drawn = (0..<3).map { _ in random.number(in: 0...1) }
    #expect(quick[4].deciding?.value == drawn.max() && Set(drawn).count == 3)
    let full = try Audit(of: claims, PaperOptions()).findings.map(\.evidence)
    #expect(full[0].deciding?.value == 8 && full[0].verdict == .refuted)
    #expect(claims[1].recorded == .confirmedAfterCorrection && claims[2].recorded == .confirmed)
  }

  /// One claim of each verdict, and one whose number is missing.
  private func sample() throws -> Audit {
    func claim(_ id: String, _ evidence: AuditEvidence, _ correction: Bool = false) -> AuditClaim {
      AuditClaim(
        id, .flow, at: "Eq. 1", "x < y & so on.", how: "by hand",
        correction: correction ? .init(printed: "a", right: "b") : nil, recorded: evidence.verdict
      ) { _ in evidence }
    }
    return try Audit(
      of: [
        claim("one", AuditEvidence(deciding: good)),
        claim("two", AuditEvidence(deciding: good, printed: bad), true),
        claim("three", .refuted(printed: bad, instead: good), true),
        claim("four", AuditEvidence(reason: "no start is printed")),
        claim("five", AuditEvidence(deciding: missing)),
      ], PaperOptions(seed: 9))
  }

  @Test("the record has the fields of the contract, and null for what is missing")
  func record() throws {
    let data = try JSONDocument.data(of: try sample())
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["seed"] as? Int == 9)
    let claims = try #require(object["claims"] as? [[String: Any]])
    #expect(claims.map { $0["id"] as? String } == ["one", "two", "three", "four", "five"])
    for claim in claims {
      for key in ["where", "claim", "verdict", "how"] { #expect(claim[key] is String) }
      #expect(claim["value"] != nil && claim["bound"] != nil)
    }
    let values = claims.map { $0["value"] as? Double }
    // A refuted claim is decided by the printed form.
    #expect(values == [1, 1, 3, nil, nil])
    #expect((claims[1]["printed"] as? [String: Any])?["value"] as? Double == 3)
    #expect((claims[2]["instead"] as? [String: Any])?["value"] as? Double == 1)
    #expect(claims[3]["reason"] as? String == "no start is printed")
  }

  @Test("the page shows every claim, escapes its text, and fetches nothing")
  func page() throws {
    let page = try sample().page
    for id in ["one", "two", "three", "four", "five"] {
      #expect(page.contains("<article id=\"\(id)\">"))
    }
    #expect(page.contains("x &lt; y &amp; so on."))
    #expect(page.contains("3 &gt; 2") && page.contains("1 ≤ 2") && page.contains("– &gt; 2"))
    #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("<script"))
  }

  @Test("the table has a row per claim under its section")
  func table() throws {
    let audit = try sample()
    let lines = audit.lines.split(separator: "\n").map(String.init)
    #expect(lines[0] == AuditSection.flow.title)
    #expect(lines[2].contains("two") && lines[2].contains("1 ≤ 2") && lines[2].hasSuffix("3 > 2"))
    #expect(lines[3].contains("refuted as printed") && lines[3].hasSuffix("3 > 2"))
    #expect(audit.table.csv.split(separator: "\n").count == 6)
  }
}
