import LinearVAE
import NumericKit

/// Why the flow could not be followed to the time asked for.
public enum FlowError: Error, Sendable, Hashable {
  /// The solution grows without bound; so does SGD with these rates.
  ///
  /// - Parameters:
  ///   - time: The time reached.
  ///   - largest: The largest order parameter there.
  case diverged(time: Double, largest: Double)
  /// The encoder's variance of a latent reaches zero, where the flow ends: `β` vanishes for too long.
  ///
  /// - Parameters:
  ///   - latent: Counted from 1.
  ///   - time: The time reached.
  case varianceVanishes(latent: Int, time: Double)
  /// The effort allowed was not enough.
  ///
  /// - Parameters:
  ///   - time: The time reached.
  ///   - limit: The number of steps allowed.
  case tooManySteps(time: Double, limit: Int)
  /// The schedule of `β` jumps or bends too often for times in double precision.
  ///
  /// - Parameters:
  ///   - time: The time reached.
  ///   - spacing: The distance of its break points.
  case scheduleTooFine(time: Double, spacing: Double)
  /// The tolerance cannot be met in double precision.
  ///
  /// - Parameters:
  ///   - time: The time reached.
  ///   - step: The size to which the step had shrunk.
  case toleranceTooTight(time: Double, step: Double)

  /// The time reached.
  public var time: Double {
    switch self {
    case .diverged(let time, _), .varianceVanishes(_, let time), .tooManySteps(let time, _),
      .scheduleTooFine(let time, _), .toleranceTooTight(let time, _):
      return time
    }
  }

  /// Reads an integrator's failure in the terms of the flow.
  init(_ error: IntegrationError, problem: LearningProblem, layout: StateLayout) {
    let variances = error.state[layout.D...]
    let smallest = variances.indices.min { variances[$0] < variances[$1] }
    switch error.reason {
    case .tooManySteps(let limit):
      self = .tooManySteps(time: error.time, limit: limit)
    case .breakPointsTooClose(let spacing):
      self = .scheduleTooFine(time: error.time, spacing: spacing)
    case _ where !(error.largestComponent < Self.divergenceSize):
      self = .diverged(time: error.time, largest: error.largestComponent)
    case _ where smallest.map { variances[$0] < Self.vanishingVariance } ?? false:
      self = .varianceVanishes(latent: (smallest ?? layout.D) - layout.D + 1, time: error.time)
    case .stepTooSmall(let step):
      self = .toleranceTooTight(time: error.time, step: step)
    case .notFinite:
      self = .diverged(time: error.time, largest: error.largestComponent)
    }
  }

  /// Order parameters beyond this, in units of the data, mean that the solution is blowing up.
  private static let divergenceSize = 1e4
  /// Variances below this, with a step that cannot shrink, mean that one is about to reach zero.
  private static let vanishingVariance = 1e-6
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
        the encoder's variance D of latent \(latent) reaches zero at t = \(time), because β vanishes; \
        use a β above 0, or train ln D (variance: log)
        """
    case .tooManySteps(let time, let limit):
      return "\(limit) steps were not enough: stopped at t = \(time)"
    case .scheduleTooFine(let time, let spacing):
      return """
        the schedule of β changes every \(spacing), too often to be resolved at t = \(time): \
        use a longer period
        """
    case .toleranceTooTight(let time, let step):
      return "the tolerance cannot be met: the step shrank to \(step) at t = \(time)"
    }
  }
}
