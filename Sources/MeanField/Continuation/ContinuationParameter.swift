import LinearVAE

/// The one number of a problem that varies along a branch of fixed points.
public enum ContinuationParameter: Sendable, Hashable {
  /// `β`, the weight of the KL term.
  case beta
  /// `η`, the noise of the data.
  case noise
  /// `ρ_s` of the factor with this index, counted from 0.
  case signal(Int)
  /// All `ρ_s`, set to one value.
  case signals
  /// `λ`, the weight decay.
  case weightDecay
  /// `τ`, set for decoder, encoder and variance alike. The small-rate limit has none.
  case rate

  /// The key in the problem file: `training.beta`, `data.signals.0`.
  public var keyPath: String {
    switch self {
    case .beta: "training.beta"
    case .noise: "data.noise"
    case .signal(let index): "data.signals.\(index)"
    case .signals: "data.signals"
    case .weightDecay: "training.weight_decay"
    case .rate: "training.rates"
    }
  }

  /// The smallest share of the range's upper end from which branches are followed where the range
  /// starts at 0 and the flow is singular there.
  ///
  /// `D` vanishes with `β`, and at finite rates the state grows without bound; all motion ceases with
  /// `τ`; without noise `E` plays no part, and a factor of no strength is noise: each leaves a
  /// continuum of fixed points. A hundredth of the range is not seen in a plot.
  public static let inset = 0.01

  /// The part of a range over which branches can be followed.
  ///
  /// - Parameters:
  ///   - range: Values of the parameter.
  ///   - problem: What it is a parameter of.
  /// - Returns: The range, its lower end moved up to ``inset`` times the upper one where the flow is
  ///   singular at 0.
  /// - Throws: `InvalidProblem` for values outside the parameter's domain, an empty range, a factor
  ///   that does not exist, or a rate in the small-rate limit.
  public func traceable(
    _ range: ClosedRange<Double>, of problem: LearningProblem
  ) throws(InvalidProblem) -> ClosedRange<Double> {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    guard lower.isFinite, upper.isFinite, lower >= 0, lower < upper else {
      throw InvalidProblem(
        keyPath, found: "the range \(lower) to \(upper)",
        allowed: "an increasing range of numbers ≥ 0")
    }
    if case .signal(let index) = self, !problem.data.signals.indices.contains(index) {
      throw InvalidProblem(
        keyPath, found: "factor \(index)",
        allowed: "one of the factors 0 to \(problem.data.factors - 1)")
    }
    if self == .rate, problem.training.rates == .limit {
      throw InvalidProblem(
        keyPath, found: "limit", allowed: "finite rates",
        advice: "the small-rate limit has no rate that could vary")
    }
    guard lower == 0, self != .weightDecay else { return range }
    return Self.inset * upper...upper
  }

  /// The problem with the parameter at a value.
  ///
  /// - Parameters:
  ///   - problem: Supplies everything else; its `β` is not read.
  ///   - value: Of the parameter.
  ///   - beta: `β`, unless it is the parameter itself.
  /// - Returns: A problem with constant `β`.
  func problem(_ problem: LearningProblem, at value: Double, beta: Double) -> LearningProblem {
    let (data, training) = (problem.data, problem.training)
    var (signals, noise, decay) = (data.signals, data.noise, training.weightDecay)
    var (rates, weight) = (training.rates, beta)
    switch self {
    case .beta: weight = value
    case .noise: noise = value
    case .signal(let index): signals[index] = value
    case .signals: signals = signals.map { _ in value }
    case .weightDecay: decay = value
    case .rate: rates = .uniform(value)
    }
    return LearningProblem(
      data: SpikedData(
        signals: signals, noise: noise, overlap: data.overlap, distribution: data.distribution),
      latents: problem.latents,
      training: Training(
        rates: rates, weightDecay: decay, batch: training.batch, beta: .constant(weight),
        variance: training.variance))
  }
}
