import LinearVAE
import MessageText
import NumericKit
import RealModule

/// Reads a loss: a sum of terms with factors, in the usual arithmetic.
///
/// ```
/// sum = ["-"] product { ("+" | "-") product }
/// product = power { ("*" | "/") power }
/// power = primary [ ("**" | "^") power ]
/// primary = "-" power | ( number | "(" sum ")" | name [ "(" arguments ")" ] ) { suffix }
/// suffix = "." name [ "(" arguments ")" ] | "(" arguments ")" | "[" anything "]" | ":" reductions
/// ```
///
/// Names that are no terms and have no value are arrays, of which a script may take a sum or mean.
struct LossParser {
  let text: String
  let sizes: LossSizes
  let values: [String: Double]
  let tokens: [LossToken]
  var next = 0
  private var depth = 0

  /// The terms of a loss.
  ///
  /// - Parameters:
  ///   - text: The loss.
  ///   - sizes: Where sums contain sizes, as `N + 1`.
  ///   - values: Numbers of names.
  /// - Returns: At least one.
  /// - Throws: `LossConventionError` with the column and what is wrong there.
  static func terms(
    of text: String, sizes: LossSizes, values: [String: Double]
  ) throws(LossConventionError) -> [WrittenTerm] {
    var parser = try LossParser(text: text, sizes: sizes, values: values)
    let value = try parser.sum()
    guard parser.peek == nil else {
      throw parser.unexpected("\"+\" and the next term, \"*\" or \"/\" and a factor, or the end")
    }
    switch value {
    case .number:
      throw LossConventionError(text, "no term, a loss is like mse:mean + 0.00025*kl:sum")
    case .array(let array): throw parser.unknown(array.origin)
    case .terms(let terms):
      for term in terms where term.inner == .open {
        throw LossConventionError(
          text, column: term.column,
          "\(term.text.shown()) is not reduced over its \(term.measure.kind == .kl ? "latents" : "coordinates")"
            + ": write .sum(1), .mean(1), or :sum or :mean behind it")
      }
      return terms
    }
  }

  private init(
    text: String, sizes: LossSizes, values: [String: Double]
  ) throws(LossConventionError) {
    (self.text, self.sizes, self.values) = (text, sizes, values)
    tokens = try LossToken.all(of: text)
  }

  var peek: LossToken? { next < tokens.count ? tokens[next] : nil }

  /// Passes a sign, if it is the next.
  mutating func take(_ sign: String) -> Bool {
    guard let token = peek, token.kind == .sign, token.text == sign else { return false }
    next += 1
    return true
  }

  // MARK: Arithmetic

  private mutating func enter() throws(LossConventionError) {
    depth += 1
    guard depth < 100 else { throw error("signs or parentheses are nested too deep") }
  }

  mutating func sum() throws(LossConventionError) -> LossValue {
    try enter()
    defer { depth -= 1 }
    var total = try product()
    while let sign = peek?.text, sign == "+" || sign == "-" {
      let place = next
      next += 1
      let value = try product()
      total = try add(total, sign == "-" ? value.scaled(by: SizedNumber(-1)) : value, at: place)
    }
    return total
  }

  private func add(_ a: LossValue, _ b: LossValue, at place: Int) throws(LossConventionError)
    -> LossValue
  {
    switch (a, b) {
    case (.terms(let first), .terms(let second)): return .terms(first + second)
    case (.number(let first), .number(let second)):
      if first.powers == second.powers {
        var sum = first
        sum.value += second.value
        return .number(sum)
      }
      guard let x = first.resolved(sizes), let y = second.resolved(sizes) else {
        throw missingSizes(
          first.missing(sizes) + second.missing(sizes), column: tokens[place].column)
      }
      return .number(SizedNumber(x + y))
    case (.array(let first), .array(let second)):
      guard let sum = first + second else { throw unreadable(tokens[place]) }
      return .array(sum)
    case (.array(let array), .number(let number)), (.number(let number), .array(let array)):
      return try add(
        .array(array),
        .array(LossArray(scale: number, polynomial: .one, origin: array.origin)), at: place)
    case (.array(let array), .terms), (.terms, .array(let array)): throw unknown(array.origin)
    default:
      throw LossConventionError(
        text, column: tokens[place].column,
        "a number is added to a term: \"*\" joins a factor and its term, as in 0.5*kl")
    }
  }

  private mutating func product() throws(LossConventionError) -> LossValue {
    let first = next
    var value = try power()
    while let sign = peek?.text, sign == "*" || sign == "/" {
      next += 1
      let place = next
      let factor = try power()
      value = try multiply(value, factor, divides: sign == "/", at: place)
    }
    // A single term is quoted with its factors.
    if case .terms(var terms) = value, terms.count == 1 {
      terms[0].text = tokens[first..<next].map(\.text).joined()
      return .terms(terms)
    }
    return value
  }

