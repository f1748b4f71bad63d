/// The generator xoshiro256++ 1.0 of Blackman and Vigna (2019): 64 random bits a call, period
/// `2²⁵⁶ − 1`, a state of four words that a checkpoint holds exactly.
@frozen public struct Xoshiro256PlusPlus: RandomNumberGenerator, Sendable, Hashable {
  @usableFromInline var s0: UInt64
  @usableFromInline var s1: UInt64
  @usableFromInline var s2: UInt64
  @usableFromInline var s3: UInt64

  /// The generator in a given state, or `nil` for four zeros, which it never leaves.
  public init?(state: [UInt64]) {
    guard state.count == 4, state.contains(where: { $0 != 0 }) else { return nil }
    (s0, s1, s2, s3) = (state[0], state[1], state[2], state[3])
  }

  /// The generator of one stream among the `2⁶⁴` that belong to a seed.
  ///
  /// Two sequences of SplitMix64, one started from the seed and one from the stream, fill the state.
  /// Its first half determines both, so no two pairs of seed and stream share a state; which stream
  /// is used for what does not depend on how many there are.
  public init(seed: UInt64, stream: UInt64) {
    var fromSeed = SplitMix64(state: seed)
    var fromStream = SplitMix64(state: ~stream)
    (s0, s1) = (fromSeed.next(), fromStream.next())
    (s2, s3) = (fromSeed.next() ^ fromStream.next(), fromSeed.next() &+ fromStream.next())
    // The state is zero for no pair in practice; a fixed word in its place keeps that certain.
    if s0 | s1 | s2 | s3 == 0 { s3 = 0x9E37_79B9_7F4A_7C15 }
  }

  /// The four words of the state.
  public var state: [UInt64] { [s0, s1, s2, s3] }

  /// The next 64 random bits.
  @inlinable @inline(__always) public mutating func next() -> UInt64 {
    let result = Xoshiro256PlusPlus.rotate(s0 &+ s3, by: 23) &+ s0
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = Xoshiro256PlusPlus.rotate(s3, by: 45)
    return result
  }

  @inlinable @inline(__always) static func rotate(_ word: UInt64, by places: UInt64) -> UInt64 {
    (word &<< places) | (word &>> (64 - places))
  }
}

/// The generator SplitMix64 of Steele, Lea and Flood (2014), which fills the states of others: its
/// output is a bijection of its state.
@frozen public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable {
  @usableFromInline var state: UInt64

  /// Every state is allowed.
  public init(state: UInt64) { self.state = state }

  /// The next 64 random bits.
  @inlinable public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
