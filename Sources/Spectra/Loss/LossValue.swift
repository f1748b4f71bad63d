/// What a part of a loss is.
enum LossValue {
  case number(SizedNumber)
  case terms([WrittenTerm])
  /// Arrays of a script that have not been summed or averaged.
  case array(LossArray)

  /// The value with its numbers multiplied or divided.
  func scaled(by factor: SizedNumber, divides: Bool = false) -> LossValue {
    func apply(_ number: SizedNumber) -> SizedNumber {
      divides ? number / factor : number * factor
    }
    switch self {
    case .number(let number): return .number(apply(number))
    case .array(var array):
      array.scale = apply(array.scale)
      return .array(array)
    case .terms(let terms):
      return .terms(
        terms.map {
          var term = $0
          term.weight = apply($0.weight)
          // Factors of a whole parenthesis are not those of its terms.
          if terms.count == 1 { term.factor = apply($0.factor) }
          return term
        })
    }
  }
}

/// A polynomial of arrays, of coordinates or latents and of samples, times a number.
struct LossArray {
  var scale = SizedNumber(1)
  var polynomial: LossPolynomial
  /// The first name in it, which is at fault if it was meant as a number or a term.
  var origin: LossToken

  /// The sum; `nil` if the two are not of the same powers of sizes.
  static func + (a: Self, b: Self) -> Self? {
    guard a.scale.powers == b.scale.powers else { return nil }
    var sum = a
    sum.scale.value = 1
    sum.polynomial =
      a.polynomial.scaled(by: a.scale.value) + b.polynomial.scaled(by: b.scale.value)
    return sum
  }
}