  private func multiply(
    _ value: LossValue, _ factor: LossValue, divides: Bool, at place: Int
  ) throws(LossConventionError) -> LossValue {
    let column = tokens[min(place, tokens.count - 1)].column
    switch (value, factor) {
    case (_, .number(let number)):
      guard !divides || number.value != 0 else {
        throw LossConventionError(text, column: column, "a division by 0")
      }
      return value.scaled(by: number, divides: divides)
    case (.number(let number), .terms) where !divides, (.number(let number), .array) where !divides:
      return factor.scaled(by: number)
    case (.array(let first), .array(let second)) where !divides:
      guard let product = first.polynomial.times(second.polynomial) else {
        throw unreadable(tokens[place])
      }
      return .array(
        LossArray(
          scale: first.scale * second.scale, polynomial: product, origin: first.origin))
    case (_, .array(let array)), (.array(let array), _):
      throw unknown(array.origin)
    default:
      throw LossConventionError(
        text, column: column,
        divides ? "a loss cannot be divided by a term" : "two terms cannot be multiplied")
    }
  }

  private mutating func power() throws(LossConventionError) -> LossValue {
    try enter()
    defer { depth -= 1 }
    let base = try primary()
    guard let sign = peek?.text, sign == "**" || sign == "^" else { return base }
    let column = tokens[next].column
    next += 1
    return try raise(base, to: try power(), column)
  }

  /// A power of a number, or the square of arrays.
  func raise(
    _ base: LossValue, to exponent: LossValue, _ column: Int
  ) throws(LossConventionError) -> LossValue {
    let written: Double? =
      if case .number(let number) = exponent { number.resolved(sizes) } else { nil }
    if case .array(var array) = base, written == 2, let square = array.polynomial.squared {
      (array.polynomial, array.scale) = (square, array.scale * array.scale)
      return .array(array)
    }
    guard case .number(let number) = base, let y = written else {
      throw LossConventionError(
        text, column: column, "only a number can be raised to a power, or an array to its square")
    }
    if let whole = Int(exactly: y), abs(whole) < 100 {
      var power = SizedNumber(Double.pow(number.value, whole))
      power.powers = number.powers.map { $0 * whole }
      return .number(power)
    }
    guard let x = number.resolved(sizes) else {
      throw missingSizes(number.missing(sizes), column: column)
    }
    return .number(SizedNumber(Double.pow(x, y)))
  }

  private mutating func primary() throws(LossConventionError) -> LossValue {
    if take("-") { return try power().scaled(by: SizedNumber(-1)) }
    if take("+") { return try power() }
    let start = next
    if take("(") {
      let value = try sum()
      guard take(")") else { throw unexpected("\")\"") }
      return try suffixed(value, from: start)
    }
    guard let token = peek else { throw unexpected(Self.expected) }
    switch token.kind {
    case .number(let number):
      next += 1
      return .number(SizedNumber(number))
    case .name:
      next += 1
      return try suffixed(try named(token), from: start)
    case .quoted, .sign, .member: throw unexpected(Self.expected)
    }
  }

  private static let expected = "a number, or one of \(LossName.offered.joined(separator: ", "))"

  // MARK: Errors

  func unexpected(_ expected: String) -> LossConventionError {
    error("found \(peek.map { "\"\($0.text.shown())\"" } ?? "the end"), expected \(expected)")
  }

  /// An error at the next token.
  func error(_ reason: String) -> LossConventionError {
    LossConventionError(text, column: peek?.column ?? text.count + 1, reason)
  }

  func unreadable(_ token: LossToken, isMean: Bool = false) -> LossConventionError {
    LossConventionError(
      text, column: token.column,
      "\(token.text.shown())(…) of this expression cannot be read: write the term it is, as "
        + (isMean ? "mse:mean or kl:mean" : "sse or kl"))
  }

  private func missingSizes(_ names: [String], column: Int? = nil) -> LossConventionError {
    LossConvention.missing(names, in: text, column: column)
  }

  func unknown(_ token: LossToken) -> LossConventionError {
    if let reason = LossName.refusal(of: token.text) {
      return LossConventionError(text, column: token.column, "\"\(token.text.shown())\" \(reason)")
    }
    let nearest = nearestName(to: token.text.lowercased(), among: LossName.offered) ?? ""
    return LossConventionError(
      text, column: token.column, undefined: [token.text],
      "unknown name \"\(token.text.shown())\": a term is one of "
        + "\(LossName.offered.joined(separator: ", ")) (the nearest is \(nearest)), and a factor "
        + "that has a name needs a value")
  }
}
