/// What the first line of a CSV file is, judged by it and the second one.
struct CSVHeader {
  /// Whether it names the columns.
  let isHeader: Bool
  /// Set if it seems to number the columns.
  let remark: TableRemark?

  /// Judges the first line.
  ///
  /// - Parameters:
  ///   - first: Its cells, at least one.
  ///   - second: Those of the second line; empty if there is none.
  init(_ first: [String], second: [String]) {
    let numbers = first.compactMap { Double($0) }
    let isText = { (cell: String) in Double(cell) == nil && !CellText(cell).isMissing }
    if numbers.isEmpty && first.contains(where: isText) {
      self.init(isHeader: true)
    } else if numbers.count == first.count {
      self.init(ofNumbers: numbers, first: first, second: second)
    } else if numbers.count == first.count - 1, Double(first[0]) == nil, Self.step(numbers) == 1,
      second.count == first.count, second.allSatisfy({ Double($0) != nil })
    {
      // The corner above pandas' index, or its name.
      self.init(
        isHeader: true, .numericHeader(first: first[1], last: first[first.count - 1]))
    } else {
      self.init(isHeader: false)
    }
  }

  private init(isHeader: Bool, _ remark: TableRemark? = nil) {
    self.isHeader = isHeader
    self.remark = remark
  }

  /// A line of numbers only is a header if it counts by one from 0, 1 or a year, unless the next line
  /// does so too, or the line is so short that a sample may look like it.
  private init(ofNumbers numbers: [Double], first: [String], second: [String]) {
    let next = second.compactMap { Double($0) }
    guard let step = Self.step(numbers), next.count == numbers.count, Self.step(next) != step else {
      self.init(isHeader: false)
      return
    }
    let (start, end) = (first[0], first[first.count - 1])
    let counts = numbers[0] == 0 || numbers[0] == 1 || (1000..<3000).contains(numbers[0])
    let isLong = numbers.count >= 4
    let hasFractions = next.contains { $0.isFinite && $0 != $0.rounded() }
    if step == 1 && counts && (isLong || hasFractions) {
      self.init(isHeader: true, .numericHeader(first: start, last: end))
    } else if isLong || (step == 1 && counts) {
      self.init(isHeader: false, .possibleNumericHeader(first: start, last: end))
    } else {
      self.init(isHeader: false)
    }
  }

  /// The distance of whole numbers that are equally far from each other, at least two of them.
  private static func step(_ numbers: [Double]) -> Double? {
    guard numbers.count >= 2 else { return nil }
    let step = numbers[1] - numbers[0]
    let isArithmetic = numbers.indices.allSatisfy {
      numbers[$0] == numbers[0] + Double($0) * step && numbers[$0] == numbers[$0].rounded()
    }
    return isArithmetic && step != 0 ? step : nil
  }
}
