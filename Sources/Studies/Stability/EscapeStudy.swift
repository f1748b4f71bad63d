import LinearVAE
import MeanField
import NumericKit
import Storage

/// Tells whether and when latents leave their plateau: slow, or never?
public struct EscapeStudy: Sendable {
  /// What the latents start from.
  public enum Start: Sendable, Hashable {
    /// A given state.
    case state(OrderParameters)
    /// `W`, `V` with independent standard normal entries in `N` dimensions, `D = 1`: mean and spread
    /// over the draws.
    case random(dimension: Int)
  }

  /// How steps and epochs follow from flow time.
  public struct Units: Sendable, Hashable {
    /// `N`, the number of coordinates of a sample, if known.
    public var dimension: Int?
    /// The number of samples of the data set, if known.
    public var rows: Int?

    /// Units of a training.
    public init(dimension: Int? = nil, rows: Int? = nil) {
      self.dimension = dimension
      self.rows = rows
    }
  }

  /// What is learned, by what, and how.
  public var problem: LearningProblem
  /// What the latents start from.
  public var start: Start
  /// When the planned training ends, in steps divided by `N` or in `τt`.
  public var end: Double
  /// How steps and epochs follow from flow time.
  public var units: Units
  /// Whether the curves of the figure are computed.
  public var withCurves: Bool

  /// A plateau to be followed.
  public init(
    _ problem: LearningProblem, from start: Start, end: Double, units: Units = Units(),
    withCurves: Bool = false
  ) {
    (self.problem, self.start, self.end) = (problem, start, end)
    (self.units, self.withCurves) = (units, withCurves)
  }

  /// Follows the plateau.
  ///
  /// - Throws: `InvalidProblem`, `FlowError` or `RunCancelled`.
  public func run(_ context: RunContext = .current) throws -> EscapeResult {
    try context.run { context in
      let analysis = try EscapeProblem(problem)
      // Searches for fixed points end early without an error.
      try context.checkCancellation()
      func result(_ escape: PlateauEscape) -> EscapeResult {
        EscapeResult(study: self, growthRate: analysis.growthRate, escape: escape)
      }
      switch start {
      case .random(let dimension):
        var found = result(try analysis.escapes(fromRandomStartIn: dimension))
        found.runs = try PlateauRuns(
          analysis.plateauLaw(fromRandomStartIn: dimension), dimension: dimension)
        return found
      case .state(let state):
        let flows = withCurves ? 2 : 1
        context.report(0, of: flows, "flows")
        var found = result(try analysis.escapes(from: state))
        if let dimension = units.dimension {
          found.runs = try PlateauRuns(
            analysis.plateauLaw(from: state, dimension: dimension), dimension: dimension)
        }
        context.report(1, of: flows, "flows")
        guard withCurves else { return found }
        try found.follow(from: state)
        context.report(flows, of: flows, "flows")
        return found
      }
    }
  }
}

/// Whether and when latents leave their plateau.
public struct EscapeResult: Sendable {
  /// What was asked.
  public let study: EscapeStudy
  /// The growth rate of the leading factor on the plateau.
  public let growthRate: Double
  /// The times at which factors are found and the plateau ends.
  let escape: PlateauEscape
  /// When single runs leave the plateau, if there is a dimension and the law is known.
  public fileprivate(set) var runs: PlateauRuns?
  /// Times, and at each the overlap of the latents with the leading factors, if asked for.
  private(set) var curve: (times: [Double], overlaps: [[Double]])?

  init(study: EscapeStudy, growthRate: Double, escape: PlateauEscape) {
    (self.study, self.growthRate, self.escape) = (study, growthRate, escape)
  }

  /// One entry per factor, by descending eigenvalue.
  public var factors: [FactorEscape] { escape.factors }
  /// The end of the plateau: when the error first falls.
  public var plateau: PlateauEscape.End? { escape.end }
  /// Latents that start exactly alike, each group by ascending index.
  public var alike: [[Int]] { escape.alike }
  /// When the planned training ends.
  public var end: Double { study.end }

  /// The time that a figure shows.
  var horizon: Double {
    let last = factors.compactMap { escape in escape.time.map { $0 + 2 * escape.spread } }.max()
    return max(1.2 * (last ?? 0), last == nil ? end : 0)
  }

