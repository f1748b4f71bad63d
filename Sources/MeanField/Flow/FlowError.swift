/// Why the flow could not be followed to the time asked for.
public indirect enum FlowError: Error, Sendable, Hashable {
  /// The solution grows without bound; so does SGD with these rates.
  ///
  /// - Parameters:
  ///   - time: The time reached.
  ///   - largest: The largest order parameter there.
  case diverged(time: Double, largest: Double)
  /// The encoder's variance of a latent, trained directly, reaches zero, where the flow ends: `β` is
  /// too near 0 for too long.
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
  /// One problem of a ``FlowFamily`` could not be followed.
  ///
  /// - Parameters:
  ///   - index: That of the problem in ``FlowFamily/problems``.
  ///   - error: What happened to it.
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
