import LinearVAE
import MeanField
import RealModule
import Studies

extension LearningCurves.Curve {
  /// A point at which the error turns.
  typealias Turn = (time: Double, error: Double)

  /// Where the error is smallest, and where it is largest before that; between the times of the
  /// curve by a parabola.
  var turns: (peak: Turn, minimum: Turn)? {
    guard let minimum = flow.indices.min(by: { flow[$0].error < flow[$1].error }),
      let peak = (0...minimum).max(by: { flow[$0].error < flow[$1].error })
    else { return nil }
    return (turn(at: peak), turn(at: minimum))
  }

  private func turn(at index: Int) -> Turn {
    let (time, error) = (times[index], flow[index].error)
    guard index > 0, index + 1 < flow.count else { return (time, error) }
    let step = times[index + 1] - time
    let (before, after) = (flow[index - 1].error, flow[index + 1].error)
    let curvature = before - 2 * error + after
    let shift = curvature == 0 ? 0 : 0.5 * (before - after) / curvature
    return (time + shift * step, error - 0.25 * (before - after) * shift)
  }

  /// The rate at which `m` grows where it is a fiftieth of its final value, per unit of `t`; `nil` if
  /// it does not grow that far, or starts beyond.
  ///
  /// Before, what does not grow of the start dies out; after, the plateau ends.
  var growthRate: Double? {
    guard let last = flow.last?.overlap, last > 0.1,
      let index = flow.firstIndex(where: { $0.overlap > 0.02 * last }), index > 1
    else { return nil }
    let (before, after) = (flow[index - 2].overlap, flow[index].overlap)
    return Double.log(after / before) / (times[index] - times[index - 2])
  }

  /// The same by (escape): the rate of the decoder's way out of the collapsed state, where it has one.
  var expectedGrowthRate: Double? {
    let data = problem.problem.data
    guard case .finite(let rate, _, _) = problem.problem.training.rates,
      beta < data.signals[0] + data.noise
    else { return nil }
    return rate
      * ClosedFormSpectrum(signal: data.signals[0], noise: data.noise, beta: beta)
      .collapsedGrowthRate
  }
}
