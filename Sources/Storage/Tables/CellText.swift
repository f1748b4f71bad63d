/// The text of a cell that is no number: what it may be instead, and what to do about it.
struct CellText {
  private let text: String

  init(_ text: String) { self.text = text }

  /// Whether it stands for a missing number in pandas, R, spreadsheets or databases.
  var isMissing: Bool { Self.missing.contains(text.lowercased()) }

  private static let missing: Set<String> = [
    "", "na", "n/a", "#n/a", "nan", "-nan", "null", "none", "nil", "missing", "-", "?", ".",
  ]

  var isComment: Bool { text.hasPrefix("#") || text.hasPrefix("%") || text.hasPrefix("//") }

  /// What to do about it, in the order in which one kind hides another.
  var remedy: String {
    if text.hasPrefix("\"") { return "close the quotation mark" }
    if isComment { return Self.commentRemedy }
    if isMissing { return Self.missingRemedy }
    if isTruthValue { return "write 1 for true and 0 for false" }
    if isNumberWithCommas {
      return "write a decimal point in place of a decimal comma, and thousands without separators"
    }
    if isSeveralNumbers {
      return "put commas, not blanks, between columns (tr -s ' ' ','), and write thousands without "
        + "separators"
    }
    if isNumberWithSeparators { return "write thousands without separators, and a decimal point" }
    if isDate { return "leave dates out, or write them as numbers" }
    if isNumberWithUnit { return "write numbers without units" }
    return "leave columns of labels out (pandas: df.select_dtypes('number')); names of columns may "
      + "stand in the first line only, where they must be no numbers"
  }

  static let commentRemedy = "delete comments (grep -v '^[#%]')"

  static let missingRemedy =
    "leave such rows out or fill the gaps (pandas: df.dropna(), df.fillna(df.mean()))"

  private var isTruthValue: Bool {
    ["true", "false", "t", "f", "yes", "no"].contains(text.lowercased())
  }

  /// `1,5` and `1,234.5`.
  private var isNumberWithCommas: Bool {
    text.contains(",") && isNumber(text.replacing(",", with: ""), also: ".")
  }

  /// `1 2 3`, and `1 234`.
  private var isSeveralNumbers: Bool {
    let words = text.split(whereSeparator: \.isWhitespace)
    return words.count > 1 && words.allSatisfy { Double($0) != nil }
  }

  /// `1.234.567`, `1'234`, `1_234`.
  private var isNumberWithSeparators: Bool { isNumber(text, also: "._'’ \u{A0}\u{202F}") }

  /// `2024-05-01`, `1/5/2024`, `12:30`.
  private var isDate: Bool {
    text.first?.isNumber == true && isNumber(text, also: "-/:T .Z")
  }

  /// `12 %`, `$5`, `3kg`.
  private var isNumberWithUnit: Bool {
    guard let first = text.first else { return false }
    return first.isNumber || (first.isCurrencySymbol && text.dropFirst().first?.isNumber == true)
  }

  /// Whether a text consists of digits and some other characters, after a sign.
  private func isNumber(_ text: String, also others: String) -> Bool {
    let digits = text.drop { "+-".contains($0) }
    return digits.contains { $0.isNumber }
      && digits.allSatisfy { $0.isNumber || others.contains($0) }
  }
}
