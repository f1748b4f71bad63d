import ComplexModule
import LinearVAE
import NumericKit

/// The plateau of a problem: what grows on it, how fast, and what it ends in.
///
/// On the plateau the overlaps with the factors are small and grow by the linearised flow, (escape),
/// `ṁ = −τ_W((1 + λ) m − Λ d)`, `ḋ = −τ_V((βΛ + λ) d − Λ m)` per latent and factor.
public struct EscapeProblem: Sendable {
  /// One factor as seen from the plateau.
  struct Direction: Sendable {
    let factor: Int
    let eigenvalue: Double
    /// The growth rate of its overlap with a collapsed latent.
    let growthRate: Double
    /// `m²` of the latent that has learned it; `nil` where no such state exists.
    let learnedSquare: Double?
    let obstacle: FactorEscape.Obstacle?
  }

  /// What is learned, by what, and how.
  public let problem: LearningProblem
  let analysis: FixedPointAnalysis
  /// By descending eigenvalue.
  let directions: [Direction]

  /// The plateau at the value on which `β` settles.
  ///
  /// - Throws: What ``FixedPointAnalysis/init(_:beta:)`` throws.
  public init(_ problem: LearningProblem) throws {
    self.problem = problem
    analysis = try FixedPointAnalysis(problem)
    let data = analysis.orthogonal.data
    let types = LatentTypes(data: data, training: problem.training, beta: analysis.beta)
    let spectra = BlockSpectrum(data: data, training: problem.training, beta: analysis.beta)
    let order = data.signals.indices.sorted { data.signals[$0] > data.signals[$1] }
    directions = try order.enumerated().map { rank, factor in
      let signal = data.signals[factor]
      let learned =
        signal > 0 ? types.search(along: .factor(signal: signal)).types.first?.state.m : nil
      let obstacle: FactorEscape.Obstacle? =
        learned == nil ? .belowThreshold : rank >= problem.latents ? .noLatentLeft : nil
      return Direction(
        factor: factor, eigenvalue: signal + data.noise,
        growthRate: try spectra.free(.collapsed, signal: signal).eigenvalues.map(\.real).max()
          ?? .nan,
        learnedSquare: learned.map { $0 * $0 }, obstacle: obstacle)
    }
  }

  /// The growth rate of the leading factor on the plateau, per unit of `t` or `τt`: positive iff the
  /// plateau ends.
  public var growthRate: Double { directions.first?.growthRate ?? -.infinity }

  /// Follows the flow until the latents have found every factor that they can find.
  ///
  /// - Parameter start: The state at `t = 0`; it is on the plateau if its overlaps are small.
  /// - Returns: One entry per factor, by descending eigenvalue.
  /// - Throws: ``FlowError``, or the error of `OrderParameters.checkRealizable(data:)`.
  public func escapes(from start: OrderParameters) throws -> [FactorEscape] {
    try start.checkRealizable(data: problem.data)
    let orthogonal = analysis.orthogonal
    let state = try analysis.principal.expressed(start)
    let run = EscapeRun(problem: orthogonal, start: state)
    let wanted = directions.filter { $0.obstacle == nil && run.overlap(with: $0.factor) > 0 }
    let times = try run.times(of: wanted)
    return directions.map { direction in
      if let time = times[direction.factor] { return FactorEscape(direction, time: time) }
      let isWanted = wanted.contains { $0.factor == direction.factor }
      return FactorEscape(
        direction, time: nil,
        obstacle: direction.obstacle ?? (isWanted ? .notReached : .noOverlap))
    }
  }
}
