/// Tells whether stability rather than accuracy limits the explicit steps.
///
/// Fifteen such steps without six others in a row between them decide (Hairer and Wanner, *Solving
/// Ordinary Differential Equations II*, section IV.2). A step counts when it is longer than what the
/// fastest mode allows, and so does an attempt of that length that left the domain: where a component
/// must stay positive, instability ends there before its error is seen.
@usableFromInline struct StiffnessWatch {
  /// Steps and attempts that stability limited.
  private var limited = 0
  /// Accepted steps in a row that it did not.
  private var calm = Self.calmSteps
  /// The rate `|λ|` of the fastest mode at the last step looked at.
  private var rate = 0.0

  private static let calmSteps = 6
  private static let stepsBeforeChange = 15
  private static let limit = 0.85 * TsitourasTableau.stabilityLimit

  @usableFromInline init() {}

  /// Whether every step must be looked at; otherwise some will do.
  @usableFromInline var isAlert: Bool { calm < Self.calmSteps }

  /// Whether the stiff method is to be considered.
  @usableFromInline var isLimited: Bool { limited >= Self.stepsBeforeChange }

  /// Looks at an accepted step of size `h`, with an estimate of `h |λ|` for the fastest mode.
  @usableFromInline mutating func accepted(step h: Double, stiffness: Double) {
    rate = stiffness / h
    if stiffness > Self.limit {
      (limited, calm) = (limited + 1, 0)
    } else if isAlert {
      calm += 1
      if !isAlert { limited = 0 }
    }
  }

  /// Looks at an attempt at a step of size `h` that left the domain of the right-hand side.
  @usableFromInline mutating func stepLeftDomain(step h: Double) {
    if h * rate > Self.limit { limited += 1 }
    calm = 0
  }
}
