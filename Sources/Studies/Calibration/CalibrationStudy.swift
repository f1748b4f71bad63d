import Foundation
import NumericKit

/// Networks trained on real data, and how far the linear prediction held for them.
///
/// Runs were made by the script in `Benchmarks/calibration`, which says what was trained and how.
package struct CalibrationStudy: Sendable {
  package let runs: [CalibrationRun]
  /// The levels over the largest eigenvalue, descending.
  package let ratios: [Double]
  private let usual: [Condition: [CalibrationRun]]

  /// The runs that were committed.
  package static let committed = CalibrationStudy(
    runs: CalibrationRun.all(in: CalibrationTable.text))

  /// The fewest steps that a network was trained for.
  package static let fewestSteps = CalibrationTable.fewestSteps

  /// How often an interval should hold a run on data that the study has not seen.
  package static let confidence = 0.9

  package init(runs: [CalibrationRun]) {
    self.runs = runs
    ratios = Set(runs.map(\.ratio)).sorted(by: >)
    usual = Dictionary(grouping: runs.filter { $0.start == .pytorch }) {
      Condition(decoder: $0.decoder, schedule: $0.schedule, ratio: $0.ratio)
    }
  }

  /// Runs that differ in network, data and seed alone, all from the usual start of their weights.
  package struct Condition: Sendable, Hashable {
    /// By its name in `Likelihood`.
    package var decoder: String
    package var schedule: CalibrationRun.Schedule
    /// One of the levels of the study, over the largest eigenvalue.
    package var ratio: Double

    package init(decoder: String, schedule: CalibrationRun.Schedule, ratio: Double) {
      (self.decoder, self.schedule, self.ratio) = (decoder, schedule, ratio)
    }
  }

  /// The runs of a condition from one start of the weights.
  package func runs(
    _ condition: Condition, from start: CalibrationRun.Start = .pytorch
  ) -> [CalibrationRun] {
    if start == .pytorch { return usual[condition] ?? [] }
    return runs.filter {
      $0.decoder == condition.decoder && $0.schedule == condition.schedule
        && $0.ratio == condition.ratio && $0.start == start
    }
  }

  /// The level of the study that stands for another one: the nearest by its logarithm.
  ///
  /// - Parameter ratio: The level over the largest eigenvalue.
  /// - Returns: The highest for all above it, where no latent can live; `nil` between the highest level at
  ///   which latents can live and the lowest at which none can, and below the lowest.
  package func nearestRatio(to ratio: Double) -> Double? {
    guard let highest = ratios.first, let lowest = ratios.last else { return nil }
    if ratio >= highest { return highest }
    // What is written in few digits is not outside for the last of them.
    let slack = 1 + 1e-6
    guard let living = ratios.first(where: { $0 < 1 }), ratio <= living * slack,
      ratio * slack >= lowest
    else { return nil }
    return ratios.filter { $0 < 1 }.min { abs(log($0 / ratio)) < abs(log($1 / ratio)) }
  }
}

extension CalibrationStudy {
  /// What KL divergences were, over what is predicted; where no latent can live, in nats.
  ///
  /// Where latents can live: the prediction interval, at ``confidence``, for one run on a data set that is not
  /// among those of the study, if the logarithms of measured over predicted are normal with a mean of its
  /// own for each data set. Each data set counts once, however many runs it has: runs on the same data
  /// agree far better with each other than with those on others. Runs that stuck are left out. Where none can
  /// live: from 0 to the largest that was measured.
  ///
  /// - Parameters:
  ///   - condition: Decoder, schedule and level.
  ///   - left: A data set that is left out.
  /// - Returns: `nil` with fewer than three data sets.
  package func interval(
    _ condition: Condition, leavingOut left: String? = nil
  ) -> ClosedRange<Double>? {
    let runs = runs(condition).filter { !$0.isStuck && $0.data != left }
    guard condition.ratio < 1 else {
      guard Set(runs.map(\.data)).count >= 3 else { return nil }
      return 0...(runs.map(\.measured).max() ?? 0)
    }
    let groups = Dictionary(grouping: runs, by: \.data).sorted { $0.key < $1.key }
      .map { $0.value.map { log($0.measured / $0.predicted) } }
    guard groups.count >= 3 else { return nil }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    func squares(_ values: [Double]) -> Double {
      let centre = mean(values)
      return values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    }
    let means = groups.map(mean)
    let count = Double(groups.count)
    let between = squares(means) / (count - 1)
    let within = mean(groups.map { squares($0) / Double($0.count) })
    let factor = StudentT.magnitude(ofTails: 1 - Self.confidence, degrees: groups.count - 1)
    let reach = factor * (between * (1 + 1 / count) + within).squareRoot()
    return exp(mean(means) - reach)...exp(mean(means) + reach)
  }

  /// The runs that lie in the interval which the other data sets give, and all for which there is one.
  package func leaveOneOut(_ condition: Condition) -> (inside: Int, runs: Int) {
    let runs = runs(condition).filter { !$0.isStuck }
    var (inside, count) = (0, 0)
    for (data, own) in Dictionary(grouping: runs, by: \.data) {
      guard let interval = interval(condition, leavingOut: data) else { continue }
      count += own.count
      inside += own.count {
        interval.contains(condition.ratio < 1 ? $0.measured / $0.predicted : $0.measured)
      }
    }
    return (inside, count)
  }
}
