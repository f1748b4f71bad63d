import Storage
import Studies

/// The audit as it is stored: the fields of the command's JSON.
extension Audit: Encodable {
  private enum CodingKeys: CodingKey { case edition, seed, claims }

  /// Writes how it was carried out, and one object per claim.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(options.edition, forKey: .edition)
    try container.encode(options.seed, forKey: .seed)
    var claims = container.nestedUnkeyedContainer(forKey: .claims)
    for finding in findings { try finding.encode(to: claims.superEncoder(), seed: options.seed) }
  }
}

extension Audit.Finding {
  private enum CodingKeys: CodingKey {
    case id, section, `where`, claim, verdict, recorded, how, seed
    /// What was measured; of an erratum what is right, of its printed form, which is out of its bound.
    case what, value, bound, right, form, printed
    /// What holds in place of a refuted claim, and why nothing was measured.
    case instead, reason
  }

  fileprivate func encode(to encoder: any Encoder, seed: UInt64) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func write(_ measurement: AuditMeasurement?, to container: inout Container) throws {
      try container.encodeIfPresent(measurement?.what, forKey: .what)
      try container.encode(Nullable(measurement?.value), forKey: .value)
      try container.encode(Nullable(measurement?.bound), forKey: .bound)
    }
    try container.encode(claim.id, forKey: .id)
    try container.encode(claim.section.title, forKey: .section)
    try container.encode(claim.place, forKey: .where)
    try container.encode(claim.claim, forKey: .claim)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(claim.recorded, forKey: .recorded)
    try container.encode(claim.how, forKey: .how)
    try container.encode(seed, forKey: .seed)
    try container.encodeIfPresent(claim.correction?.right, forKey: .right)
    try container.encodeIfPresent(evidence.reason, forKey: .reason)
    try write(evidence.deciding, to: &container)
    if let printed = evidence.printed {
      var nested = container.nestedContainer(keyedBy: CodingKeys.self, forKey: .printed)
      try nested.encodeIfPresent(claim.correction?.printed, forKey: .form)
      try write(printed, to: &nested)
    }
    if let instead = evidence.instead {
      var nested = container.nestedContainer(keyedBy: CodingKeys.self, forKey: .instead)
      try write(instead, to: &nested)
    }
  }

  private typealias Container = KeyedEncodingContainer<CodingKeys>
}
