import LinearVAE
import MeanField
import NumericKit
import Storage

/// What a number of samples allows: the error of the optimum and the best `β`, against `α = P/N`.
public struct FiniteDataStudy: Sendable {
  /// Factors in noise, and the number of latents; training plays no part but for its `β`.
  public var problem: LearningProblem
  /// `α`, samples per dimension.
  public var samplesPerDimension: [Double]
  /// `β`; `nil` for that on which the problem's own settles.
  public var beta: Double?

  /// A table to be made.
  public init(_ problem: LearningProblem, samplesPerDimension: [Double], beta: Double? = nil) {
    (self.problem, self.samplesPerDimension, self.beta) = (problem, samplesPerDimension, beta)
  }

  /// Finds the optimum and the best `β` for each number of samples.
  ///
  /// - Throws: `InvalidProblem`, or `RunCancelled`.
  public func run(_ context: RunContext = .current) throws -> FiniteDataResult {
    try context.run { context in
      guard let beta = beta ?? problem.training.schedule?.finalValue else {
        throw InvalidProblem(
          "training.beta", found: "a β that does not settle",
          allowed: "a number, or a schedule "
            + "that comes to rest", advice: "the optimum is that of the last β")
      }
      let optima = try context.map(samplesPerDimension.count, "numbers of samples") { index in
        try FiniteOptimum(
          of: problem.data, samplesPerDimension: samplesPerDimension[index],
          latents: problem.latents, beta: beta)
      }
      return FiniteDataResult(
        problem: problem, beta: beta, samplesPerDimension: samplesPerDimension, optima: optima)
    }
  }
}

/// The optimum and the best `β` for each number of samples.
public struct FiniteDataResult: Sendable {
  /// What is learned.
  public let problem: LearningProblem
  /// `β`.
  public let beta: Double
  /// `α`, samples per dimension.
  public let samplesPerDimension: [Double]
  /// The optimum at each.
  public let optima: [FiniteOptimum]

  /// `(η/ρ)²`, the samples per dimension below which nothing shows of the strongest factor, whatever `β`.
  public var leastSamples: Double? {
    guard let strongest = optima.first?.factors.map(\.strength).max(), strongest > 0 else {
      return nil
    }
    let x = problem.data.noise / strongest
    return x * x
  }
}

extension FiniteDataResult {
  /// One entry per number of samples.
  package func dataset(of specification: ProblemSpecification) -> Dataset {
    var data = Dataset(rows: "ratio")
    func add(_ name: String, _ values: Dataset.Values, _ meaning: String) {
      data.add(name, values, meaning, over: "ratio")
    }
    data.note("problem", specification, "The problem with all defaults.")
    data.add("beta", .numbers([beta]), "Weight of the KL term.")
    add("alpha", .numbers(samplesPerDimension), "Samples per dimension, P/N.")
    add(
      "sample_eigenvalue", .numbers(optima.map { $0.factors[0].sample }),
      "Eigenvalue of the samples' covariance that belongs to the first factor.")
    add(
      "cosine2", .numbers(optima.map { $0.factors[0].cosine2 }),
      "Squared cosine of its eigenvector with that factor; 0 where it does not show.")
    add("error", .numbers(optima.map(\.error)), "Generalization error of the optimum at beta.")
    add("living", .whole(optima.map(\.living)), "Number of latents that live there.")
    add("collapsed", .flags(optima.map { $0.living == 0 }), "Whether all latents collapse there.")
    add(
      "best_beta", .optionals(optima.map { $0.best?.level }),
      "β of the smallest error; missing where no factor shows, so that collapse is best.")
    add("best_error", .numbers(optima.map(\.bestError)), "The smallest error of any β.")
    return data
  }

  /// The answer in words, for the first number of samples or the only one.
  package var words: String {
    func short(_ value: Double) -> String { ShortNumber.text(value, digits: 4) }
    guard let α = samplesPerDimension.first, let first = optima.first else { return "" }
    let at = "With \(short(α)) samples per dimension"
    guard let best = first.best else {
      let least = leastSamples.map {
        " Factors begin to show above \(short($0)) samples per dimension."
      }
      return "\(at) no factor shows in the samples: whatever lives learns noise, and the best is "
        + "collapse, with the error \(short(first.bestError)).\(least ?? "")\n"
    }
    var text =
      "\(at) take β = \(short(best.level)): the error is \(short(best.error)) there, and "
      + "\(short(first.error)) at β = \(short(beta)).\n"
    if let twice = try? FiniteOptimum(
      of: problem.data, samplesPerDimension: 2 * α, latents: problem.latents, beta: beta),
      let better = twice.best
    {
      text +=
        "Twice as many samples would buy an error of \(short(better.error)), at "
        + "β = \(short(better.level)).\n"
    }
    return text
  }
}
