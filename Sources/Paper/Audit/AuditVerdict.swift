/// What the audit says of a claim of the paper.
package enum AuditVerdict: String, Sendable, Hashable, Codable, CaseIterable {
  /// It holds as printed.
  case confirmed
  /// It does not hold as printed, but with a misprint corrected.
  case confirmedAfterCorrection = "confirmed after correction"
  /// It does not hold as printed; something else does.
  case refuted = "refuted as printed"
  /// The print does not say enough, or the check could not be carried out.
  case notCheckable = "not checkable here"
}
