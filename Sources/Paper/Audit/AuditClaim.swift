/// A claim of the paper with the check that decides it.
///
/// To add one: write it in the file of its section below `Claims/`, in the list at the head of that file.
/// A check takes all randomness from its context, computes through the package interface of the
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
  package let recorded: AuditVerdict

  let check: @Sendable (AuditContext) throws -> AuditEvidence

  /// An erratum.
  package struct Correction: Sendable, Hashable {
    /// As it stands in the paper.
    package let printed: String
    /// As it should be.
    package let right: String

    /// An erratum.
    package init(printed: String, right: String) {
      (self.printed, self.right) = (printed, right)
    }
  }

  /// A claim.
  ///
  /// - Parameters:
  ///   - id: Unique.
  ///   - section: The part of the paper.
  ///   - place: Where in the paper.
  ///   - claim: In our words.
  ///   - how: How it is checked.
  ///   - correction: The erratum, if it is one.
  ///   - recorded: The verdict to compare with.
  ///   - check: Computes the evidence.
  package init(
    _ id: String, _ section: AuditSection, at place: String, claim: String, how: String,
    correction: Correction? = nil, recorded: AuditVerdict,
    check: @escaping @Sendable (AuditContext) throws -> AuditEvidence
  ) {
    (self.id, self.section, self.place) = (id, section, place)
    (self.claim, self.how, self.correction) = (claim, how, correction)
    self.recorded = recorded
    self.check = check
  }

  /// The same claim with another verdict on record.
  package func recording(_ verdict: AuditVerdict) -> AuditClaim {
    AuditClaim(
      id, section, at: place, claim: claim, how: how, correction: correction, recorded: verdict,
      check: check)
  }
}

/// The parts of the paper, in its order.
package enum AuditSection: String, Sendable, Hashable, Codable, CaseIterable {
  /// Data, model, loss and training.
  case model
  /// Order parameters and their deterministic flow.
  case flow
  /// How SGD approaches the flow.
  case concentration
  /// As many latents as factors.
  case matched
  /// A latent too many.
  case mismatched
  /// Annealing of `β`.
  case annealing
  /// What the figures show.
  case figures

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

extension AuditClaim {
  /// All claims, by section.
  package static let all: [AuditClaim] =
    modelClaims + flowClaims + concentrationClaims + matchedClaims + spectrumClaims
    + mismatchedClaims + annealingClaims + figureClaims
}
