import LinearVAE
import MeanField
import Storage

/// Whether and when latents leave their plateau: slow, or never?
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

  /// What is learned.
  public let problem: LearningProblem
  /// What the latents start from.
  public let start: Start
  /// When the planned training ends, in steps divided by `N` or in `τt`.
  public let end: Double
  /// One entry per factor, by descending eigenvalue.
  public let factors: [FactorEscape]
  /// The end of the plateau: when the error first falls.
  public let plateau: PlateauEscape.End?
  /// Latents that start exactly alike, each group by ascending index.
  public let alike: [[Int]]
  /// The growth rate of the leading factor on the plateau.
  public let growthRate: Double
  /// How steps and epochs follow from flow time.
  public let units: Units

  /// Follows the plateau.
  ///
  /// - Parameters:
  ///   - problem: What is learned, by what, and how.
  ///   - start: What the latents start from.
  ///   - end: When the planned training ends.
  ///   - units: How steps and epochs follow from flow time.
  /// - Throws: `InvalidProblem`, `UnrealizableState` or `FlowError`.
  public init(
    _ problem: LearningProblem, from start: Start, end: Double, units: Units = Units()
  ) throws {
    let analysis = try EscapeProblem(problem)
    let escape: PlateauEscape
    switch start {
    case .state(let state): escape = try analysis.escapes(from: state)
    case .random(let dimension): escape = try analysis.escapes(fromRandomStartIn: dimension)
    }
    (factors, plateau, alike) = (escape.factors, escape.end, escape.alike)
    growthRate = analysis.growthRate
    self.problem = problem
    self.start = start
    self.end = end
    self.units = units
  }

  /// Whether the plateau ends, and in time.
  public var verdict: EscapeVerdict { EscapeVerdict(time: plateau?.time, end: end) }

  /// The number of SGD steps in a flow time; `nil` in the small-rate limit or without a dimension.
  public func steps(_ time: Double) -> Double? {
    guard problem.training.rates != .limit, let dimension = units.dimension else { return nil }
    return time * Double(dimension)
  }

  /// The number of passes over the data in a flow time; `nil` where steps or rows are not known.
  public func epochs(_ time: Double) -> Double? {
    guard let rows = units.rows, let steps = steps(time) else { return nil }
    return steps * Double(problem.training.batch) / Double(rows)
  }
}

extension EscapeStudy {
  /// When each factor is found, and the plateau of the whole.
  ///
  /// - Parameter problem: The specification it was made from.
  /// - Returns: What a command writes, in any format.
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
    let isGiven = if case .state = start { true } else { false }
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
    addPlateau("steps", "End of the plateau in steps, if those are known.", steps)
    addPlateau("epochs", "End of the plateau in epochs, if those are known.", epochs)
    let verdicts = factors.map { EscapeVerdict(time: $0.time, end: end).rawValue }
    add("verdict", .texts(verdicts), "`learns`, `slow` or `never`, about the factor.")
    add("reason", .texts(factors.map { $0.obstacle?.rawValue }), "Why it is never found.")
    data.note("alike", alike, "Groups of latents that start exactly alike, counted from 0.")
    return data
  }
}
