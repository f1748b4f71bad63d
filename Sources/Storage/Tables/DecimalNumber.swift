/// Reads one decimal number such as `-1`, `.5`, `2.` or `6.02e23` from bytes.
///
/// - Parameters:
///   - position: Where to start; moved behind the number, or left where it is when there is none.
///   - end: The end of the bytes.
///   - point: What stands before the decimals.
/// - Returns: The nearest `Double`, infinite when it overflows, or `nil` when no number starts here.
///   Names such as `nan` and hexadecimal numbers are no decimal numbers.
func readDecimal(
  _ position: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>,
  point: UInt8 = UInt8(ascii: ".")
) -> Double? {
  var p = position
  let isNegative = p < end && p.pointee == UInt8(ascii: "-")
  if isNegative || (p < end && p.pointee == UInt8(ascii: "+")) { p += 1 }
  var mantissa: UInt64 = 0
  let integerStart = p
  readDigits(&p, end: end, into: &mantissa)
  var digits = p - integerStart
  var exponent = 0
  if p < end && p.pointee == point {
    p += 1
    let fractionStart = p
    readDigits(&p, end: end, into: &mantissa)
    exponent = fractionStart - p
    digits += p - fractionStart
  }
  guard digits > 0 else { return nil }
  if p < end && p.pointee | 0x20 == UInt8(ascii: "e") {
    guard let power = readExponent(&p, end: end) else { return nil }
    exponent += power
  }
  let start = position
  position = p
  // Exact: both factors are integers of at most 53 bits, and one rounding is left (Clinger 1990).
  // 19 digits fit in 64 bits, so `mantissa` has not wrapped around.
  if digits <= 19, mantissa <= 1 << 53, abs(exponent) < exactPowersOfTen.count {
    let power = exactPowersOfTen[abs(exponent)]
    let magnitude = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
    return isNegative ? -magnitude : magnitude
  }
  let bytes = UnsafeBufferPointer(start: start, count: p - start)
    .map { $0 == point ? UInt8(ascii: ".") : $0 }
  return Double(String(decoding: bytes, as: UTF8.self))
}

@inline(__always)
private func readDigits(
  _ p: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, into mantissa: inout UInt64
) {
  while p < end {
    let digit = p.pointee &- UInt8(ascii: "0")
    guard digit < 10 else { break }
    mantissa = mantissa &* 10 &+ UInt64(digit)
    p += 1
  }
}

/// Reads `e-12`; `nil` when no digit follows. Exponents beyond any `Double` are cut, not wrapped.
private func readExponent(_ p: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Int? {
  p += 1
  let isNegative = p < end && p.pointee == UInt8(ascii: "-")
  if isNegative || (p < end && p.pointee == UInt8(ascii: "+")) { p += 1 }
  let start = p
  var value = 0
  while p < end {
    let digit = p.pointee &- UInt8(ascii: "0")
    guard digit < 10 else { break }
    value = min(value * 10 + Int(digit), 1_000_000)
    p += 1
  }
  guard p > start else { return nil }
  return isNegative ? -value : value
}

/// `10^0 … 10^22`, the powers of ten that a `Double` holds exactly.
private let exactPowersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
  1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]
