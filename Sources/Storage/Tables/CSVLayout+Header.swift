extension CSVLayout {
  /// Whether the first line names the columns, judged by it and the second one; with a remark if it
  /// seems to number them. The first line has at least one cell; the second has none if it is missing.
  static func header(
    _ first: [String], second: [String]
  ) -> (isHeader: Bool, remark: TableRemark?) {
    let numbers = first.compactMap { Double($0) }
    let last = first[first.count - 1]
    if numbers.isEmpty {
      let isText = { (cell: String) in Double(cell) == nil && !CellText(cell).isMissing }
      if first.contains(where: isText) { return (true, nil) }
    }
    if numbers.count == first.count - 1, Double(first[0]) == nil, step(numbers) == 1,
      second.count == first.count, second.allSatisfy({ Double($0) != nil })
    {
      // The corner above pandas' index, or its name.
      return (true, .numericHeader(first: first[1], last: last))
    }
    // A line of numbers only is a header if it counts by one from 0, 1 or a year, unless the next
    // line does so too, or the line is so short that a sample may look like it.
    let next = second.compactMap { Double($0) }
    guard numbers.count == first.count, let step = step(numbers), next.count == numbers.count,
      self.step(next) != step
    else { return (false, nil) }
    let counts =
      step == 1 && (numbers[0] == 0 || numbers[0] == 1 || (1000..<3000).contains(numbers[0]))
    let isLong = numbers.count >= 4
    let hasFractions = next.contains { $0.isFinite && $0 != $0.rounded() }
    if counts && (isLong || hasFractions) {
      return (true, .numericHeader(first: first[0], last: last))
    }
    return (false, isLong || counts ? .possibleNumericHeader(first: first[0], last: last) : nil)
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