  /// Follows the overlaps with the leading factors.
  fileprivate mutating func follow(from state: OrderParameters) throws {
    let horizon = horizon
    let times = (0...400).map { horizon * Double($0) / 400 }
    let principal = try PrincipalFactors(of: study.problem.data)
    let states = try OrderParameterFlow(study.problem).trajectory(from: state, at: times)
      .map { try principal.expressed($0) }
    let overlaps = factors.prefix(6).map { escape in
      states.map { state in
        (0..<state.latents).reduce(0) {
          $0 + state.m[$1, escape.factor] * state.m[$1, escape.factor]
        }.squareRoot()
      }
    }
    curve = (times, overlaps)
  }

  /// Whether the plateau ends, and in time.
  public var verdict: EscapeVerdict { EscapeVerdict(time: plateau?.time, end: end) }

  /// The number of SGD steps in a flow time; `nil` in the small-rate limit or without a dimension.
  public func steps(_ time: Double) -> Double? {
    guard study.problem.training.rates != .limit, let dimension = study.units.dimension else {
      return nil
    }
    return time * Double(dimension)
  }

  /// The number of passes over the data in a flow time; `nil` where steps or rows are not known.
  public func epochs(_ time: Double) -> Double? {
    guard let rows = study.units.rows, let steps = steps(time) else { return nil }
    return steps * Double(study.problem.training.batch) / Double(rows)
  }
}

extension EscapeResult {
  /// When each factor is found, and the plateau of the whole.
  package func dataset(of problem: ProblemSpecification) -> Dataset {
    var data = Dataset(rows: "factor")
    func add(_ name: String, _ values: Dataset.Values, _ meaning: String, at path: String? = nil) {
      data.add(name, values, meaning, at: "factors[].\(path ?? name)", over: "factor")
    }
    func addPlateau(_ name: String, _ meaning: String, _ value: (Double) -> Double?) {
      add(name, .optionals(factors.map { $0.time.flatMap(value) }), meaning, at: "plateau.\(name)")
      data.add(
        "plateau_\(name)", .optionals([plateau.flatMap { value($0.time) }]), meaning,
        at: "plateau.\(name)")
    }
    let isGiven = if case .state = study.start { true } else { false }
    data.note("problem", problem, "The problem with all defaults.")
    data.add("start", .texts([isGiven ? "given" : "random"]), "`given` or `random` start.")
    data.add("end", .numbers([end]), "Time at which the planned training ends.")
    data.add(
      "plateau_growth_rate", .numbers([growthRate]),
      "Growth rate of the leading factor on the plateau, per unit of time.",
      at: "growth_rate")
    data.add(
      "plateau_verdict", .texts([verdict.rawValue]),
      "`learns`, `slow` or `never`, about the plateau of the whole.", at: "verdict")
    add("factor", .whole(factors.map(\.factor)), "Index by descending eigenvalue, counted from 0.")
    add("eigenvalue", .numbers(factors.map(\.eigenvalue)), "Covariance eigenvalue of the data.")
    add(
      "growth_rate", .numbers(factors.map(\.growthRate)),
      "Growth rate of an overlap with the factor on the plateau, per unit of time.")
    addPlateau("time", "End of the plateau, in steps / N or τt.") { $0 }
    let spreads = factors.map(\.spread)
    add(
      "spread", .numbers(spreads), "Standard deviation of that time over random starts.",
      at: "plateau.spread")
    data.add(
      "plateau_spread", .numbers([plateau?.spread ?? 0]),
      "Standard deviation of that time over random starts.",
      at: "plateau.spread")
    for (name, share, value) in [
      ("low", "one in ten", runs?.low), ("median", "half", runs?.median),
      ("high", "nine in ten", runs?.high),
    ] {
      data.add(
        "plateau_\(name)", .optionals([value]),
        "Time by which \(share) of the runs of SGD at this dimension have left the plateau, by their own noise, "
          + "too, if that is known.", at: "plateau.\(name)")
    }
    addPlateau("steps", "End of the plateau in steps, if those are known.", steps)
    addPlateau("epochs", "End of the plateau in epochs, if those are known.", epochs)
    let verdicts = factors.map { EscapeVerdict(time: $0.time, end: end).rawValue }
    add("verdict", .texts(verdicts), "`learns`, `slow` or `never`, about the factor.")
    add("reason", .texts(factors.map { $0.obstacle?.rawValue }), "Why it is never found.")
    data.note("alike", alike, "Groups of latents that start exactly alike, counted from 0.")
    return data
  }
}
