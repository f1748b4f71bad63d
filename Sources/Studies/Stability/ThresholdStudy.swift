import LinearVAE
import MeanField
import NumericKit
import Storage

/// Locates the values of `β` at which latents collapse.
public struct ThresholdStudy: Sendable {
  /// What is learned, by what, and how; its own `β` plays no part.
  public var problem: LearningProblem
  /// Where to search; `nil` for around each eigenvalue.
  public var range: ClosedRange<Double>?
  /// Whether the curves of the figure are computed.
  public var withCurves: Bool

  /// Thresholds to be located.
  public init(
    _ problem: LearningProblem, in range: ClosedRange<Double>? = nil, withCurves: Bool = false
  ) {
    (self.problem, self.range, self.withCurves) = (problem, range, withCurves)
  }

  /// Locates the thresholds.
  ///
  /// - Throws: `InvalidProblem`, ``NoThreshold`` when no eigenvalue has one in the range, or
  ///   `RunCancelled`.
  public func run(_ context: RunContext = .current) throws -> ThresholdResult {
    try context.run { context in
      let thresholds = try Threshold.all(of: problem, in: range)
      try context.checkCancellation()
      context.report(thresholds.count, of: thresholds.count, "thresholds")
      let located = thresholds.compactMap(\.beta)
      guard let largest = located.max() else {
        throw NoThreshold(range: range, eigenvalues: thresholds.map(\.eigenvalue))
      }
      let samples = withCurves ? 400 : 0
      let betas = (0..<samples).map { 1.3 * largest * Double($0 + 1) / Double(samples) }
      let phases = try context.map(samples, "values of β") {
        try Phase(of: problem, beta: betas[$0])
      }
      return ThresholdResult(
        problem: problem, thresholds: thresholds, betas: betas, phases: phases)
    }
  }
}

/// The values of `β` at which latents collapse.
public struct ThresholdResult: Sendable {
  /// What is learned; its own `β` plays no part.
  public let problem: LearningProblem
  /// One per eigenvalue of the data, in descending order.
  public let thresholds: [Threshold]
  /// Values of `β` around the thresholds, and what training ends in there, if asked for.
  let betas: [Double], phases: [Phase]
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

extension ThresholdResult {
  /// One entry per eigenvalue of the data, in descending order.
  package func dataset(of problem: ProblemSpecification) -> Dataset {
    var data = Dataset(rows: "threshold")
    data.labels["end"] = ["lower", "upper"]
    func add(_ name: String, _ values: Dataset.Values, _ meaning: String) {
      data.add(name, values, meaning, at: "thresholds[].\(name)", over: "threshold")
    }
    data.note("problem", problem, "The problem with all defaults.")
    add("eigenvalue", .numbers(thresholds.map(\.eigenvalue)), "Covariance eigenvalue of the data.")
    add("kind", .texts(thresholds.map(\.kind.rawValue)), "`factor` or `noise` direction.")
    add(
      "factor", .optionals(thresholds.map { $0.factor.map(Double.init) }),
      "Index of the factor, by descending eigenvalue, counted from 0; missing for noise.")
    add("beta", .optionals(thresholds.map(\.beta)), "β above which such a latent collapses.")
    data.add(
      "bracket",
      .numbers(thresholds.flatMap { [$0.bracket.lowerBound, $0.bracket.upperBound] }),
      "Values of β between which the threshold lies.", at: "thresholds[].bracket",
      shape: [thresholds.count, 2],
      over: "threshold", "end")
    add(
      "precision", .numbers(thresholds.map { $0.bracket.upperBound - $0.bracket.lowerBound }),
      "Width of that bracket.")
    add(
      "status", .texts(thresholds.map(\.status.rawValue)),
      "`converged`, `notInRange` or `tooManyEvaluations`: how the search ended.")
    add("limit", .optionals(thresholds.map(\.limit)), "Threshold in the limit of small rates.")
    add("analytic", .optionals(thresholds.map(\.analytic)), "Threshold of the closed form, if any.")
    add("shift", .optionals(thresholds.map(\.shift)), "Shift by the rates: beta − limit.")
    add("leading_shift", .optionals(thresholds.map(\.leadingShift)), "That shift to first order.")
    return data
  }
}
