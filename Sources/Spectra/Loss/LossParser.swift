import LinearVAE
import MessageText

struct WrittenTerm {
  enum Reduction: String { case sum, mean }

  let text: String
  let kind: LossConvention.Kind
  let reduction: Reduction
  let factor: Double
  /// Where the name stands, counted from 1.
  let column: Int
}

/// Reads a loss term by term: `loss = term { "+" term }`,
/// `term = { number ("*" | "/") } name [":" reduction] { ("*" | "/") number }`.
struct LossParser {
  private typealias Meaning = (kind: LossConvention.Kind, reduction: WrittenTerm.Reduction)
  /// A number, a name or a sign, and where it stands.
  private typealias Token = (text: String, column: Int)

  private let text: String
  private let tokens: [Token]
  private var next = 0

  /// What a name stands for, with its reduction unless another is given.
  private static let names: KeyValuePairs<String, Meaning> = [
    "sse": (.reconstruction, .sum), "mse": (.reconstruction, .mean), "kl": (.kl, .sum),
  ]

  /// Names of likelihoods that are not Gaussian with a fixed variance.
  private static let bernoulli: Set<String> = [
    "bce", "bernoulli", "nll", "binary_cross_entropy", "bce_with_logits", "cross_entropy",
  ]

  init(_ text: String) throws(LossConventionError) {
    self.text = text
    let characters = Array(text)
    var tokens: [Token] = []
    var position = 0
    while position < characters.count {
      let end = Self.tokenEnd(in: characters, from: position)
      let (word, column) = (String(characters[position..<end]), position + 1)
      position = end
      guard word.contains(where: { !$0.isWhitespace }) else { continue }
      tokens.append((word, column))
      guard let first = word.first, !first.isLetter, Double(word) == nil, !"+*/:".contains(first)
      else { continue }
      let expected =
        first == "-"
        ? "a positive factor, or \"+\" between terms" : "a loss such as mse:mean + 0.00025*kl:sum"
      throw .init(text, column: column, "found \"\(word.shown())\", expected \(expected)")
    }
    self.tokens = tokens
  }

  /// Past the number, name or single sign that starts at `start`.
  private static func tokenEnd(in characters: [Character], from start: Int) -> Int {
    func isWord(_ character: Character) -> Bool {
      character.isLetter || character.isNumber || character == "_" || character == "."
    }
    var end = start + 1
    guard isWord(characters[start]) else { return end }
    while end < characters.count {
      // The sign of an exponent belongs to its number: 1e-3.
      let isExponentSign =
        "+-".contains(characters[end]) && "eE".contains(characters[end - 1])
        && !characters[start].isLetter && end + 1 < characters.count
        && characters[end + 1].isNumber
      guard isWord(characters[end]) || isExponentSign else { break }
      end += 1
    }
    return end
  }

  /// The next term, or `nil` at the end of a loss of at least one term.
  mutating func nextTerm() throws(LossConventionError) -> WrittenTerm? {
    guard next > 0 else { return try term() }
    guard let peek else { return nil }
    guard peek == "+" else { throw unexpected("\"+\" and the next term, or the end") }
    next += 1
    return try term()
  }

  private var peek: String? { next < tokens.count ? tokens[next].text : nil }

  private mutating func term() throws(LossConventionError) -> WrittenTerm {
    let first = next
    var factor = 1.0
    var name: (meaning: Meaning, column: Int)?
    var divides = false
    while true {
      if let word = peek, word.first?.isLetter == false, let number = Double(word) {
        factor = divides ? factor / number : factor * number
        guard number > 0, number.isFinite else {
          throw error("the factor is \(number), expected a finite number > 0")
        }
        next += 1
      } else if let word = peek, word.first?.isLetter == true, name == nil, !divides {
        let column = tokens[next].column
        name = (try meaning(of: word), column)
      } else {
        throw unexpected(
          divides || name != nil ? "a number > 0" : "a number > 0 or one of sse, mse, kl")
      }
      guard let sign = peek, sign == "*" || sign == "/" else { break }
      divides = sign == "/"
      next += 1
    }
    guard let name else { throw unexpected("\"*\" and one of sse, mse, kl") }
    return WrittenTerm(
      text: tokens[first..<next].map(\.text).joined(), kind: name.meaning.kind,
      reduction: name.meaning.reduction, factor: factor, column: name.column)
  }

  /// What the name that is next and its reduction, if it has one, stand for.
  private mutating func meaning(of word: String) throws(LossConventionError) -> Meaning {
    let name = word.lowercased()
    guard !Self.bernoulli.contains(name) else {
      throw error(
        "\"\(word.shown())\" cannot be converted: a Bernoulli decoder has no exact map to a Gaussian "
          + "one; write the squared error you would use instead (sse or mse)")
    }
    guard var meaning = Self.names.first(where: { $0.key == name })?.value else {
      let nearest = nearestName(to: name, among: Self.names.map(\.key)) ?? ""
      throw error(
        "unknown name \"\(word.shown())\", the nearest is \"\(nearest)\" (of sse, mse, kl)")
    }
    next += 1
    guard peek == ":" else { return meaning }
    next += 1
    guard let reduction = peek.flatMap({ WrittenTerm.Reduction(rawValue: $0.lowercased()) }) else {
      throw unexpected("sum or mean")
    }
    next += 1
    meaning.reduction = reduction
    return meaning
  }

  private func unexpected(_ expected: String) -> LossConventionError {
    error("found \(peek.map { "\"\($0.shown())\"" } ?? "the end"), expected \(expected)")
  }

  private func error(_ reason: String) -> LossConventionError {
    let column = next < tokens.count ? tokens[next].column : text.count + 1
    return LossConventionError(text, column: column, reason)
  }
}
