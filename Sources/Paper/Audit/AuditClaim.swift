import NumericKit

/// A claim of the paper with the check that decides it.
///
/// To add one: write it in the file of its section below `Claims/`, in the list at the head of that file.
/// A check takes all randomness from its options, computes through the public interface of the
/// libraries, and holds a printed form that is wrong within itself. Imitate `AuditClaim.learnedState`, or
/// `AuditClaim.learnedCubic` for a misprint.
package struct AuditClaim: Sendable {
  /// A name for the command line: words in lower case with hyphens.
  package let id: String
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
  }

  /// A claim. It was found to hold, with the correction where there is one, unless another verdict is
  /// given.
  init(
    _ id: String, _ section: AuditSection, at place: String, _ claim: String, how: String,
    correction: Correction? = nil, recorded: AuditVerdict? = nil,
    check: @escaping @Sendable (PaperOptions) throws -> AuditEvidence
  ) {
    (self.id, self.section, self.place) = (id, section, place)
    (self.claim, self.how, self.correction) = (claim, how, correction)
    self.recorded = recorded ?? (correction == nil ? .confirmed : .confirmedAfterCorrection)
    self.check = check
  }

  /// A claim that numbers decide: the largest of them, of both forms of a misprint, or how many they count.
  init<Finding: AuditFinding>(
    _ id: String, _ section: AuditSection, at place: String, _ claim: String, how: String,
    correction: Correction? = nil, measuring what: String, bound: Double = 0,
    _ findings: @escaping @Sendable (PaperOptions) throws -> [Finding]
  ) {
    self.init(id, section, at: place, claim, how: how, correction: correction) { context in
      Finding.evidence(of: try findings(context), what, bound: bound)
    }
  }

  /// A claim that is checked in several trials, `full` in the full edition and `quick` in the quick one,
  /// with random numbers that the trials share. Each trial is told its index.
  init<Finding: AuditFinding>(
    _ id: String, _ section: AuditSection, at place: String, _ claim: String, how: String,
    correction: Correction? = nil, measuring what: String, bound: Double = 0, of full: Int,
    quick: Int, _ trial: @escaping @Sendable (inout AuditRandom, _ index: Int) throws -> Finding
  ) {
    self.init(
      id, section, at: place, claim, how: how, correction: correction, measuring: what, bound: bound
    ) { try $0.trials(of: full, quick: quick, trial) }
  }

  /// The same claim with another verdict on record.
  package func recording(_ verdict: AuditVerdict) -> AuditClaim {
    var claim = self
    claim.recorded = verdict
    return claim
  }

  /// All claims, by section.
  package static let all: [AuditClaim] = [
    modelClaims, flowClaims, concentrationClaims, matchedClaims, mismatchedClaims,
    annealingClaims, figureClaims,
  ].flatMap { $0 }
}

/// What decides on a claim, many times over.
protocol AuditFinding: SendableMetatype {
  static func evidence(of all: [Self], _ what: String, bound: Double) -> AuditEvidence
}

/// The largest number, none of which is negative, decides.
extension Double: AuditFinding {
  static func evidence(of all: [Double], _ what: String, bound: Double) -> AuditEvidence {
    .direct(what, all.largest, bound: bound)
  }
}

/// What must not be is counted.
extension Int: AuditFinding {
  static func evidence(of all: [Int], _ what: String, bound: Double) -> AuditEvidence {
    .direct(what, Double(all.reduce(0, +)), bound: bound)
  }
}

/// The same number of the right and of the printed form of something with a misprint.
struct Forms: AuditFinding {
  let right, printed: Double

  static func evidence(of all: [Forms], _ what: String, bound: Double) -> AuditEvidence {
    AuditEvidence(
      deciding: AuditMeasurement(what, all.map(\.right).largest, bound: bound),
      printed: AuditMeasurement(what, all.map(\.printed).largest, bound: bound))
  }
}

extension PaperOptions {
  /// The options for one claim, so that it finds the same whichever claims are checked beside it.
  func own(by claim: String) -> PaperOptions {
    // FNV-1a over the name, mixed with the seed of the audit.
    let name = claim.utf8.reduce(14_695_981_039_346_656_037 as UInt64) {
      ($0 ^ UInt64($1)) &* 1_099_511_628_211
    }
    var mixer = SplitMix64(state: seed ^ name)
    return PaperOptions(edition: edition, seed: mixer.next())
  }

  /// The claim's own random numbers.
  var random: AuditRandom { AuditRandom(seed: seed) }

  /// What several trials find that share the claim's random numbers, each given by its index.
  func trials<Value>(
    of full: Int, quick: Int, _ value: (inout AuditRandom, _ trial: Int) throws -> Value
  ) rethrows -> [Value] {
    var random = random
    return try (0..<choose(full, quick: quick)).map { try value(&random, $0) }
  }
}

/// The parts of the paper, in its order.
package enum AuditSection: String, Sendable, Hashable, CaseIterable {
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
