import LinearVAE

/// A place on a branch of fixed points where the number of growing directions changes, or where the
/// branch turns back.
public struct Bifurcation: Sendable, Hashable {
  /// What happens there.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Two branches, mirror images of each other, leave or meet a third.
    case pitchfork
    /// Two branches cross.
    case transcritical
    /// The branch turns back in the parameter.
    case fold
    /// A pair of complex eigenvalues crosses the imaginary axis: an oscillation sets in.
    case hopf
  }

  /// How the search for it ended.
  public enum Status: String, Sendable, Hashable, Codable {
    /// Located as far as double precision allows.
    case converged
    /// The branch could not be followed closely enough: it lies in the bracket.
    case notLocated
  }

  /// What happens there.
  public let kind: Kind
  /// The value of the parameter.
  public let parameter: Double
  /// Values of the parameter at two neighbouring points of the branch between which it lies. At a
  /// turning point both are on one side; the bracket then reaches as far on the other.
  public let bracket: ClosedRange<Double>
  /// How the search ended.
  public let status: Status
  /// How many eigenvalues have a vanishing real part, besides those of rotations.
  public let criticalDirections: Int
  /// The index among the branch's points of the fixed point there, or of the last before it if it was
  /// not located.
  public internal(set) var index: Int

  func atIndex(_ index: Int) -> Bifurcation {
    var copy = self
    copy.index = index
    return copy
  }
}

/// Why a branch is not followed any further.
public enum BranchEnd: String, Sendable, Hashable, Codable, CaseIterable {
  /// The parameter reached an end of its range.
  case rangeEnd = "range_end"
  /// A bifurcation: beyond it the branch is its own mirror image or made of no real vectors.
  case bifurcation
  /// Beyond it no vectors have these overlaps, or a variance is negative.
  case unrealizable
  /// The order parameters have grown a thousandfold, and go on growing.
  case unbounded
  /// The branch has come back to where it started.
  case closed
  /// However short a step, none could be made: the branch goes on unknown.
  case stepTooSmall = "step_too_small"
  /// The points allowed were used up: the branch goes on unknown.
  case tooManyPoints = "too_many_points"

  /// Whether the branch is known up to its natural end.
  public var isNatural: Bool { self != .stepTooSmall && self != .tooManyPoints }
}

/// A fixed point on a branch.
public struct BranchPoint: Sendable {
  /// The value of the parameter.
  public let parameter: Double
  /// The order parameters.
  public let state: OrderParameters
  /// The largest real part of the Jacobian's eigenvalues besides those of rotations.
  public let growthRate: Double
  /// How many eigenvalues have a positive real part.
  public let growingDirections: Int
}

/// Fixed points that follow from one another as a parameter varies, in the order of arclength.
public struct Branch: Sendable {
  /// What the latents have made of the data where the branch was found.
  public let kind: FixedPoint.Kind
  /// The fixed points, among them those at located bifurcations.
  public let points: [BranchPoint]
  /// In the order of ``points``.
  public let bifurcations: [Bifurcation]
  /// Why the branch is not followed beyond its first point.
  public let start: BranchEnd
  /// Why the branch is not followed beyond its last point.
  public let end: BranchEnd
}
