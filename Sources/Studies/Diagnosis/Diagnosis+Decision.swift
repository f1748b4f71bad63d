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
    if cannotLive && information < 0.1 { return .collapsed }
    if comparison.lacksTheWeak { return .plateau }
    if comparison.agrees { return lostSignals == nil ? .healthy : .overRegularised }
    guard comparison.total < comparison.predictedTotal else { return .weightUnused }
    if isStillRising || isUnsettled { return .plateau }
    // What another weight has trained is in balance.
    return (comparison.misfit ?? 0) <= 0.35 && !comparison.isNear && !isOffCentre
      ? .weightUnused : .overRegularised
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

  /// Whether more latents are in use than can live for good, or much of KL is the code's distance from the
  /// prior: training that has come to its end leaves neither.
  var isUnsettled: Bool { isFarFromPrior || surplus != nil }

  /// How many latents are in use beyond those that can live, if they are a quarter of those and more than one.
  var surplus: Int? {
    guard let living, let active = evidence.plan?.forecast.active else { return nil }
    let surplus = living.count - active
    return surplus > 1 && 4 * surplus > active ? surplus : nil
  }

  /// Whether a third or more of KL is the distance of the code over all samples from the prior: where
  /// training ends that is 0 of any VAE, (code-balance), but for weight decay, which leaves narrow posteriors of
  /// means that vary too much, and less told than predicted.
  var isFarFromPrior: Bool {
    guard let code = evidence.code, isOffCentre else { return false }
    let byMeans = code.latents.reduce(0) { $0 + 0.5 * $1.meanOfMean * $1.meanOfMean }
    return byMeans > 0.5 * offset || hasWidePosteriors
      || comparison.map { $0.total > (1 - $0.totalTolerance) * $0.predictedTotal } ?? true
  }

  /// Whether that share is a third or more, whatever for.
  private var isOffCentre: Bool {
    let held = floor.map { $0.kl * Double($0.latents.count) } ?? 0
    return offset > 0.05 && offset > (total - held) / 3
  }

  /// Whether posteriors of active units are wider than half the prior, as they are at the start of training;
  /// units count by `E μ²`.
  private var hasWidePosteriors: Bool {
    guard let code = evidence.code else { return false }
    let units = code.latents.filter { $0.varianceOfMean > code.unitThreshold }
    let width = units.reduce(0) { $0 + $1.secondMoment * $1.meanVariance }
    return width > 0.5 * units.reduce(0) { $0 + $1.secondMoment }
  }

  /// Two active units that share a direction, or one that is out of balance, beside more of them than can live
  /// for good: latents come apart, and the surplus dies, before training ends.
  var isUnsorted: Bool {
    guard surplus != nil, let code = evidence.code else { return false }
    return abs(code.largestCorrelation?.value ?? 0) > 0.5 || unbalanced != nil
  }

  /// The active unit whose `E μ² + E σ²` is farthest from 1, if it is 0.3 or more.
  var unbalanced: LatentSummary? {
    guard let code = evidence.code else { return nil }
    return code.latents.filter {
      $0.varianceOfMean > code.unitThreshold && abs($0.imbalance) > 0.3
    }.max { abs($0.imbalance) < abs($1.imbalance) }
  }

  /// What shows that a code was never trained, or not to its end.
  enum UntrainedSign {
    case farFromPrior
    case unsorted
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
      if isCodeNoise && !comparison.profileAgrees(within: 0.25) { return .noise }
      return comparison.lacksTheWeak ? nil : lateSign
    }
    let excess = units.reduce(0) { $0 + $1.imbalance }
    let share = excess / units.reduce(0) { $0 + $1.secondMoment }
    if share > Self.imbalanceLimit && hasWidePosteriors { return .outOfBalance(excess: share) }
    if isCodeNoise { return .noise }
    return lateSign
  }

  /// The sign of a code that tells what it should, of a training that has not come to its end.
  private var lateSign: UntrainedSign? {
    let agrees = comparison?.agrees ?? true
    if isFarFromPrior && (agrees || hasWidePosteriors) { return .farFromPrior }
    return agrees && isUnsorted ? .unsorted : nil
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
