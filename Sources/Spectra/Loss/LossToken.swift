import MessageText
import NumericKit

/// A number, a name, a quoted word or a sign of a loss, and where it stands.
struct LossToken {
  enum Kind: Hashable {
    case number(Double)
    /// A member is a name with the dot before it that follows a parenthesis, as `.sum`.
    case name, member, quoted, sign
  }

  var kind: Kind
  var text: String
  /// Counted from 1.
  var column: Int

  /// The tokens of a text; `.` joins the parts of a name, as in `F.mse_loss`.
  static func all(of text: String) throws(LossConventionError) -> [LossToken] {
    // As typeset signs are pasted.
    let characters = text.map {
      (["−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "∗": "*", "÷": "/"]
        as [Character: Character])[$0] ?? $0
    }
    var tokens: [LossToken] = []
    var position = 0
    while position < characters.count {
      guard !characters[position].isWhitespace else {
        position += 1
        continue
      }
      let end = end(of: characters, from: position)
      let word = String(characters[position..<end])
      guard let kind = kind(of: word) else {
        throw LossConventionError(
          text, column: position + 1,
          "found \"\(word.shown())\", which is no part of a loss such as mse:mean + 0.00025*kl:sum")
      }
      tokens.append(LossToken(kind: kind, text: word, column: position + 1))
      position = end
    }
    return tokens
  }

  private static func kind(of word: String) -> Kind? {
    guard let first = word.first else { return nil }
    if first.isLetter || first == "_" { return .name }
    if first == ".", word.dropFirst().first?.isLetter == true { return .member }
    if first == "'" || first == "\"" {
      return word.count > 1 && word.last == first ? .quoted : nil
    }
    if word == "½" { return .number(0.5) }
    if let number = Double(word.filter { $0 != "_" }) { return .number(number) }
    return word == "**" || "+-*/^:,()=[]".contains(first) && word.count == 1 ? .sign : nil
  }

  /// Past the number, name, quoted word or sign that starts at `start`.
  private static func end(of characters: [Character], from start: Int) -> Int {
    let first = characters[start]
    if first == "'" || first == "\"" {
      let close = characters[(start + 1)...].firstIndex(of: first)
      return close.map { $0 + 1 } ?? characters.count
    }
    if first == "*", start + 1 < characters.count, characters[start + 1] == "*" { return start + 2 }
    func isWord(_ character: Character) -> Bool {
      character.isLetter || character.isNumber || character == "_" || character == "."
    }
    guard isWord(first) else { return start + 1 }
    var end = start + 1
    while end < characters.count {
      // The sign of an exponent belongs to its number: 1e-3.
      let isExponentSign =
        "+-".contains(characters[end]) && "eE".contains(characters[end - 1])
        && !first.isLetter && end + 1 < characters.count && characters[end + 1].isNumber
      guard isWord(characters[end]) || isExponentSign else { break }
      end += 1
    }
    return end
  }
}
