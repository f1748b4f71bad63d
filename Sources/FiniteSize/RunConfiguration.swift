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
  /// The error of a step after which a variance is not a positive number.
  ///
  /// A logarithm cannot cross zero: there, as for numbers without bound, the vectors have diverged.
  func failure(latent: Int, step: Int, numbers: [Double]) -> SimulationError {
    let time = Double(step) / Double(dimension)
    let value = numbers[StateBlocks(problem).D + latent]
    guard problem.training.variance == .direct, numbers.allSatisfy({ $0.isFinite }),
      value.magnitude < 1e100
    else { return .diverged(step: step, time: time) }
    return .varianceCrossedZero(
      latent: latent, step: step, time: time, value: value,
      beta: problem.training.beta.beta(at: Double(step - 1) / Double(dimension)))
  }
}
