// The SIMD vectors of `Double` as scalars: each lane is a trajectory of its own.

extension SIMD2: FieldScalar where Scalar == Double {
  /// `value` in every lane.
  @_transparent
  public init(constant value: Double) { self.init(repeating: value) }
}

extension SIMD2: LaneScalar where Scalar == Double {
  /// The number of lanes of the vector.
  @_transparent
  public static var laneCount: Int { 2 }
  /// The element with the given index.
  @_transparent
  public func lane(_ lane: Int) -> Double { self[lane] }
  /// One element per lane.
  @inlinable
  public init(lanes value: (Int) -> Double) {
    self.init()
    for lane in 0..<2 { self[lane] = value(lane) }
  }
  /// The absolute value, lane by lane.
  @_transparent
  public var magnitude: Self {
    // Clearing the sign bit is one instruction; choosing between x and −x takes four.
    let bits = unsafeBitCast(self, to: SIMD2<UInt64>.self)
    return unsafeBitCast(bits & SIMD2<UInt64>(repeating: UInt64.max >> 1), to: Self.self)
  }
  /// The larger of the two, lane by lane.
  @_transparent
  public static func maximum(_ a: Self, _ b: Self) -> Self { b.replacing(with: a, where: a .> b) }
  /// The largest element.
  @_transparent
  public var largestLane: Double { self.max() }
  /// Whether no element is infinite or not a number.
  @_transparent
  public var allFinite: Bool { (self - self) == .zero }
  /// The vector with the elements where `other` is not positive replaced by not-a-number.
  @_transparent
  public func defined(wherePositive other: Self) -> Self {
    Self(repeating: .nan).replacing(with: self, where: other .> 0)
  }
}

extension SIMD4: FieldScalar where Scalar == Double {
  /// `value` in every lane.
  @_transparent
  public init(constant value: Double) { self.init(repeating: value) }
}

extension SIMD4: LaneScalar where Scalar == Double {
  /// The number of lanes of the vector.
  @_transparent
  public static var laneCount: Int { 4 }
  /// The element with the given index.
  @_transparent
  public func lane(_ lane: Int) -> Double { self[lane] }
  /// One element per lane.
  @inlinable
  public init(lanes value: (Int) -> Double) {
    self.init()
    for lane in 0..<4 { self[lane] = value(lane) }
  }
  /// The absolute value, lane by lane.
  @_transparent
  public var magnitude: Self {
    // Clearing the sign bit is one instruction; choosing between x and −x takes four.
    let bits = unsafeBitCast(self, to: SIMD4<UInt64>.self)
    return unsafeBitCast(bits & SIMD4<UInt64>(repeating: UInt64.max >> 1), to: Self.self)
  }
  /// The larger of the two, lane by lane.
  @_transparent
  public static func maximum(_ a: Self, _ b: Self) -> Self { b.replacing(with: a, where: a .> b) }
  /// The largest element.
  @_transparent
  public var largestLane: Double { self.max() }
  /// Whether no element is infinite or not a number.
  @_transparent
  public var allFinite: Bool { (self - self) == .zero }
  /// The vector with the elements where `other` is not positive replaced by not-a-number.
  @_transparent
  public func defined(wherePositive other: Self) -> Self {
    Self(repeating: .nan).replacing(with: self, where: other .> 0)
  }
}

extension SIMD8: FieldScalar where Scalar == Double {
  /// `value` in every lane.
  @_transparent
  public init(constant value: Double) { self.init(repeating: value) }
}

extension SIMD8: LaneScalar where Scalar == Double {
  /// The number of lanes of the vector.
  @_transparent
  public static var laneCount: Int { 8 }
  /// The element with the given index.
  @_transparent
  public func lane(_ lane: Int) -> Double { self[lane] }
  /// One element per lane.
  @inlinable
  public init(lanes value: (Int) -> Double) {
    self.init()
    for lane in 0..<8 { self[lane] = value(lane) }
  }
  /// The absolute value, lane by lane.
  @_transparent
  public var magnitude: Self {
    // Clearing the sign bit is one instruction; choosing between x and −x takes four.
    let bits = unsafeBitCast(self, to: SIMD8<UInt64>.self)
    return unsafeBitCast(bits & SIMD8<UInt64>(repeating: UInt64.max >> 1), to: Self.self)
  }
  /// The larger of the two, lane by lane.
  @_transparent
  public static func maximum(_ a: Self, _ b: Self) -> Self { b.replacing(with: a, where: a .> b) }
  /// The largest element.
  @_transparent
  public var largestLane: Double { self.max() }
  /// Whether no element is infinite or not a number.
  @_transparent
  public var allFinite: Bool { (self - self) == .zero }
  /// The vector with the elements where `other` is not positive replaced by not-a-number.
  @_transparent
  public func defined(wherePositive other: Self) -> Self {
    Self(repeating: .nan).replacing(with: self, where: other .> 0)
  }
}
