import NumericKit

/// The claims of the paper, each with what the check of it found and the verdict that follows.
package struct Audit: Sendable {
  /// How it was carried out.
  package let options: AuditOptions
  /// One per claim, in their order.
  package let findings: [Finding]

  /// What the check of a claim found.
  package struct Finding: Sendable {
    /// The claim.
    package let claim: AuditClaim
    /// The numbers.
    package let evidence: AuditEvidence

    /// The verdict that follows from the numbers.
    package var verdict: AuditVerdict { evidence.verdict }

    /// Whether that is the verdict on record.
    package var isAsRecorded: Bool { verdict == claim.recorded }
  }

  /// Checks claims, several at a time.
  ///
  /// Each check is independent of the others. One that fails with an error has found nothing: its claim
  /// is not checkable, with the error as reason.
  ///
  /// - Parameters:
  ///   - claims: All, unless given.
  ///   - options: Effort, seed and threads.
  ///   - finished: Told of every claim that is done, from any thread.
  /// - Throws: ``AuditInterruption`` when the options say stop.
  package init(
    of claims: [AuditClaim] = AuditClaim.all, _ options: AuditOptions,
    finished: @escaping @Sendable (AuditClaim) -> Void = { _ in }
  ) throws {
    self.options = options
    let findings = try concurrentMap(claims.count, threads: options.threads) { index -> Finding? in
      guard !options.shouldStop() else { return nil }
      let claim = claims[index]
      defer { finished(claim) }
      return Finding(claim: claim, evidence: Self.evidence(for: claim, options))
    }
    self.findings = findings.compactMap { $0 }
    guard self.findings.count == claims.count else {
      throw AuditInterruption(done: self.findings.count, of: claims.count)
    }
  }

  private static func evidence(for claim: AuditClaim, _ options: AuditOptions) -> AuditEvidence {
    do {
      return try claim.check(AuditContext(options, claim: claim.id))
    } catch {
      return .undecided("the check failed: \(error)")
    }
  }

  /// The findings whose verdict is not the one on record.
  package var changed: [Finding] { findings.filter { !$0.isAsRecorded } }

  /// How many claims have a verdict.
  ///
  /// - Parameter verdict: One of four.
  /// - Returns: A number of findings.
  package func count(of verdict: AuditVerdict) -> Int { findings.count { $0.verdict == verdict } }
}

/// An audit that was told to stop before its end.
package struct AuditInterruption: Error, Sendable, Hashable, CustomStringConvertible {
  /// Claims checked.
  package let done: Int
  /// Claims to check.
  package let count: Int

  /// A stop after so many claims.
  package init(done: Int, of count: Int) { (self.done, self.count) = (done, count) }

  /// What was done and how to go on.
  package var description: String {
    "interrupted after \(done) of \(count) claims, nothing was written; call it again, with --quick "
      + "for seconds or --only for a claim"
  }
}
