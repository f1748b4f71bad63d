import LinearVAE
import NumericKit
import RealModule

/// When single runs of SGD in `N` dimensions leave their plateau, (plateau-law).
///
/// While overlaps are small they obey a linear equation with noise. What has grown in the end is that of a
/// start of the flow with overlaps `m = d = a`, where `a` is normal over runs: its mean stands for the overlaps
/// at the start, its variance for what the steps of a run add, and for its start if each run draws its own.
/// A run leaves when the flow from `|a|` does: early ones by chance, late ones where noise and overlap cancel.
///
/// ```swift
/// let law = try EscapeProblem(problem).plateauLaw(from: start, dimension: 10_000)
/// let median = try law?.quantile(0.5)
/// ```
public struct PlateauLaw: Sendable {
  /// The mean of `a` over runs, but for its sign.
  public let mean: Double
  /// The standard deviation of `a` over runs.
  public let deviation: Double

  fileprivate let problem: EscapeProblem
  /// Where the flow starts but for overlaps.
  fileprivate let plateau: OrderParameters

  /// The time by which a share of runs has left the plateau: half of the learned squared overlap.
  ///
  /// - Parameter share: Between 0 and 1, both excluded.
  /// - Returns: The time, in steps divided by `N`; `nil` if the flow does not leave from overlaps as small as
  ///   those of the last runs among them.
  /// - Throws: ``FlowError``, or `InvalidProblem` for data too large to be followed.
  public func quantile(_ share: Double) throws -> Double? {
    precondition(share > 0 && share < 1, "no time for a share of \(share)")
    return try problem.plateauEnd(from: plateau, overlap: overlap(exceededBy: share))
  }

  /// The `|a|` that a share of runs exceeds.
  func overlap(exceededBy share: Double) -> Double {
    let width = deviation * Double(2).squareRoot()
    func tail(_ least: Double) -> Double {
      0.5 * (.erfc((least - mean) / width) + .erfc((least + mean) / width))
    }
    var (lower, upper) = (0.0, mean + 40 * deviation)
    for _ in 0..<100 {
      let middle = 0.5 * (lower + upper)
      if tail(middle) > share { lower = middle } else { upper = middle }
    }
    return 0.5 * (lower + upper)
  }
}

extension EscapeProblem {
  /// The law of the plateau's end over runs that all start from one state.
  ///
  /// - Parameters:
  ///   - start: The state; its overlaps are small, or 0.
  ///   - dimension: `N`.
  /// - Returns: The law; `nil` where it is not known: for several latents or factors, a feedback law, the
  ///   small-rate limit, a plateau without an end, and overlaps that are more than a tenth of what they can be
  ///   or of what is learned, from which there is no plateau.
  /// - Throws: ``FlowError``, `RunCancelled`, `InvalidProblem` for data too large to be followed, or the error
  ///   of `OrderParameters.checkRealizable(data:)`.
  public func plateauLaw(from start: OrderParameters, dimension: Int) throws -> PlateauLaw? {
    try start.checkRealizable(data: problem.data)
    guard hasPlateauLaw else { return nil }
    return try plateauLaw(
      from: try analysis.principal.expressed(start), hasOwnStarts: false, dimension: dimension)
  }

  /// The law of the plateau's end over runs that each draw `W`, `V` with independent standard normal entries,
  /// with `D = 1`.
  ///
  /// - Parameter dimension: `N`.
  /// - Returns: As of ``plateauLaw(from:dimension:)``.
  /// - Throws: As ``plateauLaw(from:dimension:)``.
  public func plateauLaw(fromRandomStartIn dimension: Int) throws -> PlateauLaw? {
    guard hasPlateauLaw else { return nil }
    let start = OrderParameters(m: [[0]], d: [[0]], Q: [[1]], E: [[1]], R: [[0]], D: [1])
    return try plateauLaw(from: start, hasOwnStarts: true, dimension: dimension)
  }

  private var hasPlateauLaw: Bool {
    problem.latents == 1 && problem.data.factors == 1 && problem.training.feedback == nil
      && problem.training.rates != .limit && groups[0].learnedSquare != nil
  }

