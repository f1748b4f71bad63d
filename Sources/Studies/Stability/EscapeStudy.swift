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

/// A study of the plateau as it is stored: the fields of the command's JSON.
public struct EscapeRecord: Sendable, Encodable {
  struct Plateau: Sendable, Encodable {
    let time: Nullable
    /// Standard deviation over draws of a random start; 0 for a given one.
    let spread: Double
    let steps: Nullable
    let epochs: Nullable
  }

  struct Factor: Sendable, Encodable {
    let factor: Int
    let eigenvalue: Double
    let growth_rate: Double
    let plateau: Plateau
    let verdict: EscapeVerdict
    let reason: FactorEscape.Obstacle?
  }

  let problem: ProblemSpecification
  let start: String
  let growth_rate: Double
  let plateau: Plateau
  let end: Double
  let verdict: EscapeVerdict
  let factors: [Factor]
  /// Groups of latents that start exactly alike, counted from 0.
  let alike: [[Int]]

  /// The record of a study.
  ///
  /// - Parameters:
  ///   - study: The plateau.
  ///   - problem: The specification it was made from.
  public init(_ study: EscapeStudy, of problem: ProblemSpecification) {
    func plateau(_ time: Double?, _ spread: Double) -> Plateau {
      Plateau(
        time: Nullable(time), spread: spread, steps: Nullable(time.flatMap(study.steps)),
        epochs: Nullable(time.flatMap(study.epochs)))
    }
    self.problem = problem
    switch study.start {
    case .state: start = "given"
    case .random: start = "random"
    }
    growth_rate = study.growthRate
    self.plateau = plateau(study.plateau?.time, study.plateau?.spread ?? 0)
    alike = study.alike
    end = study.end
    verdict = study.verdict
    factors = study.factors.map { escape in
      Factor(
        factor: escape.factor, eigenvalue: escape.eigenvalue, growth_rate: escape.growthRate,
        plateau: plateau(escape.time, escape.spread),
        verdict: EscapeVerdict(time: escape.time, end: study.end),
        reason: escape.obstacle)
    }
  }
}

extension EscapeStudy {
  /// One row per factor.
  public var table: ColumnTable {
    var table = ColumnTable()
    table.add("factor", factors.map { Double($0.factor) })
    table.add("eigenvalue", factors.map(\.eigenvalue))
    table.add("growth_rate", factors.map(\.growthRate))
    table.add("time", factors.map(\.time))
    table.add("spread", factors.map(\.spread))
    table.add("steps", factors.map { $0.time.flatMap(steps) })
    table.add("epochs", factors.map { $0.time.flatMap(epochs) })
    table.add(
      "verdict", texts: factors.map { EscapeVerdict(time: $0.time, end: end).rawValue })
    table.add("reason", texts: factors.map { $0.obstacle?.rawValue ?? "" })
    return table
  }

  /// Arrays `factor`, `eigenvalue`, `growth_rate`, `time`, `spread`, `steps` and `epochs`, one number
  /// per factor, and the texts `verdict` and `reason`.
  public var archive: NPZArchive {
    var archive = NPZArchive()
    func add(_ name: String, _ value: (FactorEscape) -> Double?) {
      archive.add(name, shape: [factors.count], factors.map { value($0) ?? .nan })
    }
    add("factor") { Double($0.factor) }
    add("eigenvalue") { $0.eigenvalue }
    add("growth_rate") { $0.growthRate }
    add("time") { $0.time }
    add("spread") { $0.spread }
    add("steps") { $0.time.flatMap(steps) }
    add("epochs") { $0.time.flatMap(epochs) }
    for column in table.columns {
      guard case .texts(let texts) = column.cells else { continue }
      archive.add(column.name, shape: [texts.count], texts: texts)
    }
    return archive
  }
}
