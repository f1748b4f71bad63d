/// A number that a right-hand side can be written in once and used everywhere: `Double` for one
/// trajectory, SIMD vectors for several parameter points at a time, ``Dual`` for exact derivatives.
public protocol FieldScalar: Sendable {
  /// The number that equals `value` in every lane and has no derivative.
  init(constant value: Double)

  /// The sum.
  static func + (a: Self, b: Self) -> Self
  /// The difference.
  static func - (a: Self, b: Self) -> Self
  /// The product.
  static func * (a: Self, b: Self) -> Self
  /// The quotient.
  static func / (a: Self, b: Self) -> Self
  /// The multiple by a plain number.
  static func * (a: Double, b: Self) -> Self
  /// The negative.
  static prefix func - (a: Self) -> Self
  /// Adds in place.
  static func += (a: inout Self, b: Self)
}

/// A number whose lanes are plain `Double`s, each a trajectory of its own.
///
/// What an integrator needs beyond ``FieldScalar``: to see the largest error over all lanes.
public protocol LaneScalar: FieldScalar {
  /// How many trajectories one number carries.
  static var laneCount: Int { get }
  /// The value of one lane.
  ///
  /// - Parameter lane: Counted from 0, below ``laneCount``.
  /// - Returns: A plain number.
  func lane(_ lane: Int) -> Double
  /// Joins one value per lane.
  ///
  /// - Parameter value: The value of a lane, by its index.
  init(lanes value: (Int) -> Double)
  /// The absolute value, lane by lane.
  var magnitude: Self { get }
  /// The larger of the two, lane by lane.
  static func maximum(_ a: Self, _ b: Self) -> Self
  /// The largest of the lanes.
  var largestLane: Double { get }
  /// Whether no lane is infinite or not a number.
  var allFinite: Bool { get }
  /// The number itself in lanes where `other` is positive, not a number in the others.
  ///
  /// - Parameter other: What must be positive, lane by lane.
  /// - Returns: The masked number.
  func defined(wherePositive other: Self) -> Self
}

extension Double: LaneScalar {
  /// The number itself.
  @_transparent
  public init(constant value: Double) { self = value }
  /// One.
  @_transparent
  public static var laneCount: Int { 1 }
  /// The number itself.
  @_transparent
  public func lane(_ lane: Int) -> Double { self }
  /// The value of lane 0.
  @_transparent
  public init(lanes value: (Int) -> Double) { self = value(0) }
  /// The larger of the two; `b` when `a` is not a number.
  @_transparent
  public static func maximum(_ a: Double, _ b: Double) -> Double { a > b ? a : b }
  /// The number itself.
  @_transparent
  public var largestLane: Double { self }
  /// Whether the number is neither infinite nor not a number.
  @_transparent
  public var allFinite: Bool { isFinite }
  /// The number itself if `other` is positive, else not a number.
  @_transparent
  public func defined(wherePositive other: Double) -> Double { other > 0 ? self : .nan }
}
