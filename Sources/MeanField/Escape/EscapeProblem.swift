import ComplexModule
import LinearVAE
import NumericKit

/// The plateau of a problem: what grows on it, how fast, and what it ends in.
///
/// On the plateau the overlaps with the factors are small and grow by the linearised flow, (escape),
/// `ṁ = −τ_W((1 + λ) m − Λ d)`, `ḋ = −τ_V((βΛ + λ) d − Λ m)` per latent and factor.
public struct EscapeProblem: Sendable {
  /// Factors of one signal as seen from the plateau.
  ///
  /// The flow is the same in every orthonormal basis of their span, so that only overlaps with the
  /// whole group mean something.
  struct Group: Sendable {
    /// Indices of the principal factors.
    let factors: [Int]
    /// How many factors have a larger eigenvalue.
    let rank: Int
    let eigenvalue: Double
    /// The growth rate of the overlaps with a collapsed latent.
    let growthRate: Double
    /// `m²` of a latent that has learned one of them; `nil` where no such state exists.
    let learnedSquare: Double?
    /// What the decoder of a latent at rest has outside of the factors: what a learned one has there
    /// at finite rates, or, if that is more, what one has that fits noise.
    let background: Double
  }

  /// What is learned, by what, and how.
  public let problem: LearningProblem
  let analysis: FixedPointAnalysis
  /// By descending eigenvalue.
  let groups: [Group]

  /// Signals whose relative distance is smaller are one: that of the eigenvalues of a matrix with
  /// equal ones, after rounding.
  private static let equality = 1e-10

  /// The plateau at the value on which `β` settles.
  ///
  /// - Throws: What ``FixedPointAnalysis/init(_:beta:)`` throws, or `InvalidProblem` for an eigenvalue
  ///   above ``eigenvalueLimit``.
  public init(_ problem: LearningProblem) throws {
    try problem.validateWithKnownBeta()
    if Self.largestEigenvalue(problem) > Self.eigenvalueLimit { throw Self.tooLarge(problem) }
    self.problem = problem
    analysis = try FixedPointAnalysis(problem)
    let (data, beta) = (analysis.orthogonal.data, analysis.beta)
    func strongest(_ direction: LatentType.Direction) -> LatentState? {
      LatentTypes(data: data, training: problem.training, beta: beta, along: direction)
        .types.first?.state
    }
    let spectra = BlockSpectrum(data: data, training: problem.training, beta: beta)
    let order = data.signals.indices.sorted {
      (data.signals[$1], $0) < (data.signals[$0], $1)
    }
    var members: [[Int]] = []
    for factor in order {
      let isEqual = (members.last?.first).map {
        data.signals[$0] - data.signals[factor]
          <= Self.equality * (data.signals[$0] + data.noise)
      }
      if isEqual == true {
        members[members.count - 1].append(factor)
      } else {
        members.append([factor])
      }
    }
    let fitted = data.noise > 0 ? strongest(.noise)?.Q ?? 0 : 0
    var rank = 0
    groups = try members.map { factors in
      defer { rank += factors.count }
      let signal = data.signals[factors[0]]
      let learned = signal > 0 ? strongest(.factor(signal: signal)) : nil
      return Group(
        factors: factors.sorted(), rank: rank, eigenvalue: signal + data.noise,
        growthRate: try spectra.free(.collapsed, signal: signal).eigenvalues.map(\.real).max()
          ?? .nan,
        learnedSquare: learned.map { $0.m * $0.m },
        background: max(fitted, learned.map { $0.Q - $0.m * $0.m } ?? 0))
    }
  }

  /// Eigenvalues of the data above this are refused: at a thousandth of it the slowest and the fastest
  /// part of the flow differ by more than double precision can follow to the end of a plateau.
  public static let eigenvalueLimit = 1e12

  /// An eigenvalue from which on a flow that cannot be followed is blamed on the data.
  private static let suspicion = 1e5

  private static func largestEigenvalue(_ problem: LearningProblem) -> Double {
    (problem.data.signals.max() ?? 0) + problem.data.noise
  }

  private static func tooLarge(_ problem: LearningProblem) -> InvalidProblem {
    let data = problem.data
    let largest = data.signals.indices.max { data.signals[$0] < data.signals[$1] } ?? 0
    let (key, value) =
      data.noise > data.signals[largest]
      ? ("data.noise", data.noise) : ("data.signals.\(largest)", data.signals[largest])
    return InvalidProblem(
      key, found: "\(value)",
      allowed: "a number small enough for the plateau to be followed",
      advice:
        "measure the data in larger units: signals, noise and beta may be divided by the same "
        + "number")
  }

  /// Runs the flow, and blames data in too small units where it cannot be followed.
  func blamingLargeData<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as FlowError {
      guard Self.largestEigenvalue(problem) > Self.suspicion else { throw error }
      throw Self.tooLarge(problem)
    }
  }

  /// The growth rate of the leading factor on the plateau, per unit of `t` or `τt`: positive iff the
  /// plateau ends.
  public var growthRate: Double { groups.first?.growthRate ?? -.infinity }

  /// Follows the flow until the latents have found every factor that they can find.
  ///
  /// Every factor that can be learned is watched, also one for which no latent is left in the end:
  /// where the start has little overlap with larger ones, it is found first.
  ///
  /// - Throws: ``FlowError``, `InvalidProblem` for data too large to be followed, or the error of
  ///   `OrderParameters.checkRealizable(data:)`.
  public func escapes(from start: OrderParameters) throws -> PlateauEscape {
    try start.checkRealizable(data: problem.data)
    let alike = LatentSymmetry(of: start)
    let run = EscapeRun(self, from: try analysis.principal.expressed(start), alike: alike)
    let course = try blamingLargeData { try run.course() }
    let factors = entries(in: run) { index, place in
      let times = course.found[index]
      return place < times.count ? (time: times[place], spread: 0) : nil
    }
    return PlateauEscape(
      end: course.plateau.map { PlateauEscape.End(time: $0, spread: 0) }, factors: factors,
      alike: alike.classes.filter { $0.count > 1 })
  }

  /// One entry per factor; factors that were not found say why the run did not find them.
  func entries(
    in run: EscapeRun, found: (_ group: Int, _ place: Int) -> (time: Double, spread: Double)?
  ) -> [FactorEscape] {
    groups.enumerated().flatMap { index, group in
      group.factors.enumerated().map { place, factor in
        let found = found(index, place)
        return FactorEscape(
          factor: factor, eigenvalue: group.eigenvalue, growthRate: group.growthRate,
          time: found?.time, spread: found?.spread ?? 0,
          obstacle: found == nil ? obstacle(to: place, of: index, in: run) : nil)
      }
    }
  }

  private func obstacle(to place: Int, of index: Int, in run: EscapeRun) -> FactorEscape.Obstacle {
    let rank = groups[index].rank + place
    if groups[index].eigenvalue <= problem.data.noise { return .noSignal }
    if groups[index].learnedSquare == nil { return .belowThreshold }
    if rank >= problem.latents { return .noLatentLeft }
    if place >= run.overlappingFactors(of: index) { return .noOverlap }
    return rank >= run.alike.classes.count ? .latentsAlike : .notReached
  }
}
