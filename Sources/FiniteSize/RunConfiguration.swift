import LinearVAE

/// What every run of one simulation shares.
struct RunConfiguration: Sendable {
  let problem: LearningProblem
  /// `N`.
  let dimension: Int
  let rates: StepRates
  let schedule: StepSchedule
}
