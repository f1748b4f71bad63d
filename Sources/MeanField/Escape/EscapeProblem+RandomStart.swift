import LinearVAE
import NumericKit
import RealModule

extension EscapeProblem {
  /// How long the plateau lasts from `W`, `V` with independent standard normal entries and `D = 1`
  /// in `N` dimensions: mean and standard deviation over draws of the start.
  ///
  /// The flow is followed from each draw, at overlaps of their actual size `1/√N`: factors compete
  /// for latents, and a schedule of `β` moves on meanwhile. To leading order in `1/N` the mean is
  /// that of (escape-random) where there is one factor and one `β`. The draws are always the same.
  ///
  /// A factor has a time if at least half of the draws find it, and the time is their mean.
  ///
  /// - Throws: ``FlowError``, or `InvalidProblem` for data too large to be followed.
  /// - Complexity: As that of ``escapes(from:)`` times the number of draws, from 8 for large problems to
  ///   1024.
  public func escapes(fromRandomStartIn dimension: Int) throws -> PlateauEscape {
    precondition(dimension >= 1, "a model cannot have \(dimension) dimensions")
    var times = groups.map { $0.factors.map { _ in [Double]() } }
    var ends: [Double] = []
    var (count, cost) = (0, 0.0)
    let context = RunContext.current
    func run(_ draw: Int) throws -> EscapeRun {
      var stream = RandomStream(seed: 0, stream: UInt64(draw))
      let start = try OrderParameters.random(
        latents: problem.latents, data: analysis.orthogonal.data, dimension: dimension,
        from: &stream)
      // The tolerance is far below the spread over draws.
      return EscapeRun(
        self, from: start, alike: LatentSymmetry(latents: problem.latents),
        relativeTolerance: 1e-5)
    }
    repeat {
      let course = try blamingLargeData { try run(count).course() }
      for (index, found) in course.found.enumerated() {
        for (place, time) in found.enumerated() { times[index][place].append(time) }
      }
      if let time = course.plateau { ends.append(time) }
      count += 1
      cost += course.cost
      context.report(count, of: nil, "draws")
    } while groups.contains { $0.learnedSquare != nil } && count < Self.mostDraws
      && (count < Self.fewestDraws || cost < Self.budget)
    func moments(_ times: [Double]) -> (time: Double, spread: Double)? {
      2 * times.count >= count && !times.isEmpty ? (times.mean, times.deviation) : nil
    }
    return PlateauEscape(
      end: moments(ends).map { PlateauEscape.End(time: $0.time, spread: $0.spread) },
      factors: entries(in: try run(0)) { moments(times[$0][$1]) }, alike: [])
  }

  /// Draws that a large problem is followed from at least.
  private static let fewestDraws = 8
  /// Draws that no problem is followed from more than; mean and deviation are then exact to 3 % and
  /// 2 % of the deviation.
  private static let mostDraws = 1024
  /// Operations after which no further draw is followed.
  private static let budget = 1.6e9
}

extension [Double] {
  fileprivate var mean: Double { reduce(0, +) / Double(count) }

  fileprivate var deviation: Double {
    guard count > 1 else { return 0 }
    let mean = mean
    return (reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
  }
}
