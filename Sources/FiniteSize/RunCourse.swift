import LinearVAE

/// What runs on data of every kind have in common: the rates, `β` at each step, and what a failure is.
package struct RunCourse: Sendable {
  let training: Training
  /// `N`.
  let dimension: Int
  let rates: StepRates
  /// The feedback law, if `β` follows one.
  let feedback: FeedbackKernel?
  /// A norm of the decoder far beyond what data of this variance could make.
  private let excessiveNorm: Double

  /// The course of training, or `nil` in the small-rate limit, which no simulation reaches.
  ///
  /// - Parameters:
  ///   - training: How the model is trained.
  ///   - dimension: `N`.
  ///   - totalVariance: At least the largest eigenvalue of the data.
  ///   - feedback: The law of `training`, as it reads the state.
  init?(
    _ training: Training, dimension: Int, totalVariance: Double, _ feedback: FeedbackKernel?
  ) {
    guard let rates = StepRates(training, dimension: dimension) else { return nil }
    (self.training, self.dimension, self.rates) = (training, dimension, rates)
    self.feedback = feedback
    excessiveNorm = 1000 * (totalVariance + 1)
  }

  /// The time of a step, `step/N`.
  func time(of step: Int) -> Double { Double(step) / Double(dimension) }

  /// `β` by its schedule, or what a feedback law refers to, at a step.
  func reference(at step: Int) -> Double { training.reference.beta(at: time(of: step)) }

  /// The stretch that a step, counted from 0, belongs to, up to a later step at which it ends at the
  /// latest.
  func stretch(at step: Int, limit: Int) -> Stretch {
    let (schedule, N) = (training.reference, Double(dimension))
    var end = limit
    if let kink = schedule.nextBreakPoint(after: time(of: step)), kink * N < Double(limit) {
      end = Int((kink * N).rounded(.up))
      // The product can round across a whole number; the quotient decides.
      if time(of: end - 1) >= kink { end -= 1 }
      if time(of: end) < kink { end += 1 }
    }
    return Stretch(
      piece: schedule.piece(around: time(of: step)), end: min(max(end, step + 1), limit),
      dimension: N)
  }

  /// The error of a step after which a variance is not a positive number.
  ///
  /// A logarithm cannot cross zero: there, as for vectors far longer than data could make them, SGD
  /// has diverged, and `D` only followed.
  ///
  /// - Parameters:
  ///   - latent: The latent whose variance it is.
  ///   - step: The step that failed, counted from 1.
  ///   - state: `Q_kk` and `D_k` of the latent after it, and whether all numbers are finite.
  ///   - beta: The weight of its KL term in this step.
  /// - Returns: What the run throws.
  func failure(
    latent: Int, step: Int, _ state: (norm: Double, variance: Double, isFinite: Bool), beta: Double
  ) -> SimulationError {
    let time = time(of: step)
    guard training.variance == .direct, state.isFinite, state.norm < excessiveNorm
    else { return .diverged(step: step, time: time) }
    return .varianceCrossedZero(
      latent: latent, step: step, time: time, value: state.variance, beta: beta)
  }
}

extension RunCourse {
  /// The steps nearest to the given times.
  ///
  /// - Precondition: The times are non-decreasing, `≥ 0`, and below `2⁵³` steps.
  func steps(at times: [Double]) -> [Int] {
    var previous = 0.0
    return times.map { time in
      let step = (time * Double(dimension)).rounded()
      precondition(
        time >= previous && step < 0x1p53, "times must not decrease, nor exceed 2⁵³ steps: \(time)")
      previous = time
      return Int(step)
    }
  }

  /// Checks that so many runs can be followed to the given times, in steps divided by `N`.
  ///
  /// - Throws: `InvalidProblem` with key path `time` for more steps, of all runs together, than a
  ///   `Double` counts exactly.
  func validate(times: [Double], replicas: Int) throws(InvalidProblem) {
    let steps = Double(dimension) * Double(replicas)
    guard let last = times.last, !(last * steps < 0x1p53) else { return }
    throw InvalidProblem(
      "time", found: "\(last)", allowed: "a last time below \(0x1p53 / steps)",
      advice: "the \(replicas == 1 ? "run" : "\(replicas) runs (simulation.replicas)") at "
        + "simulation.dimension = \(dimension) can take 2⁵³ steps at most, \(dimension) of them a "
        + "unit of time and run")
  }
}

extension InvalidProblem {
  /// The small-rate limit, which no simulation reaches.
  static var limitWithoutSteps: InvalidProblem {
    InvalidProblem(
      "training.rates", found: "limit", allowed: "finite rates",
      advice: "a simulation takes steps of finite size; with small rates, 0.01 for example, it "
        + "comes near the limit, in time τt")
  }
}

/// Consecutive steps over which `β`, or what a feedback law refers to, follows one smooth function.
package struct Stretch {
  let piece: BetaSchedule.Piece
  /// The first step that does not belong to the stretch.
  let end: Int
  /// `N`, steps per unit of time.
  let dimension: Double

  @_transparent func beta(at step: Int) -> Double {
    if case .constant(let value) = piece { return value }
    return piece.value(at: Double(step) / dimension)
  }
}
