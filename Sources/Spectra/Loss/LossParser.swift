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
/// primary = number | "(" sum ")" | "-" power | name [ "(" arguments ")" ] [ ":" reductions ]
/// ```
struct LossParser {
  let text: String
  let sizes: LossSizes
  private let values: [String: Double]
  let tokens: [LossToken]
  var next = 0
  private var depth = 0

  /// What a part of a loss is: a number, or terms.
  enum Value {
    case number(SizedNumber)
    case terms([WrittenTerm])
  }

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
    guard case .terms(let terms) = value else {
      throw LossConventionError(text, "no term, a loss is like mse:mean + 0.00025*kl:sum")
    }
    return terms
  }

  private init(
    text: String, sizes: LossSizes, values: [String: Double]
  ) throws(LossConventionError) {
    (self.text, self.sizes, self.values) = (text, sizes, values)
    tokens = try LossToken.all(of: text)
  }

  var peek: LossToken? { next < tokens.count ? tokens[next] : nil }

  /// Passes a sign, if it is the next.
  private mutating func take(_ sign: String) -> Bool {
    guard let token = peek, token.kind == .sign, token.text == sign else { return false }
    next += 1
    return true
  }

  // MARK: Arithmetic

  private mutating func enter() throws(LossConventionError) {
    depth += 1
    guard depth < 100 else { throw error("signs or parentheses are nested too deep") }
  }

  mutating func sum() throws(LossConventionError) -> Value {
    try enter()
    defer { depth -= 1 }
    var total = try product()
    while let sign = peek?.text, sign == "+" || sign == "-" {
      let place = next
      next += 1
      let value = try product()
      total = try add(total, sign == "-" ? scaled(value, by: SizedNumber(-1)) : value, at: place)
    }
    return total
  }

  private func add(_ a: Value, _ b: Value, at place: Int) throws(LossConventionError) -> Value {
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
    default:
      throw LossConventionError(
        text, column: tokens[place].column,
        "a number is added to a term: \"*\" joins a factor and its term, as in 0.5*kl")
    }
  }

  private mutating func product() throws(LossConventionError) -> Value {
    let first = next
    var value = try power()
    while let sign = peek?.text, sign == "*" || sign == "/" {
      next += 1
      let place = next
      let factor = try power()
      switch (value, factor) {
      case (_, .number(let number)):
        guard sign == "*" || number.value != 0 else {
          throw LossConventionError(
            text, column: tokens[min(place, tokens.count - 1)].column, "a division by 0")
        }
        value = scaled(value, by: number, divides: sign == "/")
      case (.number(let number), .terms) where sign == "*": value = scaled(factor, by: number)
      default:
        throw LossConventionError(
          text, column: tokens[min(place, tokens.count - 1)].column,
          sign == "/"
            ? "a loss cannot be divided by a term" : "two terms cannot be multiplied")
      }
    }
    // A single term is quoted with its factors.
    if case .terms(var terms) = value, terms.count == 1 {
      terms[0].text = tokens[first..<next].map(\.text).joined()
      return .terms(terms)
    }
    return value
  }

  private func scaled(
    _ value: Value, by factor: SizedNumber, divides: Bool = false
  ) -> Value {
    func apply(_ number: SizedNumber) -> SizedNumber {
      divides ? number / factor : number * factor
    }
    switch value {
    case .number(let number): return .number(apply(number))
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

  private mutating func power() throws(LossConventionError) -> Value {
    try enter()
    defer { depth -= 1 }
    let base = try primary()
    guard let sign = peek?.text, sign == "**" || sign == "^" else { return base }
    let column = tokens[next].column
    next += 1
    guard case .number(let number) = base, case .number(let exponent) = try power(),
      let y = exponent.resolved(sizes)
    else {
      throw LossConventionError(text, column: column, "only a number can be raised to a power")
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

  private mutating func primary() throws(LossConventionError) -> Value {
    if take("-") { return scaled(try power(), by: SizedNumber(-1)) }
    if take("+") { return try power() }
    if take("(") {
      let value = try sum()
      guard take(")") else { throw unexpected("\")\"") }
      return value
    }
    guard let token = peek else { throw unexpected(Self.expected) }
    switch token.kind {
    case .number(let number):
      next += 1
      return .number(SizedNumber(number))
    case .name:
      next += 1
      return try named(token)
    case .quoted, .sign: throw unexpected(Self.expected)
    }
  }

  private static let expected = "a number, or one of \(LossName.offered.joined(separator: ", "))"

  // MARK: Names

  private mutating func named(_ token: LossToken) throws(LossConventionError) -> Value {
    let isCall = peek?.text == "("
    if !isCall {
      if let value = values[token.text] ?? (token.text == "β" ? values["beta"] : nil) {
        return .number(SizedNumber(value))
      }
      if let symbol = SizedNumber.symbols.firstIndex(of: token.text) {
        return .number(SizedNumber(symbol: symbol))
      }
    }
    if token.text.lowercased() == "other" { return .terms([try other(token)]) }
    if let form = LossForm.reduction(named: token.text) {
      guard isCall else { throw unknown(token) }
      return .terms([try reduced(form, token)])
    }
    guard let name = LossName(token.text) else { throw unknown(token) }
    var (measure, isMean, batch) = (name.measure, name.isMean, 0)
    if isCall {
      let arguments = try arguments()
      (measure, isMean, batch) = try apply(arguments, to: name, token)
    }
    try checkComplete(measure, token)
    if peek?.text == ":", case .logMeanSquare = measure {
      throw error("log_mse is the logarithm of one mean over everything: it takes no reductions")
    }
    if take(":") { (isMean, batch) = try reductions(isMean) }
    return .terms([term(measure, isMean: isMean, batch: batch, token)])
  }

  private func term(
    _ measure: LossMeasure, isMean: Bool, batch: Int, _ token: LossToken
  ) -> WrittenTerm {
    var weight = SizedNumber(1)
    if isMean { weight.powers[measure.kind == .kl ? 1 : 0] = -1 }
    weight.powers[2] = batch
    if case .logMeanSquare = measure {
      // w ln MSE is the likelihood at its own optimum of σ², of weight 2w/N.
      weight = SizedNumber(2) / SizedNumber(symbol: 0)
    }
    return WrittenTerm(text: token.text, measure: measure, weight: weight, column: token.column)
  }

  /// `sum`, `mean`, `batchsum` and `batchmean` after a colon.
  private mutating func reductions(
    _ isMean: Bool
  ) throws(LossConventionError) -> (isMean: Bool, batch: Int) {
    var (isMean, batch) = (isMean, 0)
    var seen: Set<Bool> = []
    repeat {
      let word = peek?.text.lowercased() ?? ""
      guard seen.insert(word.hasPrefix("batch")).inserted else {
        throw error(
          "a second reduction of the same: one of sum, mean and one of batchsum, batchmean")
      }
      switch word {
      case "sum": isMean = false
      case "mean": isMean = true
      case "batchsum": batch = 1
      case "batchmean": batch = 0
      default: throw unexpected("sum, mean, batchsum or batchmean")
      }
      next += 1
    } while take(",")
    return (isMean, batch)
  }

  private mutating func other(_ token: LossToken) throws(LossConventionError) -> WrittenTerm {
    guard take("(") else { throw unexpected("\"(\" and what is left out, as in other(name)") }
    let start = next
    var open = 1
    while open > 0 {
      guard let token = peek else { throw unexpected("\")\"") }
      open += token.text == "(" ? 1 : token.text == ")" ? -1 : 0
      next += 1
    }
    let name = tokens[start..<(next - 1)].map(\.text).joined()
    guard !name.isEmpty else {
      throw LossConventionError(
        text, column: token.column, "other() without a name: what is left out, as in other(lpips)")
    }
    return WrittenTerm(
      text: "other(\(name))", measure: .other(name), weight: SizedNumber(1), column: token.column)
  }

  // MARK: Expressions of scripts

  /// `torch.sum(1 + logvar - mu.pow(2) - logvar.exp(), dim=1)`, or a reduction of terms.
  private mutating func reduced(
    _ isMean: Bool, _ token: LossToken
  ) throws(LossConventionError) -> WrittenTerm {
    let arguments = try arguments()
    let inner = arguments.first { $0.key == nil }
    let axes = arguments.first { ["dim", "axis", "axes"].contains($0.key) }
    let axis = axes ?? arguments.filter { $0.key == nil }.dropFirst().first
    if let axis, axis.word == "0" {
      throw LossConventionError(
        text, column: axis.column,
        "a reduction over the batch alone, axis 0: write :batchsum or :batchmean behind the term")
    }
    guard let inner, let form = LossForm(inner.word) else {
      throw LossConventionError(
        text, column: token.column,
        "\(token.text.shown())(…) of this expression cannot be read: write the term it is, as "
          + "\(isMean ? "mse:mean or kl:mean" : "sse or kl")")
    }
    var written = term(
      form.measure, isMean: isMean, batch: isMean || axis != nil ? 0 : 1, token)
    if form.isNegative { written.weight.value = -written.weight.value }
    if form.isNegative { written.factor.value = -written.factor.value }
    return written
  }

  // MARK: Errors

  func unexpected(_ expected: String) -> LossConventionError {
    error("found \(peek.map { "\"\($0.text.shown())\"" } ?? "the end"), expected \(expected)")
  }

  /// An error at the next token.
  private func error(_ reason: String) -> LossConventionError {
    LossConventionError(text, column: peek?.column ?? text.count + 1, reason)
  }

  private func missingSizes(_ names: [String], column: Int? = nil) -> LossConventionError {
    LossConvention.missing(names, in: text, column: column)
  }

  private func unknown(_ token: LossToken) -> LossConventionError {
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