  private func plateauLaw(
    from start: OrderParameters, hasOwnStarts: Bool, dimension: Int
  ) throws -> PlateauLaw? {
    precondition(dimension >= 1, "a model cannot have \(dimension) dimensions")
    let N = Double(dimension)
    var plateau = start
    (plateau.m[0, 0], plateau.d[0, 0]) = (0, 0)
    // What is added after the plateau's end from overlaps of a typical size is small beside what has grown.
    guard let end = try plateauEnd(from: plateau, overlap: typicalOverlap(plateau, N)) else {
      return nil
    }
    let gains = try blamingLargeData {
      try PlateauGains(analysis.orthogonal, on: plateau, until: end)
    }
    let square = try gains.square(m: start.m[0, 0], d: start.d[0, 0])
    let ownStarts = hasOwnStarts ? try gains.squareOfRandomStarts() : 0
    let variance = (gains.noise + ownStarts) / N
    guard square.isFinite, variance.isFinite, variance > 0 else { return nil }
    let law = PlateauLaw(
      mean: square.squareRoot(), deviation: variance.squareRoot(), problem: self, plateau: plateau)
    return square + variance <= largestSquare(plateau) ? law : nil
  }

  /// The square of overlaps that are still small.
  private func largestSquare(_ plateau: OrderParameters) -> Double {
    0.01 * min(plateau.Q[0, 0], plateau.E[0, 0], groups[0].learnedSquare ?? 0)
  }

  private func typicalOverlap(_ plateau: OrderParameters, _ N: Double) -> Double {
    min(1 / N, largestSquare(plateau)).squareRoot()
  }

  /// When the flow from these overlaps `m = d` leaves the plateau.
  fileprivate func plateauEnd(from plateau: OrderParameters, overlap: Double) throws -> Double? {
    guard overlap > 0 else { return nil }
    var start = plateau
    (start.m[0, 0], start.d[0, 0]) = (overlap, overlap)
    let run = EscapeRun(self, from: start, alike: LatentSymmetry(of: start))
    return try blamingLargeData { try run.course().plateau }
  }
}

/// How overlaps at the start, and the noise of the steps, enter what has grown on a plateau.
///
/// Along the path without overlaps the covariance `Ξ` of overlaps depends on nothing but itself. In the end only
/// what grows fastest is left of it, so that its element `mm` tells all.
private struct PlateauGains {
  private let equation: LinearNoise
  private let plateau: OrderParameters
  private let end: Double
  /// `Ξ_mm` of runs from one state, and what overlaps `m = d = 1` add to it.
  private let steps, unit: Double

  /// The square of overlaps that stand for 1: what they add must not drown in the noise.
  private static let scale = 1e8

  init(_ problem: LearningProblem, on plateau: OrderParameters, until end: Double) throws {
    equation = try LinearNoise(problem)
    (self.plateau, self.end) = (plateau, end)
    steps = try Self.grown(equation, plateau, nil, end)
    let spread = Self.spread(equation.layout, m: 1, d: 1)
    unit = try Self.grown(equation, plateau, spread, end) - steps
  }

  /// `N` times the variance of `a` from the noise of the steps.
  var noise: Double { Self.scale * steps / unit }

  /// `N` times the variance of `a` from starts that each run draws.
  func squareOfRandomStarts() throws -> Double {
    try square(Self.scale * equation.spreadOfRandomStarts)
  }

  /// The square of the `a` from these overlaps.
  func square(m: Double, d: Double) throws -> Double {
    let largest = max(m.magnitude, d.magnitude)
    guard largest > 0 else { return 0 }
    let spread = Self.spread(equation.layout, m: m / largest, d: d / largest)
    return largest * largest * (try square(spread))
  }

  private func square(_ spread: Matrix) throws -> Double {
    max(0, try Self.grown(equation, plateau, spread, end) - steps) / unit
  }

  private static func grown(
    _ equation: LinearNoise, _ plateau: OrderParameters, _ spread: Matrix?, _ end: Double
  ) throws -> Double {
    let course = try equation.course(from: plateau, spread: spread, at: [end])
    return course.covariances[0][equation.layout.m, equation.layout.m]
  }

  private static func spread(_ at: StateLayout, m: Double, d: Double) -> Matrix {
    var spread = Matrix(rows: at.count, columns: at.count)
    (spread[at.m, at.m], spread[at.m, at.d]) = (scale * m * m, scale * m * d)
    (spread[at.d, at.m], spread[at.d, at.d]) = (scale * m * d, scale * d * d)
    return spread
  }
}
