/// Something about a data file that was read, but may not be what its author meant.
public enum TableRemark: Sendable, Hashable {
  /// The first line of a CSV file numbers the columns, as pandas does or by years: it was read as
  /// their names.
  case numericHeader(first: String, last: String)
  /// The first line may number the columns, but was read as a sample.
  case possibleNumericHeader(first: String, last: String)
  /// A column numbers the rows, or stands below an empty name: it was read like the others.
  ///
  /// `first` is the number of the first row, if they are numbered in order.
  case indexColumn(ColumnTitle, first: Int?)
  /// A column holds each of the numbers 0 … n − 1, or 1 … n, once.
  case shuffledIndexColumn(ColumnTitle, first: Int)
  /// The table consists of two columns of whole numbers.
  case pairsOfIdentifiers
  /// Columns have names that labels, times and indices have.
  case labelNames([ColumnTitle])
  /// Columns hold few whole numbers beside others that are continuous.
  case fewValues([ColumnTitle])
  /// Bytes, such as pixels, that were not divided by their largest value.
  case unscaledBytes(maximum: Double)
  /// The smallest or largest value of columns is repeated, far from all others: the share of the cells of
  /// the first of these columns.
  case sentinel(Double, [ColumnTitle], share: Double)
  /// Columns of labels were left out.
  case textColumns([ColumnTitle])
  /// The dimensions of an array behind the first one were made one.
  case flattened(shape: [Int])
  /// Windows of a series of several columns were made rows.
  case flattenedWindows(length: Int, columns: Int)
  /// Windows of a series share rows: how many samples there are, and how many windows share none.
  case overlappingWindows(length: Int, stride: Int, samples: Int, apart: Int)
  /// Cells that were missing, and in how many rows, which then were left out; else means took their place.
  case missingCells(Int, rows: Int?)
  /// Lines between rows were passed as comments.
  case comments(Int)
  /// Lines between rows that were passed, because there is nothing on them.
  case blankLines(Int)
  /// All values, divided by the scale, lie in [0, 1].
  case unitInterval(maximum: Double)
}

extension TableRemark {
  /// Whether something may be wrong, as opposed to how something was read.
  public var isWarning: Bool {
    switch self {
    case .numericHeader, .textColumns, .flattened, .flattenedWindows, .missingCells, .comments,
      .blankLines, .unitInterval:
      false
    default: true
    }
  }

  /// The options of reading that mend it, or say that it is meant.
  public var settings: [ReadingSetting] {
    switch self {
    case .indexColumn(let column, _), .shuffledIndexColumn(let column, _): [column.dropping]
    case .labelNames(let columns), .fewValues(let columns): [ColumnTitle.dropping(columns)]
    case .unscaledBytes(let maximum):
      [ReadingSetting(.scale, ColumnTable.shortest(Self.scale(maximum)))]
    case .sentinel(_, let columns, _): [ColumnTitle.dropping(columns), Self.dropRows]
    case .pairsOfIdentifiers: [ReadingSetting(.drop, "1")]
    case .overlappingWindows(let length, _, _, _): [ReadingSetting(.stride, "\(length)")]
    default: []
    }
  }

  private static let dropRows = ReadingSetting(
    .missing, ReadingOptions.MissingCells.drop.rawValue)

  /// What bytes of a given maximum are probably shares of.
  private static func scale(_ maximum: Double) -> Double { maximum > 127 ? 255 : maximum }
}
