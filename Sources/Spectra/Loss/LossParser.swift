import LinearVAE

/// A term of a loss before its mean is resolved.
struct WrittenTerm {
  enum Reduction: String, CaseIterable { case sum, mean }

  var text: String
  var kind: LossConvention.Kind
  var reduction: Reduction
  var factor: Double
  /// Where the name stands, counted from 1.
  var column: Int
}

/// Reads a loss term by term: `loss = term { "+" term }`,
/// `term = { number ("*" | "/") } name [":" reduction] { ("*" | "/") number }`.
struct LossParser {
  private let text: String
  private let tokens: [Token]
  private var next = 0

  init(_ text: String) throws(LossConventionError) {
    self.text = text
    tokens = try Token.all(of: text)
  }

  /// The next term, or `nil` at the end of a loss of at least one term.
  mutating func nextTerm() throws(LossConventionError) -> WrittenTerm? {
    guard next > 0 else { return try term() }
    guard let token = peek else { return nil }
    guard token.text == "+" else { throw unexpected("\"+\" and the next term, or the end") }
    next += 1
    return try term()
  }

  private var peek: Token? { next < tokens.count ? tokens[next] : nil }

  private mutating func term() throws(LossConventionError) -> WrittenTerm {
    let first = next
    var factor = 1.0
    var name: (meaning: Meaning, column: Int)?
    var divides = false
    while true {
      if case .number(let number)? = peek?.kind {
        factor = divides ? factor / number : factor * number
        guard number > 0, number.isFinite else { throw error(.notPositive("factor", number)) }
        next += 1
      } else if case .name? = peek?.kind, name == nil, !divides {
        let column = tokens[next].column
        name = (try meaning(), column)
      } else {
        throw unexpected(
          divides || name != nil ? "a number > 0" : "a number > 0 or one of sse, mse, kl")
      }
      guard let sign = peek?.text, sign == "*" || sign == "/" else { break }
      divides = sign == "/"
      next += 1
    }
    guard let name else { throw unexpected("\"*\" and one of sse, mse, kl") }
    return WrittenTerm(
      text: tokens[first..<next].map(\.text).joined(), kind: name.meaning.kind,
      reduction: name.meaning.reduction, factor: factor, column: name.column)
  }

  /// What a name and its reduction, if it has one, stand for.
  private mutating func meaning() throws(LossConventionError) -> Meaning {
    guard let token = peek else { throw unexpected("one of sse, mse, kl") }
    let name = token.text.lowercased()
    guard !LossParser.bernoulli.contains(name) else { throw error(.noExactMap(token.text)) }
    guard var meaning = LossParser.names.first(where: { $0.name == name }) else {
      let nearest = nearestName(to: name, among: LossParser.names.map(\.name)) ?? ""
      throw error(.unknownName(token.text, nearest: nearest))
    }
    next += 1
    if let reduction = try reduction() { meaning.reduction = reduction }
    return meaning
  }

  private mutating func reduction() throws(LossConventionError) -> WrittenTerm.Reduction? {
    guard peek?.text == ":" else { return nil }
    next += 1
    guard let reduction = (peek?.text.lowercased()).flatMap(WrittenTerm.Reduction.init) else {
      throw unexpected("sum or mean")
    }
    next += 1
    return reduction
  }

  private func unexpected(_ expected: String) -> LossConventionError {
    error(.unexpected(found: peek.map { "\"\($0.text)\"" } ?? "the end", expected: expected))
  }

  /// An error at the next token.
  private func error(_ reason: LossConventionError.Reason) -> LossConventionError {
    LossConventionError(text, column: peek?.column ?? text.count + 1, reason)
  }

  /// A name, and its reduction unless another is given.
  private struct Meaning {
    var name: String
    var kind: LossConvention.Kind
    var reduction: WrittenTerm.Reduction
  }

  private static let names = [
    Meaning(name: "sse", kind: .reconstruction, reduction: .sum),
    Meaning(name: "mse", kind: .reconstruction, reduction: .mean),
    Meaning(name: "kl", kind: .kl, reduction: .sum),
  ]

  /// Names of likelihoods that are not Gaussian with a fixed variance.
  private static let bernoulli: Set<String> = [
    "bce", "bernoulli", "nll", "binary_cross_entropy", "bce_with_logits", "cross_entropy",
  ]
}

/// A number, a name or a sign, and where it stands.
private struct Token {
  enum Kind {
    case number(Double)
    case name, sign
  }

  var kind: Kind
  var text: String
  var column: Int

  static func all(of text: String) throws(LossConventionError) -> [Token] {
    let characters = Array(text)
    var tokens: [Token] = []
    var position = 0
    while position < characters.count {
      guard !characters[position].isWhitespace else {
        position += 1
        continue
      }
      let end = tokenEnd(in: characters, from: position)
      let word = String(characters[position..<end])
      tokens.append(
        Token(
          kind: try kind(of: word, in: text, column: position + 1), text: word, column: position + 1
        ))
      position = end
    }
    return tokens
  }

  private static func kind(
    of word: String, in text: String, column: Int
  ) throws(LossConventionError) -> Kind {
    guard let first = word.first else { return .sign }
    if first.isLetter { return .name }
    if let number = Double(word) { return .number(number) }
    if "+*/:".contains(first) { return .sign }
    let expected =
      first == "-"
      ? "a positive factor, or \"+\" between terms" : "a loss such as mse:mean + 0.00025*kl:sum"
    throw LossConventionError(
      text, column: column, .unexpected(found: "\"\(word)\"", expected: expected))
  }

  /// Past the number, name or single sign that starts at `start`.
  private static func tokenEnd(in characters: [Character], from start: Int) -> Int {
    func isWord(_ i: Int) -> Bool {
      let character = characters[i]
      return character.isLetter || character.isNumber || character == "_" || character == "."
    }
    guard isWord(start) else { return start + 1 }
    var end = start + 1
    while end < characters.count {
      // The sign of an exponent belongs to its number: 1e-3.
      let isExponentSign =
        "+-".contains(characters[end]) && "eE".contains(characters[end - 1])
        && !characters[start].isLetter && end + 1 < characters.count
        && characters[end + 1].isNumber
      guard isWord(end) || isExponentSign else { break }
      end += 1
    }
    return end
  }
}
