/// How accurate a solution must be.
///
/// A step is accepted when the estimated error of every component `y_i` is at most
/// `relative · (|y_i| + floor)`; of one that stays positive, `relative · (1 + floor) · |y_i|`, which
/// is the same where `y_i = 1`. The error after many steps is larger or smaller than that by a
/// factor that depends on the problem: it grows where trajectories part, shrinks where they meet.
public struct Tolerance: Sendable, Hashable {
  /// The error allowed in a step, relative to the size of the component.
  public var relative: Double
  /// The size below which a component's error is judged absolutely.
  public var floor: Double

  /// A tolerance, absolute below `floor` and relative above it.
  ///
  /// - Parameters:
  ///   - relative: Between 1e-14 and 0.1.
  ///   - floor: Positive.
  public init(relative: Double, floor: Double = 1) {
    precondition(
      (1e-14...0.1).contains(relative), "relative tolerance \(relative) is not in 1e-14...0.1")
    precondition(floor > 0, "the floor of a tolerance must be positive, not \(floor)")
    self.relative = relative
    self.floor = floor
  }
}

/// The size to which the error of a component is compared: `slope · |y| + floor`.
///
/// The slope is 1, or, for a component that stays positive, 1 plus the floor of the tolerance, and its
/// own floor is then 0.
@usableFromInline struct ErrorScale<Scalar: LaneScalar> {
  @usableFromInline let slope: Double
  @usableFromInline let floor: Scalar

  @inlinable init(_ tolerance: Tolerance, staysPositive: Bool) {
    slope = staysPositive ? 1 + tolerance.floor : 1
    floor = Scalar(constant: staysPositive ? 0 : tolerance.floor)
  }

  /// One for each component of a system, in memory that the caller frees.
  @inlinable static func allocate<System: DifferentialSystem>(
    for system: System, _ tolerance: Tolerance
  ) -> UnsafeMutablePointer<Self> {
    let scales = LongRows.allocate(Self.self, capacity: system.dimension)
    for i in 0..<system.dimension {
      (scales + i).initialize(to: Self(tolerance, staysPositive: system.staysPositive(i)))
    }
    return scales
  }

  @inlinable func callAsFunction(_ magnitude: Scalar) -> Scalar { slope * magnitude + floor }
}

/// Which one-step method integrates.
public enum IntegrationMethod: String, Sendable, Hashable, Codable, CaseIterable {
  /// The explicit pair of order 5(4) by Tsitouras.
  case explicit
  /// The stiffly accurate Rosenbrock method of order 5(4) by Steinebach, Rodas5P, with the exact
  /// Jacobian.
  case stiff
  /// Explicit, and stiff for as long as stability rather than accuracy limits the explicit step.
  case automatic
  /// Explicit, and stabilised for as long as stability rather than accuracy limits the explicit step:
  /// methods of order 4(3) that need no Jacobian, for large systems whose fast modes decay without
  /// oscillating, as a gradient flow's do.
  case stabilized
}

/// Bounds on the effort of a solve; reaching one is an `IntegrationError`.
public struct IntegrationLimits: Sendable, Hashable {
  /// Steps, accepted and rejected together; those of lanes that have parted count one by one. `nil` for
  /// as many as a system's cost allows in some five seconds, at least 30 000.
  public var maximumSteps: Int?
  /// The smallest step as a multiple of the spacing of floating-point numbers at the current time;
  /// at least 1, so that every step advances the time.
  public var minimumStepInUlps: Double

  /// Limits for problems that finish in seconds.
  public init(maximumSteps: Int? = nil, minimumStepInUlps: Double = 8) {
    self.maximumSteps = maximumSteps
    self.minimumStepInUlps = minimumStepInUlps
  }

  /// Steps that are allowed to a system however large it is: none that is solved takes as many.
  package static let fewestSteps = 30_000

  /// The steps allowed to a system, by the operations of one evaluation of its right-hand side.
  @usableFromInline package func steps(dimension: Int, evaluationCost: Double) -> Int {
    if let maximumSteps { return maximumSteps }
    // The explicit method evaluates six times a step, and combines its stages.
    let affordable = 2e9 / (6 * (evaluationCost + 10 * Double(dimension)))
    return max(Self.fewestSteps, Int(min(affordable, 1e9)))
  }
}

/// What a solve cost: part of every result, and what tests of speed count.
public struct IntegrationStatistics: Sendable, Hashable, Codable {
  /// Accepted steps.
  public var steps = 0
  /// Rejected steps.
  public var rejected = 0
  /// Evaluations of the right-hand side, those inside Jacobians not counted.
  public var evaluations = 0
  /// Jacobians formed.
  public var jacobians = 0
  /// Matrices factorised.
  public var factorizations = 0
  /// Accepted steps that the stiff method took.
  public var stiffSteps = 0
  /// Changes between the explicit and the stiff method.
  public var switches = 0

  /// All zero.
  public init() {}
}
