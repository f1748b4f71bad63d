import Storage

extension Advice {
  /// What was noticed in the data file.
  init(_ remark: TableRemark) {
    let (code, value): (Code, Double) =
      switch remark {
      case .numericHeader: (.numericHeader, 1)
      case .possibleNumericHeader: (.numericHeader, 0)
      case .indexColumn(let column, _), .shuffledIndexColumn(let column, _):
        (.indexColumn, Double(column.number))
      case .pairsOfIdentifiers: (.indexColumn, 1)
      case .labelNames(let columns), .fewValues(let columns):
        (.labelColumn, Double(columns[0].number))
      case .unscaledBytes(let maximum): (.unscaledBytes, maximum)
      case .sentinel(let value, _, _): (.sentinel, value)
      case .textColumns(let columns): (.textColumn, Double(columns.count))
      case .flattened(let shape): (.flattened, Double(shape.dropFirst().reduce(1, *)))
      case .flattenedWindows(let length, let columns): (.flattened, Double(length * columns))
      case .overlappingWindows(_, _, _, let apart): (.overlappingWindows, Double(apart))
      case .missingCells(let count, _): (.missingCells, Double(count))
      case .comments(let count): (.comments, Double(count))
      case .blankLines(let count): (.blankLines, Double(count))
      case .unitInterval(let maximum): (.boundedDecoder, maximum)
      }
    self.init(code, "\(remark)", value: value)
  }
}
