import LinearVAE
import MeanField
import Storage

/// The values of `β` at which latents collapse.
public struct ThresholdStudy: Sendable {
  /// What is learned; its own `β` plays no part.
  public let problem: LearningProblem
  /// One per eigenvalue of the data, in descending order.
  public let thresholds: [Threshold]

  /// Locates the thresholds.
  ///
  /// - Parameters:
  ///   - problem: What is learned, by what, and how.
  ///   - range: Where to search; by default around each eigenvalue.
  /// - Throws: `InvalidProblem`, or ``NoThreshold`` when no eigenvalue has one in the range.
  public init(_ problem: LearningProblem, in range: ClosedRange<Double>? = nil) throws {
    self.problem = problem
    thresholds = try Threshold.all(of: problem, in: range)
    if thresholds.allSatisfy({ $0.beta == nil }) {
      throw NoThreshold(range: range, eigenvalues: thresholds.map(\.eigenvalue))
    }
  }
}

/// No latent collapses or comes to life in the range of `β` searched.
public struct NoThreshold: Error, Sendable, Hashable, CustomStringConvertible {
  /// The range asked for, if any.
  public let range: ClosedRange<Double>?
  /// The eigenvalues of the data, near which thresholds lie at small rates without weight decay.
  public let eigenvalues: [Double]

  /// The error as a sentence with its numbers.
  public var description: String {
    let listed = eigenvalues.prefix(6).map { "\($0)" }.joined(separator: ", ")
    let rest = eigenvalues.count > 6 ? ", …" : ""
    guard let range else {
      return
        "no value of β changes what attracts: the collapsed state is stable or unstable throughout "
        + "(eigenvalues of the data: \(listed)\(rest); strong weight decay can do this)"
    }
    return
      "the range \(range.lowerBound):\(range.upperBound) of β holds no threshold; "
      + "eigenvalues of the data, near which thresholds lie: \(listed)\(rest)"
  }
}

/// A study of thresholds as it is stored: the fields of the command's JSON.
public struct ThresholdRecord: Sendable, Encodable {
  struct Entry: Sendable, Encodable {
    let eigenvalue: Double
    let kind: Threshold.Kind
    /// `null` for noise.
    let factor: Int?
    let beta: Nullable
    let bracket: [Double]
    let precision: Double
    let status: Threshold.Status
    /// The threshold in the small-rate limit.
    let limit: Nullable
    let analytic: Nullable
    /// `beta − limit`, measured, and to first order in the rates.
    let shift: Nullable
    let leading_shift: Nullable
  }

  let problem: ProblemSpecification
  let thresholds: [Entry]

  /// The record of a study.
  ///
  /// - Parameters:
  ///   - study: The thresholds.
  ///   - problem: The specification it was made from.
  public init(_ study: ThresholdStudy, of problem: ProblemSpecification) {
    self.problem = problem
    thresholds = study.thresholds.map { threshold in
      let (lower, upper) = (threshold.bracket.lowerBound, threshold.bracket.upperBound)
      return Entry(
        eigenvalue: threshold.eigenvalue, kind: threshold.kind, factor: threshold.factor,
        beta: Nullable(threshold.beta), bracket: [lower, upper], precision: upper - lower,
        status: threshold.status, limit: Nullable(threshold.limit),
        analytic: Nullable(threshold.analytic), shift: Nullable(threshold.shift),
        leading_shift: Nullable(threshold.leadingShift))
    }
  }
}

extension ThresholdStudy {
  /// One row per threshold.
  public var table: ColumnTable {
    var table = ColumnTable()
    table.add("eigenvalue", thresholds.map(\.eigenvalue))
    table.add("kind", texts: thresholds.map(\.kind.rawValue))
    table.add("beta", thresholds.map(\.beta))
    table.add("bracket_lower", thresholds.map(\.bracket.lowerBound))
    table.add("bracket_upper", thresholds.map(\.bracket.upperBound))
    table.add("status", texts: thresholds.map(\.status.rawValue))
    table.add("limit", thresholds.map(\.limit))
    table.add("analytic", thresholds.map(\.analytic))
    table.add("shift", thresholds.map(\.shift))
    table.add("leading_shift", thresholds.map(\.leadingShift))
    return table
  }

  /// Arrays `eigenvalue`, `kind`, a text, `is_noise` (0 or 1), `beta`, `bracket`, `status`, a text,
  /// `limit`, `analytic`, `shift` and `leading_shift`, with the eigenvalue as the first index.
  public var archive: NPZArchive {
    var archive = NPZArchive()
    let count = thresholds.count
    archive.add("eigenvalue", shape: [count], thresholds.map(\.eigenvalue))
    archive.add("kind", shape: [count], texts: thresholds.map(\.kind.rawValue))
    archive.add("is_noise", shape: [count], thresholds.map { $0.kind == .noise ? 1 : 0 })
    archive.add("beta", shape: [count], thresholds.map { $0.beta ?? .nan })
    archive.add(
      "bracket", shape: [count, 2],
      thresholds.flatMap { [$0.bracket.lowerBound, $0.bracket.upperBound] })
    archive.add("status", shape: [count], texts: thresholds.map(\.status.rawValue))
    archive.add("limit", shape: [count], thresholds.map { $0.limit ?? .nan })
    archive.add("analytic", shape: [count], thresholds.map { $0.analytic ?? .nan })
    archive.add("shift", shape: [count], thresholds.map { $0.shift ?? .nan })
    archive.add("leading_shift", shape: [count], thresholds.map { $0.leadingShift ?? .nan })
    return archive
  }
}
