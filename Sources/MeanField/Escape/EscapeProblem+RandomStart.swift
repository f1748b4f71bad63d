import LinearVAE
import NumericKit
import RealModule

extension EscapeProblem {
  /// How long the plateau lasts from `W`, `V` with independent standard normal entries and `D = 1`
  /// in `N` dimensions: mean and standard deviation over draws of the start.
  ///
  /// On the plateau the logarithm of the overlap grows linearly, so that a start of overlaps
  /// `m(0)`, `d(0)` escapes at `T = T_ref − ln(g_m m(0) + g_d d(0))/σ`. The gains `g` of decoder and
  /// encoder, the rate `σ` and `T_ref` come from three runs of the flow from tiny overlaps, so that
  /// they hold the transient in which the random norms decay and the saturation at the end. The
  /// overlaps of one factor with `n` latents form a Gaussian vector of variance `1/N`, whose
  /// logarithm of the length has the mean `½(ψ(n/2) + ln 2 − ln N)` and the deviation `½√ψ'(n/2)`,
  /// (escape-random). The latents left for the second factor are those orthogonal to the first.
  ///
  /// - Parameter dimension: `N`.
  /// - Returns: One entry per factor, by descending eigenvalue.
  /// - Throws: ``FlowError``.
  public func escapes(fromRandomStartIn dimension: Int) throws -> [FactorEscape] {
    precondition(dimension >= 1, "a model cannot have \(dimension) dimensions")
    return try directions.enumerated().map { rank, direction in
      guard direction.obstacle == nil else {
        return FactorEscape(direction, time: nil, obstacle: direction.obstacle)
      }
      guard let gains = try PlateauGains(analysis.orthogonal, direction) else {
        return FactorEscape(direction, time: nil, obstacle: .notReached)
      }
      let degrees = problem.latents - rank
      let size =
        0.5
        * Double.log(
          (gains.decoder * gains.decoder + gains.encoder * gains.encoder) / Double(dimension))
      let time = -(size + LogChi.mean(degrees: degrees)) / gains.growthRate
      return FactorEscape(
        direction, time: max(0, time),
        spread: LogChi.standardDeviation(degrees: degrees) / gains.growthRate)
    }
  }
}

/// How a tiny overlap at a random start turns into the time at which the plateau ends:
/// `T = −ln(decoder · m(0) + encoder · d(0))/growthRate`.
struct PlateauGains {
  let decoder: Double
  let encoder: Double
  let growthRate: Double

  /// From three runs of one latent and one factor; `nil` if one of them does not leave the plateau.
  init?(_ problem: LearningProblem, _ direction: EscapeProblem.Direction) throws {
    let single = LearningProblem(
      data: SpikedData(
        signals: [problem.data.signals[direction.factor]], noise: problem.data.noise),
      latents: 1, training: problem.training)
    let alone = EscapeProblem.Direction(
      factor: 0, eigenvalue: direction.eigenvalue, growthRate: direction.growthRate,
      learnedSquare: direction.learnedSquare, obstacle: nil)
    func time(m: Double, d: Double) throws -> Double? {
      let start = OrderParameters(
        m: [[m]], d: [[d]], Q: [[1]], E: [[1]], R: [[0]], D: [1])
      return try EscapeRun(problem: single, start: start).times(of: [alone])[0]
    }
    let (tiny, tinier) = (1e-4, 1e-6)
    guard let first = try time(m: tiny, d: 0), let second = try time(m: 0, d: tiny),
      let third = try time(m: tinier, d: 0), third > first
    else { return nil }
    growthRate = Double.log(tiny / tinier) / (third - first)
    decoder = Double.exp(-growthRate * first) / tiny
    encoder = Double.exp(-growthRate * second) / tiny
  }
}

extension EscapeProblem {
  /// The end of the plateau of the leading factor by (escape-random), from one latent of unit norms
  /// with the given overlaps.
  ///
  /// - Parameters:
  ///   - m: The decoder's overlap with the leading factor, small and `≥ 0`.
  ///   - d: The encoder's.
  /// - Returns: A time, or `nil` if the plateau does not end.
  /// - Throws: ``FlowError``.
  package func predictedTime(m: Double, d: Double) throws -> Double? {
    guard let leading = directions.first, leading.obstacle == nil,
      let gains = try PlateauGains(analysis.orthogonal, leading)
    else { return nil }
    return -Double.log(gains.decoder * m + gains.encoder * d) / gains.growthRate
  }
}
