/// Elementary functions of four numbers at a time, in operations that every processor has.
package enum Lanes4 {
  package typealias Numbers = SIMD4<Double>

  /// `ln x` of positive normal numbers, to 2 units in the last place of `max(1, |ln x|)`.
  @inline(__always) package static func log(_ x: Numbers) -> Numbers {
    let bits = unsafeBitCast(x, to: SIMD4<UInt64>.self)
    // Between ⅔ and 4⁄3, so that logarithms of numbers near 1 keep their digits.
    let shifted = bits &- SIMD4(repeating: 0x3FE5_5555_5555_5555)
    let exponents = (shifted &+ SIMD4(repeating: 1 << 62)) &>> SIMD4(repeating: 52)
    let mantissa = unsafeBitCast(
      bits &- ((exponents &- SIMD4(repeating: 1 << 10)) &<< SIMD4(repeating: 52)), to: Numbers.self)
    // 2⁵² + n as bits is the number 2⁵² + n.
    let whole =
      unsafeBitCast(exponents | SIMD4(repeating: 0x4330_0000_0000_0000), to: Numbers.self)
      - Numbers(repeating: 0x1p52 + 1024)
    let f = mantissa - Numbers(repeating: 1)
    let s = f / (f + Numbers(repeating: 2))
    let z = s * s
    // 2 artanh(s)/s, |s| ≤ 1/5.
    var sum = Numbers(repeating: 2 / 23)
    sum = sum * z + Numbers(repeating: 2 / 21)
    sum = sum * z + Numbers(repeating: 2 / 19)
    sum = sum * z + Numbers(repeating: 2 / 17)
    sum = sum * z + Numbers(repeating: 2 / 15)
    sum = sum * z + Numbers(repeating: 2 / 13)
    sum = sum * z + Numbers(repeating: 2 / 11)
    sum = sum * z + Numbers(repeating: 2 / 9)
    sum = sum * z + Numbers(repeating: 2 / 7)
    sum = sum * z + Numbers(repeating: 2 / 5)
    sum = sum * z + Numbers(repeating: 2 / 3)
    return whole * Numbers(repeating: 0.693_147_180_559_945_3)
      + (s * Numbers(repeating: 2) + s * z * sum)
  }
}
