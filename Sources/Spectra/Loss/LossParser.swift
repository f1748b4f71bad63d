import LinearVAE
import MessageText
import NumericKit
import RealModule

/// A term of a loss with its weight before sizes are put in.
struct WrittenTerm {
  var text: String
  var measure: LossMeasure
  /// The factor as it is written, the sizes in it kept as symbols.
  var factor = SizedNumber(1)
  /// The same after all factors outside parentheses and with the means: `1/N` for `mse`.
  var weight: SizedNumber
  /// Where the name stands, counted from 1.
  var column: Int
}

/// Reads a loss: a sum of terms with factors, in the usual arithmetic.
///
/// ```
/// sum = ["-"] product { ("+" | "-") product }
/// product = power { ("*" | "/") power }
/// power = primary [ ("**" | "^") power ]
/// primary = number | "(" sum ")" | "-" power | name [ "(" arguments ")" ] [ ":" reductions ]
/// ```
struct LossParser {
  private let text: String
  private let sizes: LossSizes
  private let values: [String: Double]
  private let tokens: [LossToken]
  private var next = 0
  private var depth = 0

  /// What a part of a loss is: a number, or terms.
  private enum Value {
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

  private var peek: LossToken? { next < tokens.count ? tokens[next] : nil }

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

  private mutating func sum() throws(LossConventionError) -> Value {
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
      let x = number.resolved(sizes), let y = exponent.resolved(sizes)
    else {
      throw LossConventionError(text, column: column, "only a number can be raised to a power")
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
    repeat {
      switch peek?.text.lowercased() {
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
    return WrittenTerm(
      text: "other(\(name))", measure: .other(name), weight: SizedNumber(1), column: token.column)
  }

  // MARK: Arguments

  /// An argument of a call: its key if it has one, and its tokens.
  private struct Argument {
    var key: String?
    var tokens: ArraySlice<LossToken>
    var word: String { tokens.map(\.text).joined() }
    var column: Int { tokens.first?.column ?? 1 }
  }

  /// The arguments of a call, split at its commas.
  private mutating func arguments() throws(LossConventionError) -> [Argument] {
    next += 1
    var (start, open, arguments) = (next, 1, [Argument]())
    func argument(_ end: Int) -> [Argument] {
      guard start < end else { return [] }
      let isKeyed = start + 1 < end && tokens[start + 1].text == "="
      return [
        Argument(
          key: isKeyed ? tokens[start].text : nil,
          tokens: tokens[(isKeyed ? start + 2 : start)..<end])
      ]
    }
    while open > 0 {
      guard let token = peek else { throw unexpected("\")\"") }
      if "([".contains(token.text) { open += 1 }
      if ")]".contains(token.text) { open -= 1 }
      if open == 0 || (open == 1 && token.text == ",") {
        arguments += argument(next)
        start = next + 1
      }
      next += 1
    }
    return arguments
  }

  /// A measure with its arguments, `gaussian(sigma=0.05)` or `F.mse_loss(a, b, reduction='sum')`.
  private func apply(
    _ arguments: [Argument], to name: LossName, _ token: LossToken
  ) throws(LossConventionError) -> (LossMeasure, isMean: Bool, batch: Int) {
    var (measure, isMean, batch) = (name.measure, name.isMean, 0)
    for argument in arguments {
      guard let key = argument.key else { continue }
      switch (key, measure) {
      case ("reduction", _):
        switch argument.word.trimmingQuotes {
        // Over everything: coordinates and batch.
        case "sum": (isMean, batch) = (false, 1)
        case "mean", "batchmean": isMean = argument.word.trimmingQuotes == "mean"
        case "none": isMean = false
        default:
          throw LossConventionError(
            text, column: argument.column,
            "reduction is sum, mean or none, not \(argument.word.shown())")
        }
      case ("sigma", .likelihood(.gaussian)):
        switch argument.word {
        case "learned": measure = .likelihood(.gaussianLearned)
        case "learned-per-column", "learned_per_column":
          measure = .likelihood(.gaussianLearnedPerColumn)
        default:
          let sigma = try positive("sigma", argument)
          measure = .likelihood(.gaussian(variance: sigma * sigma))
        }
      case ("theta", .likelihood(.negativeBinomial)),
        ("dispersion", .likelihood(.negativeBinomial)):
        measure = .likelihood(.negativeBinomial(dispersion: try positive(key, argument)))
      case ("draws", .likelihood(.multinomial)):
        measure = .likelihood(.multinomial(draws: try positive(key, argument)))
      case ("sampling", .kl(let factor, _)):
        measure = .kl(factor: factor, sampling: try positive(key, argument))
      case ("weight", _), ("pos_weight", _):
        throw LossConventionError(
          text, column: argument.column,
          "\(token.text.shown()) with weights of its own for each coordinate cannot be converted")
      default: continue
      }
    }
    if name.arguments.isEmpty == false,
      let extra = arguments.first(where: { argument in
        argument.key.map { !name.arguments.contains($0) && $0 != "reduction" } ?? false
      }), !token.text.contains(".")
    {
      throw LossConventionError(
        text, column: extra.column,
        "\(token.text.shown()) takes \(name.arguments.sorted().joined(separator: ", ")), not \((extra.key ?? "").shown())"
      )
    }
    return (measure, isMean, batch)
  }

  private func positive(
    _ key: String, _ argument: Argument
  ) throws(LossConventionError) -> Double {
    var parser = self
    parser.next = argument.tokens.startIndex
    guard case .number(let number) = try parser.sum(), parser.next == argument.tokens.endIndex,
      let value = number.resolved(sizes), value > 0, value.isFinite
    else {
      throw LossConventionError(
        text, column: argument.column,
        "\(key) = \(argument.word.shown()), it must be a finite number > 0")
    }
    return value
  }

  private func checkComplete(
    _ measure: LossMeasure, _ token: LossToken
  ) throws(LossConventionError) {
    if case .likelihood(.negativeBinomial(let dispersion)) = measure, dispersion.isNaN {
      throw LossConventionError(
        text, column: token.column, "\(token.text.shown()) needs its dispersion: nb(theta=2)")
    }
  }

  // MARK: Expressions of scripts

  /// `torch.sum(1 + logvar - mu.pow(2) - logvar.exp(), dim=1)`, or a reduction of terms.
  private mutating func reduced(
    _ isMean: Bool, _ token: LossToken
  ) throws(LossConventionError) -> WrittenTerm {
    let arguments = try arguments()
    let inner = arguments.first { $0.key == nil }
    let isPartial = arguments.contains { ["dim", "axis", "axes"].contains($0.key) }
    guard let inner, let form = LossForm(inner.word) else {
      throw LossConventionError(
        text, column: token.column,
        "\(token.text.shown())(…) of this expression cannot be read: write the term it is, as "
          + "\(isMean ? "mse:mean or kl:mean" : "sse or kl")")
    }
    var written = term(
      form.measure, isMean: isMean, batch: isMean || isPartial ? 0 : 1, token)
    if form.isNegative { written.weight.value = -written.weight.value }
    if form.isNegative { written.factor.value = -written.factor.value }
    return written
  }

  // MARK: Errors

  private func unexpected(_ expected: String) -> LossConventionError {
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
      text, column: token.column, undefined: token.text,
      "unknown name \"\(token.text.shown())\": a term is one of "
        + "\(LossName.offered.joined(separator: ", ")) (the nearest is \(nearest)), and a factor "
        + "that has a name needs a value")
  }
}

extension String {
  fileprivate var trimmingQuotes: String { filter { $0 != "'" && $0 != "\"" } }
}
