import Foundation
import MessageText
import Storage

/// The audit as it is stored: the fields of the command's JSON.
extension Audit: Encodable {
  private struct Record: Encodable {
    struct Claim: Encodable {
      let id, section, `where`, claim: String
      let verdict, recorded: AuditVerdict
      let how: String
      let seed: UInt64
      /// What was measured; of an erratum what is right.
      let what: String?
      let value, bound: Nullable
      let right, reason: String?
      /// The printed form of an erratum, which is out of its bound, and what holds instead.
      let printed, instead: Measured?
    }
    struct Measured: Encodable {
      let form: String?
      let what: String
      let value, bound: Nullable
    }
    let edition: PaperOptions.Edition
    let seed: UInt64
    let claims: [Claim]
  }

  /// Writes how it was carried out, and one object per claim.
  package func encode(to encoder: any Encoder) throws {
    func measured(_ measurement: AuditMeasurement?, form: String? = nil) -> Record.Measured? {
      measurement.map {
        .init(form: form, what: $0.what, value: Nullable($0.value), bound: Nullable($0.bound))
      }
    }
    let claims = findings.map { finding in
      let (claim, evidence) = (finding.claim, finding.evidence)
      return Record.Claim(
        id: claim.id, section: claim.section.title, where: claim.place, claim: claim.claim,
        verdict: finding.verdict, recorded: claim.recorded, how: claim.how, seed: options.seed,
        what: evidence.deciding?.what, value: Nullable(evidence.deciding?.value),
        bound: Nullable(evidence.deciding?.bound), right: claim.correction?.right,
        reason: evidence.reason,
        printed: measured(evidence.printed, form: claim.correction?.printed),
        instead: measured(evidence.instead))
    }
    try Record(edition: options.edition, seed: options.seed, claims: claims).encode(to: encoder)
  }
}

/// The verdicts of an earlier audit, read from its JSON, to compare a new one with.
package struct EarlierAudit: Sendable {
  private struct Record: Decodable {
    struct Claim: Decodable {
      let id: String
      let verdict: AuditVerdict
    }
    let claims: [Claim]
  }

  private let verdicts: [String: AuditVerdict]

  /// Reads the JSON of an audit.
  ///
  /// - Parameter path: The file, or `-` for standard input.
  /// - Throws: `DataFileError`.
  package init(contentsOf path: String) throws(DataFileError) {
    func failure(_ reason: String) -> DataFileError {
      DataFileError(path: path, problem: .unsuited(reason: reason, remedy: nil))
    }
    let data: Data
    do {
      // The JSON of an audit has far fewer bytes.
      data = try InputFile.contents(of: path, limit: 16 << 20)
    } catch InputFile.Fault.tooLong(let limit) {
      throw failure("more than \(limit >> 20) MB: not the JSON of an audit")
    } catch {
      throw DataFileError(path: path, problem: .unreadable(reason: "\(error)"))
    }
    guard let record = try? JSONDecoder().decode(Record.self, from: data) else {
      throw failure("not what 'betaflow audit --format json' writes: claims with id and verdict")
    }
    let groups = Dictionary(grouping: record.claims, by: \.id)
    if let twice = groups.first(where: { $1.count > 1 })?.key {
      throw failure("has claim \(twice.shown()) more than once")
    }
    guard !groups.isEmpty else { throw failure("holds no claim") }
    verdicts = groups.compactMapValues { $0.first?.verdict }
  }

  /// Claims with these verdicts on record; those that the audit did not have keep theirs.
  package func recorded(in claims: [AuditClaim]) -> [AuditClaim] {
    claims.map { claim in verdicts[claim.id].map(claim.recording) ?? claim }
  }
}
