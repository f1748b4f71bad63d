import LinearVAE
import NumericKit

/// What training ends in at one point of the parameters: the attracting fixed point in brief.
public struct Phase: Sendable, Hashable {
  /// How many states attract.
  public enum Status: String, Sendable, Hashable, Codable, CaseIterable {
    /// One, up to permutations, signs and rotations among equal signals.
    case unique
    /// Several: the start decides. The numbers are those of the state of lowest loss.
    case multistable
    /// None, but one is at the verge: the point lies on a boundary.
    case marginal
    /// None was found: the rates are too large for the flow to settle.
    case none
  }

  /// How many states attract.
  public let status: Status
  /// What the latents make of the data; `nil` if no state attracts.
  public let kind: FixedPoint.Kind?
  /// Latents that stand for a factor.
  public let factorLatents: Int
  /// Latents that encode noise.
  public let noiseLatents: Int
  /// The aligned generalization error; not a number if no state attracts.
  public let generalizationError: Double
  /// The largest real part of the Jacobian's eigenvalues: its negative is the rate at which the
  /// slowest deviation dies out, per unit of `t` or `τt`. Not a number if no state attracts.
  public let growthRate: Double

  /// Latents that encode anything.
  public var activeLatents: Int { factorLatents + noiseLatents }

  /// The phase in which nothing attracts.
  public static let unsettled = Phase(
    status: .none, kind: nil, factorLatents: 0, noiseLatents: 0, generalizationError: .nan,
    growthRate: .nan)
}

extension Phase {
  /// What training ends in at `β`, by default that on which the schedule settles.
  ///
  /// - Throws: `InvalidProblem` for parameters outside their domain.
  /// - Complexity: A microsecond for one latent and one factor in the small-rate limit, where closed
  ///   forms serve; else some small spectra, O((M* + 1)²).
  public init(of problem: LearningProblem, beta: Double? = nil) throws {
    if let closed = try Phase(closedFormOf: problem, beta: beta) {
      self = closed
      return
    }
    self = try Census(try FixedPointAnalysis(problem, beta: beta)).phase()
  }

  /// One latent and one factor in the small-rate limit, (learned) and (spectrum); `nil` for all other
  /// problems.
  private init?(closedFormOf problem: LearningProblem, beta: Double?) throws {
    let (data, training) = (problem.data, problem.training)
    guard problem.latents == 1, data.factors == 1, training.rates == .limit,
      training.weightDecay == 0, training.variance == .direct, training.feedback == nil,
      let beta = beta ?? training.reference.finalValue, beta > 0, beta.isFinite, data.noise > 0
    else { return nil }
    let (ρ, η) = (data.signals[0], data.noise)
    guard ρ > 0, ρ.isFinite, η.isFinite else { return nil }  // the general way says what is wrong
    let spectrum = ClosedFormSpectrum(signal: ρ, noise: η, beta: beta)
    if beta < ρ + η {
      let difference = ρ.squareRoot() - (ρ + η - beta).squareRoot()
      self.init(
        status: .unique, kind: .learned, factorLatents: 1, noiseLatents: 0,
        generalizationError: difference * difference, growthRate: spectrum.learnedGrowthRate)
    } else {
      self.init(
        status: beta > ρ + η ? .unique : .marginal, kind: .collapsed, factorLatents: 0,
        noiseLatents: 0, generalizationError: ρ, growthRate: spectrum.collapsedGrowthRate)
    }
  }
}

extension Census {
  /// The attracting class in brief.
  func phase() throws -> Phase {
    let attracting = try attractingClasses()
    if let best = attracting.min(by: { loss($0) < loss($1) }) {
      return try phase(best, status: attracting.count > 1 ? .multistable : .unique)
    }
    // A class may be at the verge of losing its stability.
    let greedy = inventory.greedyClass(latents: analysis.problem.latents)
    guard try directions(greedy).growing == 0 else { return .unsettled }
    return try phase(greedy, status: .marginal)
  }

  private func phase(_ of: LatentClass, status: Phase.Status) throws -> Phase {
    let members = inventory.members(of)
    let noise = members.count { $0.type.direction == .noise }
    let factors = members.count { $0.factor != nil }
    let kind: FixedPoint.Kind = noise > 0 ? .overfit : factors > 0 ? .learned : .collapsed
    return Phase(
      status: status, kind: kind, factorLatents: factors, noiseLatents: noise,
      generalizationError: state(of).generalizationError(data: analysis.problem.data),
      growthRate: try directions(of).growthRate)
  }

  /// The expected loss of a class, up to a constant of the data, (loss).
  private func loss(_ of: LatentClass) -> Double {
    let (state, problem) = (state(of), analysis.problem)
    let decay = 0.5 * problem.training.weightDecay * (state.Q.trace + state.E.trace)
    return 0.5 * state.relativeDistortion(data: problem.data)
      + analysis.beta * state.rate(data: problem.data) + decay
  }
}
