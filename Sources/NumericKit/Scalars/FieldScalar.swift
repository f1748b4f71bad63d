import RealModule

/// A number that a right-hand side can be written in once and used everywhere: `Double` for one
/// trajectory, SIMD vectors for several parameter points at a time, `Dual` for exact derivatives.
public protocol FieldScalar: Sendable {
  /// The number that equals `value` in every lane and has no derivative.
  init(constant value: Double)

  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  static func * (a: Double, b: Self) -> Self
  static prefix func - (a: Self) -> Self
  static func += (a: inout Self, b: Self)
}

/// A number with the elementary functions that feedback laws need.
public protocol AnalyticScalar: FieldScalar {
  static func log(_ x: Self) -> Self
  static func exp(_ x: Self) -> Self
  static func tanh(_ x: Self) -> Self
  /// The number itself inside of a range, whose bounds may be infinite; the nearest bound, a
  /// constant, outside. At a bound the derivative is that from outside.
  func clamped(to range: ClosedRange<Double>) -> Self
}

/// A number whose lanes are plain `Double`s, each a trajectory of its own.
///
/// What an integrator needs beyond ``FieldScalar``: to see the largest error over all lanes.
@usableFromInline package protocol LaneScalar: FieldScalar {
  static var laneCount: Int { get }
  func lane(_ lane: Int) -> Double
  /// Joins one value per lane.
  init(lanes value: (Int) -> Double)
  var magnitude: Self { get }
  /// The larger of the two, lane by lane.
  static func maximum(_ a: Self, _ b: Self) -> Self
  var largestLane: Double { get }
  /// Whether no lane is infinite or not a number.
  var allFinite: Bool { get }
  /// The number itself in lanes where `other` is positive, not a number in the others.
  func defined(wherePositive other: Self) -> Self
}

extension Double: AnalyticScalar {
  /// The number itself.
  @_transparent public init(constant value: Double) { self = value }

  /// The number itself inside of a range, the nearest bound outside; not-a-number stays.
  @_transparent public func clamped(to range: ClosedRange<Double>) -> Double {
    if self <= range.lowerBound { return range.lowerBound }
    return self >= range.upperBound ? range.upperBound : self
  }
}

extension Double: LaneScalar {
  @usableFromInline @_transparent package static var laneCount: Int { 1 }
  @usableFromInline @_transparent package func lane(_ lane: Int) -> Double { self }
  @usableFromInline @_transparent package init(lanes value: (Int) -> Double) { self = value(0) }
  /// The larger of the two; `b` when `a` is not a number.
  @usableFromInline @_transparent package static func maximum(_ a: Double, _ b: Double) -> Double {
    a > b ? a : b
  }
  @usableFromInline @_transparent package var largestLane: Double { self }
  @usableFromInline @_transparent package var allFinite: Bool { isFinite }
  @usableFromInline @_transparent
  package func defined(wherePositive other: Double) -> Double { other > 0 ? self : .nan }
}

extension SIMD8: FieldScalar where Scalar == Double {
  /// `value` in every lane.
  @_transparent public init(constant value: Double) { self.init(repeating: value) }
}

extension SIMD8: LaneScalar where Scalar == Double {
  @usableFromInline @_transparent package static var laneCount: Int { 8 }
  @usableFromInline @_transparent package func lane(_ lane: Int) -> Double { self[lane] }
  @inlinable package init(lanes value: (Int) -> Double) {
    self.init()
    for lane in 0..<8 { self[lane] = value(lane) }
  }
  @usableFromInline @_transparent package var magnitude: Self {
    // Clearing the sign bit is one instruction; choosing between x and −x takes four.
    let bits = unsafeBitCast(self, to: SIMD8<UInt64>.self)
    return unsafeBitCast(bits & SIMD8<UInt64>(repeating: UInt64.max >> 1), to: Self.self)
  }
  @usableFromInline @_transparent
  package static func maximum(_ a: Self, _ b: Self) -> Self { b.replacing(with: a, where: a .> b) }
  @usableFromInline @_transparent package var largestLane: Double { self.max() }
  @usableFromInline @_transparent package var allFinite: Bool { (self - self) == .zero }
  @usableFromInline @_transparent package func defined(wherePositive other: Self) -> Self {
    Self(repeating: .nan).replacing(with: self, where: other .> 0)
  }
}
