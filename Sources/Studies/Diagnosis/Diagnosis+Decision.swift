import Fitting
import LinearVAE
import RealModule
import Spectra

extension Diagnosis {
  /// What is the matter. The first that fits counts:
  ///
  /// 1. no latent lives, and the level is above the threshold: ``Verdict/collapsed``. A decoder that does not
  ///    react is then the optimum, not a fault;
  /// 2. the decoder's outputs are alike for all `z`: ``Verdict/deadDecoder``;
  /// 3. the code is out of balance, independent of the data, or has never moved: ``Verdict/notTrained``;
  /// 4. no latent lives: ``Verdict/plateau`` if some could, ``Verdict/collapsed`` if nobody knows;
  /// 5. latents live: what is measured is held against the prediction.
  public var verdict: Verdict {
    if isSilent && cannotLive { return .collapsed }
    if isDecoderDead { return .deadDecoder }
    if untrainedSign != nil { return .notTrained }
    if isSilent { return comparison == nil ? .collapsed : .plateau }
    guard let comparison else { return .healthy }
    return verdict(of: comparison)
  }

  private func verdict(of comparison: RateComparison) -> Verdict {
    // A little of a latent can survive above the threshold, next to the collapsed state.
    if cannotLive && total < 0.1 { return .collapsed }
    if comparison.lacksTheWeak { return .plateau }
    if comparison.agrees { return lostSignals == nil ? .healthy : .overRegularised }
    guard comparison.total < comparison.predictedTotal else { return .weightUnused }
    if isStillRising { return .plateau }
    return (comparison.misfit ?? 0) <= 0.35 ? .weightUnused : .overRegularised
  }

  // MARK: The decoder

  /// The variance of the decoder's outputs over draws of `z`, as a share of that of the data.
  public var reaction: Double? {
    evidence.decoded.map { $0.reaction(relativeTo: dataVariance) }
  }

  private var dataVariance: Double? {
    guard let variances = evidence.plan?.spectrum.variances else { return nil }
    let total = variances.reduce(0, +)
    return total > 0 ? total : nil
  }

  /// Whether outputs, or nearly all units, are the same whatever `z` is, and KL does not grow.
  public var isDecoderDead: Bool {
    if growth?.isGrowing == true && isStillRising { return false }
    if let reaction, reaction < DecoderProbe.deadReaction { return true }
    return evidence.activations.map { $0.constantShare >= DecoderProbe.deadShare } ?? false
  }

  // MARK: Training

  /// Whether KL is still rising at the end of the log: by 5 % or more over its last tenth.
  public var isStillRising: Bool {
    guard let totals = evidence.log?.total, totals.count >= 10 else { return false }
    let part = max(1, totals.count / 10)
    let last = totals.suffix(part).reduce(0, +)
    let before = totals.dropLast(part).suffix(part).reduce(0, +)
    return last > 1.05 * before && last > 0
  }

  /// What shows that a code was never trained.
  enum UntrainedSign {
    case outOfBalance(excess: Double)
    case constant
    case noise
    case neverMoved
  }

  /// The sign of a code that was never trained, unless its latents are near what was predicted of them.
  var untrainedSign: UntrainedSign? {
    if let log = evidence.log, log.isConstant, log.steps[0] <= 0.1 * (log.steps.last ?? 0),
      log.last.contains(where: { $0 > 1e-6 }), comparison?.agrees != true
    {
      return .neverMoved
    }
    guard let code = evidence.code else { return nil }
    let units = code.latents.filter { $0.varianceOfMean > code.unitThreshold }
    guard !units.isEmpty else {
      // Free bits may hold a variance away from that of the prior, but no mean away from 0.
      let isFar = code.latents.contains {
        $0.secondMoment > 0.5 || (floor == nil && abs($0.imbalance) > 0.5)
      }
      return isFar ? .constant : nil
    }
    if let comparison, comparison.profileAgrees(within: 0.5) {
      // The code of other rows, or of these in another order, has the right profile; noise is near it at best.
      return isCodeNoise && !comparison.profileAgrees(within: 0.25) ? .noise : nil
    }
    let excess = units.reduce(0) { $0 + $1.imbalance }
    let share = excess / units.reduce(0) { $0 + $1.secondMoment }
    if share > Self.imbalanceLimit { return .outOfBalance(excess: share) }
    return isCodeNoise ? .noise : nil
  }

  /// The excess of `E μ² + E σ²` over 1, as a share of `E μ²`, from which on a code was not trained: 0 at
  /// stationary points, 1 where `σ² ≈ 1` beside any means.
  static let imbalanceLimit = 0.6

  /// Whether the code of the active units has nothing to do with the rows of the data.
  var isCodeNoise: Bool {
    guard let dependence = evidence.dependence, let code = evidence.code else { return false }
    let units = code.latents.filter { $0.varianceOfMean > code.unitThreshold }.map(\.index)
    return dependence.isNoise(units)
  }

  // MARK: Signals

  /// How many directions that certainly are signals have no latent because of the level, if they are two
  /// thirds or more of those worth one, and even the strongest, whose eigenvalue is less than 1.5 times the
  /// level, tells less than 0.2 nats.
  var lostSignals: Int? {
    guard let plan = evidence.plan, let estimate = plan.estimate, estimate.isCertain else {
      return nil
    }
    let worth = min(evidence.count ?? 1, Recommendation(estimate).latents)
    let alive = plan.forecast.active
    guard worth >= 3, 3 * alive <= worth, plan.spectrum.eigenvalues[0] < 1.5 * plan.level else {
      return nil
    }
    return worth - alive
  }
}
