import LinearVAE

/// What every run of one simulation shares.
struct RunConfiguration: Sendable {
  let problem: LearningProblem
  /// `N`.
  let dimension: Int
  let rates: StepRates
  let schedule: StepSchedule
}

extension RunConfiguration {
  /// The time of a step, `step/N`.
  func time(of step: Int) -> Double { Double(step) / Double(dimension) }

  /// The error of a step after which a variance is not a positive number.
  ///
  /// A logarithm cannot cross zero: there, as for vectors far longer than data could make them, SGD
  /// has diverged, and `D` only followed.
  func failure(latent: Int, step: Int, numbers: [Double], beta: Double) -> SimulationError {
    let time = time(of: step)
    let at = StateBlocks(problem)
    let (value, norm) = (numbers[at.D + latent], numbers[at.Q + latent * (problem.latents + 1)])
    let largest = 1000 * (problem.data.signals.reduce(problem.data.noise, +) + 1)
    guard problem.training.variance == .direct, numbers.allSatisfy({ $0.isFinite }), norm < largest
    else { return .diverged(step: step, time: time) }
    return .varianceCrossedZero(
      latent: latent, step: step, time: time, value: value, beta: beta)
  }
}
