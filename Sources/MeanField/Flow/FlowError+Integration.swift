import LinearVAE
import NumericKit

extension FlowError {
  /// Reads an integrator's failure in the terms of the flow of a problem.
  ///
  /// - Parameters:
  ///   - error: The failure, with the state reached.
  ///   - problem: Whose flow was integrated.
  ///   - initial: The coordinates it started from.
  init(_ error: IntegrationError, problem: LearningProblem, initial: [Double]) {
    let (time, largest) = (error.time, error.largestComponent)
    let isModerate = largest <= Self.growth * problem.scale(from: initial)
    let vanishing = problem.vanishingVariance(at: error)
    switch error.reason {
    case .tooManySteps(let limit):
      self = .tooManySteps(time: time, limit: limit)
    case .breakPointsTooClose(let spacing):
      self = .scheduleTooFine(time: time, spacing: spacing)
    case .notFinite where !problem.scheduleIsFinite(at: time):
      let next = problem.training.reference.nextBreakPoint(after: time) ?? .infinity
      self = .scheduleTooFine(time: time, spacing: next - time)
    case .stepTooSmall(let step):
      if !isModerate {
        self = .diverged(time: time, largest: largest)
      } else if let vanishing, vanishing.delay < Self.stepsLeft * step {
        self = .varianceVanishes(latent: vanishing.latent, time: time)
      } else {
        self = .toleranceTooTight(time: time, step: step)
      }
    case .notFinite:
      // Next to a state of ordinary size only D = 0 is outside the domain of the flow.
      if isModerate, let vanishing {
        self = .varianceVanishes(latent: vanishing.latent, time: time)
      } else {
        self = .diverged(time: time, largest: largest)
      }
    }
  }

  /// A solution that has grown to this many times the problem's scale is blowing up.
  private static let growth = 1e4
  /// A variance that vanishes within so many of the smallest steps is what stops the integration.
  private static let stepsLeft = 100.0
}

extension LearningProblem {
  /// The size of order parameters to expect: that of the covariance's largest eigenvalue, of 1, to
  /// which `D` and `R` tend, and of the state at the start.
  fileprivate func scale(from initial: [Double]) -> Double {
    let largestOverlap =
      (0..<data.factors).map { i in
        (0..<data.factors).reduce(0) { $0 + data.overlap[i, $1].magnitude }
      }.max() ?? 1
    let eigenvalue = (data.signals.max() ?? 0) * largestOverlap + data.noise
    return max(1, eigenvalue, initial.map(\.magnitude).max() ?? 0)
  }

  /// Whether `β` and its slope are numbers: ramps too short for double precision have none.
  fileprivate func scheduleIsFinite(at time: Double) -> Bool {
    let piece = training.reference.piece(around: time)
    return piece.value(at: time).isFinite && piece.derivative(at: time).isFinite
  }

  /// The latent, counted from 1, whose `D` would be the first to reach zero without the push of
  /// `β/D`, and how soon; `nil` with `ln D` trained, under which no `D` reaches zero.
  fileprivate func vanishingVariance(
    at error: IntegrationError
  ) -> (latent: Int, delay: Double)? {
    // Under feedback β is positive where D nears zero: the KL divergence has no bound there.
    guard training.variance == .direct, training.feedback == nil else { return nil }
    let state = StateLayout(latents: latents, factors: data.factors).state(of: error.state)
    let beta = training.reference.beta(at: error.time)
    let delays = (0..<latents).map { k in
      state.D[k] / (0.5 * training.rates.variance * (state.Q[k, k] + beta))
    }
    return delays.indices.min { delays[$0] < delays[$1] }.map { ($0 + 1, delays[$0]) }
  }
}
