import ComplexModule
import LinearVAE
import RealModule

/// A state of rest of the flow at constant `β`, with all that decides what becomes of its
/// neighbours.
public struct FixedPoint: Sendable {
  /// What the latents have made of the data.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// No latent encodes anything.
    case collapsed
    /// At least one latent encodes noise.
    case overfit
    /// Every latent that encodes anything stands for a factor of its own.
    case learned
    /// Latents are correlated or share a direction.
    case mixed
  }

  /// Whether small deviations die out.
  public enum Stability: String, Sendable, Hashable, Codable, CaseIterable {
    /// All of them do.
    case stable
    /// None grows, but some neither grow nor die to first order.
    case marginal
    /// Some grow.
    case unstable
  }

  /// What the latents have made of the data.
  public let kind: Kind
  /// What each latent stands for. Of a mixed state: the principal factor that it overlaps with most.
  public let roles: [LatentRole]
  /// All that each latent has a part of: of correlated latents principal factors and noise, of others
  /// their role alone.
  public let parts: [[LatentRole]]
  /// The order parameters.
  public let state: OrderParameters
  /// The largest component of `dS/dt` there.
  public let residual: Double
  /// Eigenvalues of the Jacobian in symmetric coordinates, by descending real part; per unit of `t`,
  /// or of `τt` in the small-rate limit.
  public let eigenvalues: [Complex<Double>]
  /// How many states follow from this one by permutations of the latents and changes of sign, and,
  /// among factors of one signal, by exchanging factors; infinite for correlated latents on a continuum,
  /// of which this is one member.
  public let multiplicity: Double
  let directions: SpectralDirections

  /// How many eigenvalues vanish because equal eigenvalues of the data can be rotated into each other,
  /// or, without noise and weight decay, because parts of the encoder meet no data: the state is one
  /// of a continuum of equivalent ones.
  public var symmetryDirections: Int { directions.symmetry }
  /// Further eigenvalues whose real part vanishes: the state is at a bifurcation, or one of a continuum
  /// of states with correlated latents, (mixed).
  public var criticalDirections: Int { directions.critical }
  /// How many eigenvalues have a positive real part.
  public var growingDirections: Int { directions.growing }
  /// The largest real part besides those of ``symmetryDirections``.
  public var transverseGrowthRate: Double { directions.growthRate }
  /// The largest real part of all eigenvalues.
  public var growthRate: Double { eigenvalues.first?.real ?? -.infinity }

  /// Whether small deviations die out.
  public var stability: Stability {
    if growingDirections > 0 { return .unstable }
    return symmetryDirections + criticalDirections > 0 ? .marginal : .stable
  }

  /// Whether every deviation dies out but for rotations into an equivalent state.
  public var isAttracting: Bool { directions.isAttracting }

  /// The number of latents that encode something.
  public var activeCount: Int { roles.count { $0 != .collapsed } }
}
