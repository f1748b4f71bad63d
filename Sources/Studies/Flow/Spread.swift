import LinearVAE
import MeanField
import NumericKit
import Storage

/// Of which runs the spread around the flow is asked for, (linear-noise).
public struct SpreadQuestion: Sendable, Hashable {
  /// `N` of the runs; `nil` for `√N` times their standard deviations.
  public var dimension: Int?
  /// Whether each run draws a start of its own around the common one.
  public var hasOwnStarts: Bool

  /// A question.
  public init(dimension: Int? = nil, hasOwnStarts: Bool = false) {
    (self.dimension, self.hasOwnStarts) = (dimension, hasOwnStarts)
  }
}

/// How far a single run of SGD strays from the flow, (linear-noise).
public struct Spread: Sendable {
  /// What was asked.
  public let question: SpreadQuestion
  /// The standard deviation of each order parameter of one run at each time, or `√N` times that without a
  /// dimension.
  public let states: [OrderParameters]
  /// That of the aligned error, to first order in the deviations.
  public let error: [Double]

  /// Follows the spread along the flow.
  ///
  /// - Throws: What `LinearNoise.init(_:integrator:)` and `LinearNoise.course(from:spread:at:reached:)` throw.
  init(
    _ question: SpreadQuestion, of problem: LearningProblem, from initial: OrderParameters,
    at times: [Double], by integrator: Integrator, reached: (Int) -> Void = { _ in }
  ) throws {
    let noise = try LinearNoise(problem, integrator: integrator)
    try Self.checkSize(noise.layout.count, of: problem)
    let course = try withoutActuallyEscaping(reached) {
      try noise.course(
        from: initial, spread: question.hasOwnStarts ? noise.spreadOfRandomStarts : nil,
        at: times, reached: $0)
    }
    let unit = question.dimension.map { 1 / Double($0).squareRoot() } ?? 1
    self.question = question
    states = course.standardDeviations.map { $0.combined(with: $0) { value, _ in unit * value } }
    error = course.standardDeviations(of: { state in
      state.generalizationError(.aligned, data: problem.data)
    }).map { unit * $0 }
  }

  /// More order parameters than this are refused: their covariance takes a step of O(n³), hundreds of times,
  /// which at this size is a second each.
  static let orderParameterLimit = 1500

  private static func checkSize(_ count: Int, of problem: LearningProblem) throws(InvalidProblem) {
    try InvalidProblem.require(
      count <= orderParameterLimit, "model.latents",
      found: "\(problem.latents) latents, which have \(count) order parameters",
      allowed: "so few that there are at most \(orderParameterLimit) for the spread of runs",
      advice: "follow the flow without it, or simulate an ensemble")
  }

  private init(question: SpreadQuestion, states: [OrderParameters], error: [Double]) {
    (self.question, self.states, self.error) = (question, states, error)
  }

  /// The same at some of the times.
  func at(_ chosen: [Int]) -> Spread {
    Spread(
      question: question, states: chosen.map { states[$0] }, error: chosen.map { error[$0] })
  }
}

extension FlowResult {
  /// The spread of runs in a sentence or two: how far they end from each other, and when they are farthest.
  package var spreadInWords: String? {
    guard let spread, let last = times.indices.last else { return nil }
    let errors = generalizationError(.aligned)
    let widest = times.indices.max { spread.error[$0] < spread.error[$1] } ?? last
    func short(_ value: Double) -> String { ShortNumber.text(value, digits: 3) }
    func time(_ i: Int) -> String { ShortNumber.text(times[i], digits: 5) }
    func interval(_ i: Int) -> String {
      let width = short(spread.error[i]) + (spread.question.dimension == nil ? "/√N" : "")
      return "\(short(errors[i])) ± \(width)"
    }
    let runs = spread.question.dimension.map { "of N = \($0)" } ?? "of N coordinates"
    var text =
      "Single runs \(runs) have ε_g = \(interval(last)) at t = \(time(last)) "
      + "(one standard deviation)"
    if widest != last, spread.error[widest] > 1.2 * spread.error[last] {
      text += "; they are farthest apart at t = \(time(widest)), \(interval(widest))"
    }
    text += ".\n"
    // A spread that is not small against what it surrounds is beyond the leading order.
    if spread.question.dimension != nil, spread.error[widest] > 0.3 * (errors.max() ?? 0) {
      text +=
        "So wide a spread is no longer Gaussian: the figures hold for larger N; "
        + "simulate to see what runs of this size do.\n"
    }
    return text
  }
}
