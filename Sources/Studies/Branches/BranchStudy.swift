import LinearVAE
import MeanField
import NumericKit

/// Follows the fixed points of a problem as one of its parameters varies, branch by branch.
public struct BranchStudy: Sendable {
  /// What is learned, by what, and how; its own value of the parameter plays no part.
  public var problem: LearningProblem
  /// What varies: `β`, `η`, all signals or one, `λ`, or all rates.
  public var parameter: ProblemParameter
  /// Its values; a lower end at which the flow is singular is moved up a little.
  public var range: ClosedRange<Double>
  /// Starts of a search for correlated latents at each value at which branches are looked for.
  public var starts: Int

  /// Branches to be followed.
  public init(
    _ problem: LearningProblem, varying parameter: ProblemParameter,
    over range: ClosedRange<Double>, starts: Int = 0
  ) {
    (self.problem, self.parameter) = (problem, parameter)
    (self.range, self.starts) = (range, starts)
  }

  /// Follows the branches.
  ///
  /// - Throws: `InvalidProblem` for a parameter that no branch can be followed in, a range outside its
  ///   domain or a model too large; `LinearAlgebraError` should a spectrum not converge; `RunCancelled`.
  public func run(_ context: RunContext = .current) throws -> BranchResult {
    try context.run { _ in
      let diagram = try BifurcationDiagram(
        of: problem, varying: parameter, over: range, mixedStarts: starts)
      let end = diagram.range.lowerBound
      func kinds(at value: Double) -> [FixedPoint.Kind]? {
        let analysis = try? FixedPointAnalysis(try parameter.setting(value, in: problem))
        return try? analysis?.fixedPoints().points.map(\.kind)
      }
      let below = range.lowerBound < end ? kinds(at: 0.1 * end) : nil
      return BranchResult(
        problem: problem, parameter: parameter, diagram: diagram,
        hidingEnd: below.flatMap { $0 == kinds(at: end) ? nil : end })
    }
  }

  /// What is drawn and listed of a fixed point.
  public enum Observable: String, Sendable, Hashable, Codable, CaseIterable {
    /// `Σ_k Q_kk`, the squared length of the decoder over `N`.
    case decoderNorm = "decoder_norm"
    /// `ε_g`, aligned.
    case generalizationError = "generalization_error"
    /// The mean of the encoder's variances `D_k`.
    case variance
    /// The largest real part of the eigenvalues besides those of rotations.
    case growthRate = "growth_rate"
  }
}

/// The fixed points of a problem as one of its parameters varies.
public struct BranchResult: Sendable {
  /// What is learned; its own value of the parameter plays no part.
  public let problem: LearningProblem
  /// What varies.
  public let parameter: ProblemParameter
  /// The branches, and the values over which they were followed.
  public let diagram: BifurcationDiagram
  /// The lower end of the branches if it was moved up from 0 and fixed points come or go below, down to
  /// a tenth of it.
  public let hidingEnd: Double?

  /// An observable at a fixed point.
  ///
  /// - Parameters:
  ///   - observable: Which.
  ///   - point: Of one of the branches.
  /// - Returns: A number.
  public func value(_ observable: BranchStudy.Observable, at point: BranchPoint) -> Double {
    switch observable {
    case .decoderNorm: return point.state.Q.trace
    case .variance: return point.state.D.reduce(0, +) / Double(point.state.latents)
    case .growthRate: return point.growthRate
    case .generalizationError:
      let here = try? parameter.setting(point.parameter, in: problem)
      return point.state.generalizationError(data: (here ?? problem).data)
    }
  }

  /// Whether every branch was followed to its natural end, and every bifurcation located.
  public var isComplete: Bool {
    diagram.failures.isEmpty
      && diagram.branches.allSatisfy { branch in
        branch.start.isNatural && branch.end.isNatural
          && branch.bifurcations.allSatisfy { $0.status == .converged }
      }
  }
}
