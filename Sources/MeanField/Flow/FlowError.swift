import LinearVAE
import NumericKit

/// Why the flow could not be followed to the time asked for; each case with the time reached.
public indirect enum FlowError: Error, Sendable, Hashable {
  /// The solution grows without bound, the largest order parameter as given; so does SGD with these
  /// rates.
  case diverged(time: Double, largest: Double)
  /// The encoder's variance of a latent, counted from 1 and trained directly, reaches zero, where the flow
  /// ends: `β` is too near 0 for too long.
  case varianceVanishes(latent: Int, time: Double)
  /// The number of steps allowed was not enough.
  case tooManySteps(time: Double, limit: Int)
  /// The schedule of `β` jumps or bends too often for times in double precision.
  case scheduleTooFine(time: Double, spacing: Double)
  /// The tolerance cannot be met in double precision: the step has shrunk to the given size.
  case toleranceTooTight(time: Double, step: Double)
  /// The problem with this index in ``FlowFamily/problems`` could not be followed.
  case ofProblem(index: Int, error: FlowError)

  /// The time reached.
  public var time: Double {
    switch self {
    case .diverged(let time, _), .varianceVanishes(_, let time), .tooManySteps(let time, _),
      .scheduleTooFine(let time, _), .toleranceTooTight(let time, _):
      return time
    case .ofProblem(_, let error):
      return error.time
    }
  }
}

extension FlowError: CustomStringConvertible {
  /// One sentence with the time reached and a remedy.
  public var description: String {
    switch self {
    case .diverged(let time, let largest):
      return """
        the flow diverges: an order parameter has grown to \(largest) at t = \(time); \
        SGD diverges too with these rates: use smaller ones
        """
    case .varianceVanishes(let latent, let time):
      return """
        the encoder's variance D of latent \(latent) reaches zero at t = \(time), because β is 0 \
        there or nearly so; use a larger β, or train ln D (variance: log)
        """
    case .tooManySteps(let time, let limit):
      return """
        \(limit) steps were not enough: stopped at t = \(time); the fastest part of the flow is too fast \
        for so long a time: end earlier, or bring signals, noise, β and rates nearer to each other
        """
    case .scheduleTooFine(let time, let spacing):
      return """
        the schedule of β changes every \(spacing), too often to be resolved at t = \(time): \
        use a longer period
        """
    case .toleranceTooTight(let time, let step):
      return "the tolerance cannot be met: the step shrank to \(step) at t = \(time)"
    case .ofProblem(let index, let error):
      return "problem \(index) of the family (counted from 0): \(error)"
    }
  }
}

extension FlowError {
  /// An integrator's failure in the terms of the flow of a problem that started from some coordinates.
  init(_ error: IntegrationError, problem: LearningProblem, initial: [Double]) {
    let layout = StateLayout(latents: problem.latents, factors: problem.data.factors)
    let largestOverlap =
      problem.data.overlap.rowArrays.map { $0.reduce(0) { $0 + $1.magnitude } }.max() ?? 1
    let largest = (problem.data.signals.max() ?? 0) * largestOverlap + problem.data.noise
    self.init(error, training: problem.training, eigenvalue: largest, initial: initial) {
      let state = layout.state(of: Array($0.prefix(layout.count)))
      return (state.Q.diagonal, state.D)
    }
  }

  /// The same of any flow of order parameters.
  ///
  /// - Parameters:
  ///   - error: The failure.
  ///   - training: What was being followed.
  ///   - eigenvalue: The largest of the data's covariance.
  ///   - initial: Coordinates at the start.
  ///   - model: Gives the diagonal of `Q`, and `D`, of coordinates.
  init(
    _ error: IntegrationError, training: Training, eigenvalue: Double, initial: [Double],
    model: ([Double]) -> (norms: [Double], D: [Double])
  ) {
    let (time, largest) = (error.time, error.largestComponent)
    // The size of order parameters to expect: that of the covariance's largest eigenvalue, of 1, to
    // which D and R tend, and of the state at the start.
    let scale = max(1, eigenvalue, initial.map(\.magnitude).max() ?? 0)
    let isModerate = largest <= Self.growth * scale
    let vanishing = training.vanishingVariance(at: error, of: model(error.state))
    switch error.reason {
    case .tooManySteps(let limit):
      self = .tooManySteps(time: time, limit: limit)
    case .breakPointsTooClose(let spacing):
      self = .scheduleTooFine(time: time, spacing: spacing)
    case .notFinite where !training.scheduleIsFinite(at: time):
      let next = training.reference.nextBreakPoint(after: time) ?? .infinity
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

extension Training {
  /// Whether `β` and its slope are numbers: ramps too short for double precision have none.
  fileprivate func scheduleIsFinite(at time: Double) -> Bool {
    let piece = reference.piece(around: time)
    return piece.value(at: time).isFinite && piece.derivative(at: time).isFinite
  }

  /// The latent, counted from 1, whose `D` would be the first to reach zero without the push of
  /// `β/D`, and how soon; `nil` with `ln D` trained, under which no `D` reaches zero.
  fileprivate func vanishingVariance(
    at error: IntegrationError, of model: (norms: [Double], D: [Double])
  ) -> (latent: Int, delay: Double)? {
    // Under feedback β is positive where D nears zero: the KL divergence has no bound there.
    guard variance == .direct, feedback == nil else { return nil }
    let beta = reference.beta(at: error.time)
    let half = 0.5 * rates.values.variance
    let delays = zip(model.norms, model.D).map { $1 / (half * ($0 + beta)) }
    return delays.indices.min { delays[$0] < delays[$1] }.map { ($0 + 1, delays[$0]) }
  }
}
