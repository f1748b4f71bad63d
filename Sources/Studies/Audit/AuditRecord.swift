import Storage

/// An audit as it is stored: the fields of the command's JSON.
public struct AuditRecord: Sendable, Encodable {
  struct Measurement: Sendable, Encodable {
    let what: String
    let value: Nullable
    let bound: Double

    init(_ measurement: AuditMeasurement) {
      what = measurement.what
      value = Nullable(measurement.value)
      bound = measurement.bound
    }
  }

  struct Printed: Sendable, Encodable {
    /// The wrong form, as printed.
    let form: String?
    let what: String
    let value: Nullable
    let bound: Double
  }

  struct Claim: Sendable, Encodable {
    let id: String
    let section: String
    let `where`: String
    let claim: String
    let verdict: AuditVerdict
    /// The verdict on record.
    let recorded: AuditVerdict
    /// What `value` is.
    let what: String?
    let value: Nullable
    let bound: Nullable
    let how: String
    let seed: UInt64
    /// The printed form of an erratum, which is out of its bound.
    let printed: Printed?
    /// The right form of an erratum.
    let right: String?
    /// What holds in place of a refuted claim.
    let instead: Measurement?
    /// Why nothing was measured.
    let reason: String?
  }

  let edition: CatalogEdition
  let seed: UInt64
  let claims: [Claim]

  /// The record of an audit.
  public init(_ audit: Audit) {
    edition = audit.options.edition
    seed = audit.options.seed
    claims = audit.findings.map { finding in
      let (claim, evidence) = (finding.claim, finding.evidence)
      return Claim(
        id: claim.id, section: claim.section.title, where: claim.place, claim: claim.claim,
        verdict: finding.verdict, recorded: claim.recorded, what: evidence.deciding?.what,
        value: Nullable(evidence.deciding?.value), bound: Nullable(evidence.deciding?.bound),
        how: claim.how, seed: audit.options.seed,
        printed: evidence.printed.map {
          Printed(
            form: claim.correction?.printed, what: $0.what, value: Nullable($0.value),
            bound: $0.bound)
        }, right: claim.correction?.right, instead: evidence.instead.map(Measurement.init),
        reason: evidence.reason)
    }
  }
}

extension Audit {
  /// One row per claim.
  public var table: ColumnTable {
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
