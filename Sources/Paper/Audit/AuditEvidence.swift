/// A number that decides something, with the bound that it must not exceed.
package struct AuditMeasurement: Sendable, Hashable {
  /// What the number is, with its unit.
  package let what: String
  /// The number; not a number if it could not be computed, which is within no bound.
  package let value: Double
  /// The largest value at which the form in question holds; 0 for counts of what must not be.
  package let bound: Double

  init(_ what: String, _ value: Double, bound: Double = 0) {
    (self.what, self.value, self.bound) = (what, value, bound)
  }

  package var holds: Bool { value <= bound }
}

/// What a check has found; the verdict follows from it alone.
package struct AuditEvidence: Sendable, Hashable {
  /// The measurement that decides: of the corrected form where there is one, else of the printed one.
  package private(set) var deciding: AuditMeasurement?
  /// The measurement of the printed form where it is known to be wrong.
  package private(set) var printed: AuditMeasurement?
  /// The measurement of what holds in place of a claim that no correction saves.
  package private(set) var instead: AuditMeasurement?
  /// Why nothing was measured.
  package private(set) var reason: String?

  /// Standard errors that no correct form exceeds: by chance in one of 10⁸ comparisons.
  static let standardErrors = 6.0

  static func direct(_ what: String, _ value: Double, bound: Double) -> AuditEvidence {
    AuditEvidence(deciding: AuditMeasurement(what, value, bound: bound))
  }

  /// The claim as printed was measured, and what holds instead.
  static func refuted(printed: AuditMeasurement, instead: AuditMeasurement) -> AuditEvidence {
    AuditEvidence(deciding: printed, printed: printed, instead: instead)
  }

  /// The measurement of what holds: of the right form, or of the claim itself.
  var right: AuditMeasurement? { instead ?? deciding }

  /// The verdict that the numbers give: the printed form counts first. Where both forms are out of
  /// bounds, a correction is refuted with the print, and a refutation decides nothing; nor does a number
  /// that could not be computed.
  package var verdict: AuditVerdict {
    let values = [deciding, printed, instead].compactMap { $0?.value }
    guard let deciding, values.allSatisfy({ !$0.isNaN }) else { return .notCheckable }
    guard let printed else { return deciding.holds ? .confirmed : .refuted }
    if printed.holds { return .confirmed }
    if let instead { return instead.holds ? .refuted : .notCheckable }
    return deciding.holds ? .confirmedAfterCorrection : .refuted
  }
}
