import LinearVAE
import RealModule
import Studies

extension LearningCurves.Curve {
  /// A point at which the error turns.
  struct Turn {
    let time: Double
    let error: Double
  }

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
    guard index > 0, index + 1 < flow.count else { return Turn(time: time, error: error) }
    let step = times[index + 1] - time
    let (before, after) = (flow[index - 1].error, flow[index + 1].error)
    let curvature = before - 2 * error + after
    let shift = curvature == 0 ? 0 : 0.5 * (before - after) / curvature
    return Turn(time: time + shift * step, error: error - 0.25 * (before - after) * shift)
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

  /// (escape): `σ = ½[−(1 + βP) + √((1 + βP)² + 4P(P − β))]` times the rate, with `P = ρ + η`.
  var expectedGrowthRate: Double? {
    guard case .finite(let rate, _, _) = problem.problem.training.rates else { return nil }
    let P = problem.problem.data.signals[0] + problem.problem.data.noise
    guard beta < P else { return nil }
    let damping = 1 + beta * P
    return 0.5 * rate * (-damping + (damping * damping + 4 * P * (P - beta)).squareRoot())
  }
}
