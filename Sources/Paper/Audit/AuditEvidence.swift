import Studies

/// A number that decides something, with the bound that it must not exceed.
package struct AuditMeasurement: Sendable, Hashable {
  /// What the number is, with its unit.
  package let what: String
  /// The number; not a number if it could not be computed, which is within no bound.
  package let value: Double
  /// The largest value at which the form in question holds.
  package let bound: Double

  /// A measurement.
  package init(_ what: String, _ value: Double, bound: Double) {
    (self.what, self.value, self.bound) = (what, value, bound)
  }

  /// Whether the value is within its bound.
  package var holds: Bool { value <= bound }
}

/// What a check has found; the verdict follows from it alone.
package enum AuditEvidence: Sendable, Hashable {
  /// The claim as printed was measured.
  case direct(AuditMeasurement)
  /// Both the printed form and one with a misprint corrected were.
  case corrected(AuditMeasurement, printed: AuditMeasurement)
  /// The claim as printed was measured, and what holds instead.
  case refuted(printed: AuditMeasurement, instead: AuditMeasurement)
  /// Nothing could be measured, for the reason given.
  case undecided(String)

  /// The claim as printed was measured.
  static func direct(_ what: String, _ value: Double, bound: Double) -> AuditEvidence {
    .direct(AuditMeasurement(what, value, bound: bound))
  }

  /// One number was measured of both forms.
  static func corrected(
    _ what: String, _ right: Double, printed: Double, bound: Double
  ) -> AuditEvidence {
    .corrected(
      AuditMeasurement(what, right, bound: bound),
      printed: AuditMeasurement(what, printed, bound: bound))
  }

  /// Numbers of which nothing but 0 is allowed.
  static func refuted(
    printed: (what: String, value: Double), instead: (what: String, value: Double)
  ) -> AuditEvidence {
    .refuted(
      printed: AuditMeasurement(printed.what, printed.value, bound: 0),
      instead: AuditMeasurement(instead.what, instead.value, bound: 0))
  }

  /// The verdict that the numbers give: the printed form counts first. Where both forms are out of
  /// bounds, a correction is refuted with the print, and a refutation decides nothing; nor does a number
  /// that could not be computed.
  package var verdict: AuditVerdict {
    guard [deciding, printed, instead].allSatisfy({ $0?.value.isNaN != true }) else {
      return .notCheckable
    }
    switch self {
    case .direct(let measurement): return measurement.holds ? .confirmed : .refuted
    case .corrected(let right, let printed):
      return printed.holds ? .confirmed : right.holds ? .confirmedAfterCorrection : .refuted
    case .refuted(let printed, let instead):
      return printed.holds ? .confirmed : instead.holds ? .refuted : .notCheckable
    case .undecided: return .notCheckable
    }
  }

  /// The measurement that decides: of the corrected form where there is one, else of the printed one.
  package var deciding: AuditMeasurement? {
    switch self {
    case .direct(let measurement), .corrected(let measurement, _): measurement
    case .refuted(let printed, _): printed
    case .undecided: nil
    }
  }

  /// The measurement of the printed form where it is known to be wrong.
  package var printed: AuditMeasurement? {
    switch self {
    case .corrected(_, let printed), .refuted(let printed, _): printed
    case .direct, .undecided: nil
    }
  }

  /// The measurement of what holds in place of a claim that no correction saves.
  package var instead: AuditMeasurement? {
    if case .refuted(_, let instead) = self { instead } else { nil }
  }

  /// The measurement of what holds: of the right form, or of the claim itself.
  var right: AuditMeasurement? { instead ?? deciding }

  /// Why nothing was measured.
  package var reason: String? { if case .undecided(let reason) = self { reason } else { nil } }
}
