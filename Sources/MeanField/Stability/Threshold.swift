import LinearVAE
import NumericKit

/// The value of `β` at which the collapsed state stops losing latents to one eigenvalue of the data.
///
/// At finite rates the collapsed state loses its stability again far above it, where the noise of SGD
/// outgrows the KL term: that is no threshold.
public struct Threshold: Sendable, Hashable {
  /// What the eigenvalue belongs to.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// The direction of a factor.
    case factor
    /// Every direction without a factor.
    case noise
  }

  /// How the search ended.
  public enum Status: String, Sendable, Hashable, Codable {
    /// The bracket is as small as double precision allows.
    case converged
    /// The range holds no value at which growth turns into decay.
    case notInRange
    /// The evaluations allowed were used up.
    case tooManyEvaluations
  }

  /// The covariance eigenvalue, `μ_s + η` or `η`.
  public let eigenvalue: Double
  /// Whether it belongs to a factor or to noise.
  public let kind: Kind
  /// Index of the principal factor, counted from 0; `nil` for noise.
  public let factor: Int?
  /// `β` at which the growth rate vanishes; `nil` if the range holds no such value.
  public let beta: Double?
  /// The smallest interval found over which the growth rate changes sign; else the range searched.
  public let bracket: ClosedRange<Double>
  /// How the search ended.
  public let status: Status
  /// The same in the small-rate limit, located in the same way; `nil` if there is none in the range.
  public let limit: Double?
  /// The closed form where there is one, (thresholds): `Λ/(1 + λ) − λ/Λ`, thus `Λ` without weight
  /// decay; for a factor at any rates, for noise in the small-rate limit only.
  public let analytic: Double?
  /// To first order in the rates, ``beta`` minus ``limit``, (threshold-shift): `η³ τ_W τ_V /
  /// (2B (τ_W + η² τ_V))` for noise, 0 for a factor; `nil` with weight decay.
  public let leadingShift: Double?

  /// ``beta`` minus ``limit``, as measured.
  public var shift: Double? {
    guard let beta, let limit else { return nil }
    return beta - limit
  }

  /// `Λ/(1 + λ) − λ/Λ`, (thresholds).
  package static func closedForm(eigenvalue Λ: Double, weightDecay λ: Double) -> Double {
    Λ / (1 + λ) - λ / Λ
  }

  /// The thresholds of a problem, by descending eigenvalue: one per factor, then that of noise.
  ///
  /// Each is located on the largest real part of the block of the flow's Jacobian at the collapsed
  /// state that belongs to this direction: `m`, `d` for a factor, `Q`, `E`, `R` for noise.
  ///
  /// The search goes outwards from each eigenvalue, down to 1e-9 and up to 1e3 times it, unless a range is
  /// given. Far above it, noise of SGD makes every state unstable at finite rates.
  ///
  /// - Throws: `InvalidProblem` for a parameter outside its domain.
  public static func all(
    of problem: LearningProblem, in range: ClosedRange<Double>? = nil
  ) throws -> [Threshold] {
    let analysis = try FixedPointAnalysis(problem, beta: 1)
    let data = analysis.orthogonal.data
    let factors = data.signals.indices.sorted { data.signals[$0] > data.signals[$1] }
    let directions = factors.map { Int?.some($0) } + (data.noise > 0 ? [nil] : [])
    return directions.map { factor in
      let search = ThresholdSearch(
        data: data, training: problem.training, signal: factor.map { data.signals[$0] })
      return search.threshold(factor: factor, in: range)
    }
  }
}

/// The growth rate of a collapsed latent in one direction as a function of `β`.
private struct ThresholdSearch {
  let data: SpikedData
  var training: Training
  /// The signal of the factor; `nil` for noise.
  let signal: Double?

  private var eigenvalue: Double { (signal ?? 0) + data.noise }

  func growthRate(_ beta: Double) -> Double {
    let flow = StationaryFlow(
      signals: [signal ?? 0], noise: data.noise, training: training, beta: beta)
    let at = flow.layout
    return flow.growthRate(
      at: LatentState.collapsed.coordinates, of: signal == nil ? [at.Q, at.E, at.R] : [at.m, at.d])
  }

  /// An interval over which the growth rate changes from positive to negative, found from the
  /// eigenvalue outwards; all that was searched if there is none.
  func nearestSignChange() -> ClosedRange<Double> {
    var near = eigenvalue
    let isUnstable = growthRate(near) > 0
    for _ in 0..<(isUnstable ? 10 : 30) {
      let far = isUnstable ? 2 * near : near / 2
      if (growthRate(far) > 0) != isUnstable { return min(near, far)...max(near, far) }
      near = far
    }
    return min(near, eigenvalue)...max(near, eigenvalue)
  }

  /// The threshold itself, without its limit: the one nearest to the eigenvalue if it is in the range,
  /// else one between ends of the range at which deviations grow and decay; `nil` if there is neither.
  private func root(in range: ClosedRange<Double>?) -> Brent.Root? {
    let searched = nearestSignChange()
    let nearest = Brent.root(
      of: growthRate, between: searched.lowerBound, and: searched.upperBound)
    let isFound = nearest.status != .noSignChange
    guard let range else { return isFound ? nearest : nil }
    let slack = 8 * nearest.point.ulp
    let isInside =
      nearest.point >= range.lowerBound - slack && nearest.point <= range.upperBound + slack
    if isFound && isInside { return nearest }
    let isBracketed = growthRate(range.lowerBound) > 0 && growthRate(range.upperBound) <= 0
    return isBracketed
      ? Brent.root(of: growthRate, between: range.lowerBound, and: range.upperBound) : nil
  }

  func threshold(factor: Int?, in range: ClosedRange<Double>?) -> Threshold {
    let root = root(in: range)
    var slow = self
    slow.training.rates = .limit
    let slowRoot = training.rates == .limit ? root : slow.root(in: range)
    let status: Threshold.Status =
      switch root?.status {
      case .converged: .converged
      case .tooManyEvaluations: .tooManyEvaluations
      case .noSignChange, nil: .notInRange
      }
    return Threshold(
      eigenvalue: eigenvalue, kind: factor == nil ? .noise : .factor, factor: factor,
      beta: root?.point, bracket: root.map(tightened) ?? range ?? nearestSignChange(),
      status: status, limit: slowRoot?.point, analytic: analytic, leadingShift: leadingShift)
  }

  private var leadingShift: Double? {
    guard training.weightDecay == 0 else { return nil }
    guard signal == nil, case .finite(let decoder, let encoder, _) = training.rates else {
      return 0
    }
    let η = data.noise
    return η * η * η * decoder * encoder
      / (2 * Double(training.batch) * (decoder + η * η * encoder))
  }

  /// The smallest interval around a zero over which the sign changes: a search that hits zero exactly
  /// ends with the interval it had.
  private func tightened(_ root: Brent.Root) -> ClosedRange<Double> {
    guard root.status == .converged else { return root.bracket }
    var width = 4 * root.point.ulp
    while width < root.bracket.upperBound - root.bracket.lowerBound {
      let (lower, upper) = (root.point - width, root.point + width)
      if (growthRate(lower) > 0) != (growthRate(upper) > 0) { return lower...upper }
      width *= 2
    }
    return root.bracket
  }

  private var analytic: Double? {
    guard signal != nil || training.rates == .limit, eigenvalue > 0 else { return nil }
    let value = Threshold.closedForm(eigenvalue: eigenvalue, weightDecay: training.weightDecay)
    return value > 0 ? value : nil
  }
}
