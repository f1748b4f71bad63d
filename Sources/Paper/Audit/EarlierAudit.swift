import Foundation
import MessageText
import Storage

/// The verdicts of an earlier audit, read from its JSON, to compare a new one with.
package struct EarlierAudit: Sendable {
  /// Why an earlier audit cannot be read.
  package struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file as the caller named it.
    package let path: String
    /// What is wrong with it.
    package let reason: String
    /// Whether it could not be opened at all.
    package let concernsOpening: Bool

    /// The file and what is wrong with it.
    package var description: String {
      "\(InputFile.name(path).shownPath()): \(reason)"
    }
  }

  private struct Record: Decodable {
    struct Claim: Decodable {
      let id: String
      let verdict: AuditVerdict
    }
    let claims: [Claim]
  }

  /// One per claim that it had.
  package let verdicts: [String: AuditVerdict]

  /// The JSON of an audit has far fewer bytes.
  private static let byteLimit = 16 << 20

  /// Reads the JSON of an audit.
  ///
  /// - Parameter path: The file, or `-` for standard input.
  /// - Throws: ``Failure``.
  package init(contentsOf path: String) throws(Failure) {
    let data: Data
    do {
      data = try InputFile.contents(of: path, limit: Self.byteLimit)
    } catch InputFile.Fault.tooLong(let limit) {
      throw Failure(
        path: path, reason: "more than \(limit >> 20) MB: not the JSON of an audit",
        concernsOpening: false)
    } catch {
      throw Failure(path: path, reason: "\(error)", concernsOpening: true)
    }
    guard let record = try? JSONDecoder().decode(Record.self, from: data) else {
      throw Failure(
        path: path,
        reason: "not what 'betaflow audit --format json' writes: claims with id and verdict",
        concernsOpening: false)
    }
    let groups = Dictionary(grouping: record.claims, by: \.id)
    if let twice = groups.first(where: { $1.count > 1 })?.key {
      throw Failure(
        path: path, reason: "has claim \(twice.shown()) more than once", concernsOpening: false)
    }
    guard !groups.isEmpty else {
      throw Failure(path: path, reason: "holds no claim", concernsOpening: false)
    }
    verdicts = groups.compactMapValues { $0.first?.verdict }
  }

  /// Claims with these verdicts on record; those that the audit did not have keep theirs.
  ///
  /// - Parameter claims: Any claims.
  /// - Returns: As many.
  package func recorded(in claims: [AuditClaim]) -> [AuditClaim] {
    claims.map { claim in verdicts[claim.id].map(claim.recording) ?? claim }
  }
}
