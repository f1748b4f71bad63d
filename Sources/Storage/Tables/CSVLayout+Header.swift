extension CSVLayout {
  /// Whether the first line names the columns, judged by it and the second one; with a remark if it
  /// seems to number them. The first line has at least one cell; the second has none if it is missing.
  static func header(
    _ first: [String], second: [String], _ dialect: CSVDialect
  ) -> (isHeader: Bool, remark: TableRemark?) {
    let number = { (cell: String) in
      dialect.number(cell) ?? Double(cell).flatMap { $0.isFinite ? nil : $0 }
    }
    let numbers = first.compactMap(number)
    if numbers.isEmpty {
      let isText = { (cell: String) in
        !CellText(cell).isMissing && !CellText(cell).isNumberWithCommas
      }
      if first.contains(where: isText) { return (true, nil) }
    }
    // A line of numbers, but for a text in the corner above pandas' index, or above text.
    let hasCorner = numbers.count == first.count - 1 && number(first[0]) == nil
    guard hasCorner || numbers.count == first.count, let step = step(numbers) else {
      return (false, nil)
    }
    let names = hasCorner ? Array(first.dropFirst()) : first
    let next = (hasCorner ? second.dropFirst() : second[...]).compactMap(number)
    guard next.count == numbers.count, second.count == first.count else { return (false, nil) }
    let last = names[names.count - 1]
    if hasCorner, step == 1, number(second[0]) != nil {
      return (true, .numericHeader(first: names[0], last: last))
    }
    // Such a line is a header if it counts by one from 0, 1 or a year, unless the next line does so too,
    // or the line is so short that a sample may look like it.
    guard self.step(next) != step else { return (false, nil) }
    let counts =
      step == 1 && (numbers[0] == 0 || numbers[0] == 1 || (1000..<3000).contains(numbers[0]))
    let isLong = numbers.count >= 4
    let hasFractions = next.contains { $0.isFinite && $0 != $0.rounded() }
    if counts && (isLong || hasFractions) {
      return (true, .numericHeader(first: names[0], last: last))
    }
    return (false, isLong || counts ? .possibleNumericHeader(first: names[0], last: last) : nil)
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
