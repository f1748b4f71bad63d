/// How the weight of the KL term is decided.
public enum KLWeight: Sendable, Hashable {
  /// A function of time that is known before training.
  case schedule(BetaSchedule)
  /// A function of the state of training.
  case feedback(FeedbackLaw)
}

extension Training {
  /// `β(t)` as a function known before training; `nil` under a feedback law.
  public var schedule: BetaSchedule? {
    if case .schedule(let schedule) = weight { return schedule }
    return nil
  }

  /// The law by which `β` follows from the state of training, if it does.
  public var feedback: FeedbackLaw? {
    if case .feedback(let law) = weight { return law }
    return nil
  }

  /// What is known of `β` before training: the schedule, or what the feedback law refers to.
  public var reference: BetaSchedule {
    switch weight {
    case .schedule(let schedule): schedule
    case .feedback(let law): law.reference
    }
  }
}

extension LearningProblem {
  /// Checks that the problem is well posed and that `β(t)` is known before training.
  ///
  /// - Throws: What ``validate()`` throws, and ``InvalidProblem`` with key path `training.beta` for a
  ///   feedback law.
  public func validateWithKnownBeta() throws(InvalidProblem) {
    try validate()
    try InvalidProblem.require(
      training.feedback == nil, "training.beta", found: "a feedback law",
      allowed: "a number or a schedule here",
      advice: "a β that follows from the state of training is known along a trajectory only")
  }
}

extension KLWeight: Codable {
  /// Reads a number, a schedule or a feedback law.
  public init(from decoder: any Decoder) throws {
    let isLaw = decoder.scheduleName.flatMap(FeedbackLaw.forms.named) != nil
    self =
      isLaw ? .feedback(try FeedbackLaw(from: decoder)) : .schedule(try BetaSchedule(from: decoder))
  }

  /// Writes what it is.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .schedule(let schedule): try schedule.encode(to: encoder)
    case .feedback(let law): try law.encode(to: encoder)
    }
  }
}
