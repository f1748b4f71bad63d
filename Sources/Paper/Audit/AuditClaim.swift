/// A claim of the paper with the check that decides it.
///
/// To add one: write it in the file of its section below `Claims/`, in the list at the head of that file.
/// A check takes all randomness from its options, computes through the public interface of the
/// libraries, and holds a printed form that is wrong within itself. Imitate `AuditClaim.learnedState`, or
/// `AuditClaim.learnedCubic` for a misprint.
package struct AuditClaim: Sendable {
  /// A name for the command line: words in lower case with hyphens.
  package let id: String
  /// The part of the paper.
  package let section: AuditSection
  /// Where in the paper: a number of an equation, theorem or figure, or a section.
  package let place: String
  /// The claim in our words.
  package let claim: String
  /// How it is checked.
  package let how: String
  /// What is printed wrong, and what is right; `nil` if the print is right or says nothing.
  package let correction: Correction?
  /// The verdict that was recorded when the claim was studied.
  package private(set) var recorded: AuditVerdict
  /// Computes the evidence, with a seed of the claim's own.
  let check: @Sendable (PaperOptions) throws -> AuditEvidence

  /// An erratum: as it stands in the paper, and as it should be.
  package struct Correction: Sendable, Hashable {
    package let printed: String, right: String

    package init(printed: String, right: String) { (self.printed, self.right) = (printed, right) }
  }

  /// A claim. It was found to hold, with the correction where there is one, unless another verdict is
  /// given.
  package init(
    _ id: String, _ section: AuditSection, at place: String, _ claim: String, how: String,
    correction: Correction? = nil, recorded: AuditVerdict? = nil,
    check: @escaping @Sendable (PaperOptions) throws -> AuditEvidence
  ) {
    (self.id, self.section, self.place) = (id, section, place)
    (self.claim, self.how, self.correction) = (claim, how, correction)
    self.recorded = recorded ?? (correction == nil ? .confirmed : .confirmedAfterCorrection)
    self.check = check
  }

  /// The same claim with another verdict on record.
  package func recording(_ verdict: AuditVerdict) -> AuditClaim {
    var claim = self
    claim.recorded = verdict
    return claim
  }

  /// All claims, by section.
  package static let all: [AuditClaim] = [
    modelClaims, flowClaims, concentrationClaims, matchedClaims, spectrumClaims, mismatchedClaims,
    annealingClaims, courseClaims, figureClaims,
  ].flatMap { $0 }
}

/// The parts of the paper, in its order.
package enum AuditSection: String, Sendable, Hashable, Codable, CaseIterable {
  case model, flow, concentration, matched, mismatched, annealing, figures

  /// A heading.
  package var title: String {
    switch self {
    case .model: "Model and training (Secs. 2 and 3)"
    case .flow: "The macroscopic flow (Sec. 4, App. A)"
    case .concentration: "Concentration on the flow (Theorem 4.2, App. B)"
    case .matched: "One latent, one factor (Theorem 5.1, App. C.1)"
    case .mismatched: "A superfluous latent (Theorem 5.3, App. C.2)"
    case .annealing: "KL annealing (Theorem 5.4)"
    case .figures: "What the figures show (Sec. 5)"
    }
  }
}

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
