/// The text of a cell that is no number: what it may be instead, and what to do about it.
struct CellText {
  private let text: String

  init(_ text: String) { self.text = text }

  /// Whether it stands for a missing number in pandas, R, spreadsheets or databases.
  var isMissing: Bool { Self.missing.contains(text.lowercased()) }

  private static let missing: Set<String> = [
    "", "na", "n/a", "#n/a", "nan", "-nan", "null", "none", "nil", "missing", "-", "?", ".",
  ]

  /// Whether it is a name of something, as opposed to a number that is written in some way.
  var isLabel: Bool { mistake == .label && Double(text) == nil }

  /// What to do about it, and the options that do it.
  ///
  /// - Parameter column: The column that it stands in.
  /// - Returns: What to do, with the options in it, and these.
  func remedy(inColumn column: ColumnTitle) -> (text: String, settings: [ReadingSetting]) {
    let drop = column.dropping
    let option: ReadingSetting?
    let advice: String
    switch mistake {
    case .openQuote: return ("close the quotation mark", [])
    case .comment: return ("put comments on lines of their own, or behind a number, after #", [])
    case .missing: return Self.missingRemedy
    case .decimalComma:
      (option, advice) = (
        ReadingSetting(.decimal, ","),
        "is how to read decimal commas; write thousands without "
          + "separators"
      )
    case .severalNumbers:
      (option, advice) = (
        ReadingSetting(.delimiter, "space"),
        "is how to read columns with blanks between them; write "
          + "thousands without separators"
      )
    case .separators:
      return (
        "write thousands without separators, and a decimal point (or leave the column out: "
          + "\(drop))", [drop]
      )
    case .date:
      (option, advice) = (drop, "leaves the dates out; write them as numbers to use them")
    case .unit:
      (option, advice) = (drop, "leaves the column out; write numbers without units to use it")
    case .label:
      (option, advice) = (
        drop,
        "leaves the column out, as happens to columns of labels alone; names of columns stand "
          + "in the first line, where they must be no numbers"
      )
    }
    return ("\(option.map { "\($0) " } ?? "")\(advice)", option.map { [$0] } ?? [])
  }

  static let missingRemedy: (text: String, settings: [ReadingSetting]) = {
    let settings = ReadingOptions.MissingCells.allCases.map {
      ReadingSetting(.missing, $0.rawValue)
    }
    return (
      "\(settings[0]) leaves such rows out, \(settings[1]) puts the mean of the column there",
      settings
    )
  }()

  private enum Mistake {
    case openQuote, comment, missing, decimalComma, severalNumbers, separators, date, unit, label
  }

  /// What it is, in the order in which one kind hides another.
  private var mistake: Mistake {
    if text.hasPrefix("\"") { return .openQuote }
    if text.hasPrefix("//") || text.utf8.first.map(beginsComment) == true { return .comment }
    if isMissing { return .missing }
    if isNumberWithCommas { return .decimalComma }
    if isSeveralNumbers { return .severalNumbers }
    if isNumber(text, also: "._'’ \u{A0}\u{202F}") { return .separators }
    if text.first?.isNumber == true && isNumber(text, also: "-/:T .Z") { return .date }
    return isNumberWithUnit ? .unit : .label
  }

  /// `1,5` and `1,234.5`.
  var isNumberWithCommas: Bool {
    text.contains(",") && isNumber(text.replacing(",", with: ""), also: ".")
  }

  /// `1 2 3`, and `1 234`.
  private var isSeveralNumbers: Bool {
    let words = text.split(whereSeparator: \.isWhitespace)
    return words.count > 1 && words.allSatisfy { Double($0) != nil }
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
