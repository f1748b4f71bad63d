/// A weight of the KL term that follows from the state of training: our extension of the theory.
///
/// The published rules read the KL divergence or the reconstruction error of a batch; here they read
/// the averages over the data, (kl) and (distortion), which are exact functions of the order
/// parameters. A rule with a memory, an integral or a multiplier, moves it at a rate per unit of time
/// `t = step/N` (`τt` in the small-rate limit), so that SGD has a limit as `N → ∞`: a gain `K` per
/// unit of time is `K/N` a step.
public struct FeedbackLaw: Sendable, Hashable {
  /// How the weight follows from the state.
  public var controller: Controller
  /// The known function of time that the law refers to: the capacity `C(t)`, the weight `β(t)` above
  /// the free nats, the set point, or the variance to be explained.
  public var reference: BetaSchedule

  /// A rule, without what it refers to.
  @frozen
  public enum Controller: Sendable, Hashable {
    /// (capacity) `β = γ tanh((KL − C)/w)`.
    case capacity(gamma: Double, width: Double)
    /// (free-bits) `β_k = β (1 + tanh((KL_k − δ)/w))/2`.
    case freeBits(nats: Double, width: Double)
    /// (control) `β = β_min + K_p/(1 + eᵉ) + I`, `İ = −K_i e`, `e = KL_set − KL`, within bounds.
    case control(proportional: Double, integral: Double, min: Double, max: Double)
    /// (geco) `d ln β/dt = −r ⟨distortion + explained⟩`, within bounds, with a moving average over
    /// the time `average`.
    case geco(rate: Double, average: Double, initial: Double, min: Double, max: Double)
  }

  /// A law from its parts; ``validate()`` tells whether they make sense.
  public init(_ controller: Controller, reference: BetaSchedule) {
    self.controller = controller
    self.reference = reference
  }

  /// The values of parameters that are not given, in code and in problem files alike.
  public enum Default {
    /// The half-width, in nats, of what replaces the jump of a sign or a step.
    public static let width = 0.01
    /// `K_p`: no proportional part.
    public static let proportional = 0.0
    /// No moving average: the averages over the data have no noise to be smoothed.
    public static let average = 0.0
    /// `β` at the start of GECO, whose multiplier starts at 1.
    public static let initial = 1.0
    /// The bounds of GECO's `β`.
    public static let multiplierBounds = (min: 1e-3, max: 1e3)
  }
}

extension FeedbackLaw {
  /// The loss `γ |KL − C(t)|` of Burgess et al. (2018), its corner rounded over `width` nats.
  public static func capacity(
    gamma: Double, target: BetaSchedule, width: Double = Default.width
  ) -> FeedbackLaw {
    FeedbackLaw(.capacity(gamma: gamma, width: width), reference: target)
  }

  /// The loss `β Σ_k max(KL_k, nats)` of Kingma et al. (2016), its corners rounded over `width` nats.
  public static func freeBits(
    nats: Double, beta: BetaSchedule = .constant(BetaSchedule.Default.max),
    width: Double = Default.width
  ) -> FeedbackLaw {
    FeedbackLaw(.freeBits(nats: nats, width: width), reference: beta)
  }

  /// The PI controller of the KL divergence of ControlVAE (Shao et al. 2020) with a set point in nats,
  /// `K_p ≥ 0`, `K_i > 0` per unit of time and the bounds of `β`; the integral is its memory.
  public static func control(
    set: BetaSchedule, proportional: Double = Default.proportional, integral: Double,
    min: Double = BetaSchedule.Default.min, max: Double = BetaSchedule.Default.max
  ) -> FeedbackLaw {
    FeedbackLaw(
      .control(proportional: proportional, integral: integral, min: min, max: max),
      reference: set)
  }

  /// GECO (Rezende and Viola 2018): the least KL whose squared error lies `explained` below that of
  /// reconstructing zero. `rate` is that of `ln β` per unit of time and distortion, `average` the time over
  /// which the constraint is averaged, 0 for none; `ln β` and the moving average are its memory.
  public static func geco(
    explained: BetaSchedule, rate: Double, average: Double = Default.average,
    initial: Double = Default.initial,
    bounds: (min: Double, max: Double) = Default.multiplierBounds
  ) -> FeedbackLaw {
    FeedbackLaw(
      .geco(
        rate: rate, average: average, initial: initial, min: bounds.min, max: bounds.max),
      reference: explained)
  }
}

extension FeedbackLaw.Controller {
  /// Whether latents can have different weights at one time.
  public var isPerLatent: Bool {
    if case .freeBits = self { return true }
    return false
  }

  /// Whether the rule reads the distortion.
  @inlinable public var readsDistortion: Bool {
    if case .geco = self { return true }
    return false
  }
}
