extension TableRemark: CustomStringConvertible {
  /// What was seen, how it was read, and what to do if that is wrong; options as ``ReadingSetting`` has
  /// them.
  public var description: String {
    switch self {
    case .numericHeader(let first, let last):
      "the first line, \(first) … \(last), numbers the columns: it is read as their names, not as a "
        + "sample (if it is one, put a line of names above it)"
    case .possibleNumericHeader(let first, let last):
      "the first line, \(first) … \(last), is read as a sample; if it numbers the columns, delete it "
        + "(tail -n +2)"
    case .indexColumn, .shuffledIndexColumn, .pairsOfIdentifiers, .labelNames, .fewValues:
      suspicion
    case .unscaledBytes(let maximum):
      "the values are bytes up to \(ColumnTable.shortest(maximum)), read as they are: most models take "
        + "them from 0 to 1 (\(settings[0]) divides them)"
    case .sentinel(let value, let columns, let share):
      "the value \(ColumnTable.shortest(value)) makes up \(ShortNumber.text(100 * share, digits: 2)) % "
        + "of the cells of \(ColumnTitle.list(columns)), far from all others: it looks like a mark for "
        + "missing cells, but is read as a number (leave such cells empty and give \(settings[1]), or "
        + "leave the \(columns.count == 1 ? "column" : "columns") out: \(settings[0]))"
    case .overlappingWindows(let length, let stride, let samples, let apart):
      "windows of \(length) rows, \(stride) row\(stride == 1 ? "" : "s") apart, share rows: \(samples) "
        + "samples have the rows of \(apart), so that noise, signals and their intervals, which take "
        + "samples for independent, are a guide only (\(settings[0]) takes windows that share none)"
    default: note
    }
  }

  /// What columns look like, and are not read as.
  private var suspicion: String {
    func text(_ columns: [ColumnTitle], _ what: (one: String, several: String)) -> String {
      let (read, them) =
        columns.count == 1 ? ("is read as a variable", "it") : ("are read as variables", "them")
      let look = columns.count == 1 ? what.one : what.several
      return "\(ColumnTitle.list(columns)) \(look), but \(read) (\(settings[0]) leaves \(them) out)"
    }
    let index = ": it looks like an index"
    switch self {
    case .indexColumn(let column, let first?):
      return text([column], ("numbers the rows from \(first)\(index)", ""))
    case .indexColumn(let column, nil):
      return text([column], ("has no name in the header\(index)", ""))
    case .shuffledIndexColumn(let column, let first):
      return text(
        [column], ("holds each number from \(first) on once, in another order\(index)", ""))
    case .labelNames(let columns):
      return text(
        columns,
        (
          "has the name of a label, an index or a time",
          "have the names of labels, indices or times"
        ))
    case .fewValues(let columns):
      return text(
        columns,
        (
          "holds few whole numbers beside columns of fractions: it looks like a label",
          "hold few whole numbers beside columns of fractions: they look like labels"
        ))
    default:
      return
        "the only two columns hold whole numbers: they look like pairs of identifiers, whose size "
        + "means nothing, but are read as variables (\(settings[0]) leaves one out)"
    }
  }

  /// How something was read.
  private var note: String {
    func count(_ number: Int, _ one: String, _ several: String) -> String {
      "\(number) \(number == 1 ? one : several)"
    }
    switch self {
    case .textColumns(let columns):
      let verbs = columns.count == 1 ? "holds text and is" : "hold text and are"
      return "\(ColumnTitle.list(columns)) \(verbs) left out"
    case .flattened(let shape):
      return "an array of shape \(shape.pythonTuple) is read as \(shape[0]) samples of "
        + "\(shape.dropFirst().reduce(1, *)) columns"
    case .flattenedWindows(let length, let columns):
      return "windows of \(length) rows of \(columns) columns are read as samples of "
        + "\(length * columns) columns"
    case .missingCells(let cells, _) where cells == 0: return "no cell is missing"
    case .missingCells(let cells, let rows?):
      return "\(count(cells, "cell is", "cells are")) missing: "
        + "\(count(rows, "row is", "rows are")) left out"
    case .missingCells(let cells, nil):
      return
        "\(count(cells, "missing cell is", "missing cells are")) read as the mean of the column, "
        + "which makes variances smaller than they are"
    case .comments(let lines):
      return "\(count(lines, "line", "lines")) among the rows with # or % in front: passed over as "
        + "\(lines == 1 ? "a comment" : "comments")"
    case .blankLines(let lines):
      return
        "\(count(lines, "blank line", "blank lines")) among the rows: passed over, and no row of "
        + "missing cells"
    case .unitInterval:
      return
        "all values lie in [0, 1]: a decoder that ends in a sigmoid has the same threshold as one "
        + "without bounds, for which the KL divergences are"
    default: return ""
    }
  }
}
