extension DataFileError {
  static let zipArchive = "a zip archive (.npz, .xlsx)"
  static let gzip = "compressed by gzip"
  static let utf16 = "text in UTF-16"
  static let carriageReturns = "text whose lines end in carriage returns"
}

extension DataFileError.Problem {
  /// What the owner of the file can do; `nil` where the problem says it already.
  public var remedy: String? {
    switch self {
    case .notFound, .unreadable, .noSuchArray: nil
    case .empty: "there must be a line of numbers (column names alone are not enough)"
    case .unsupportedFormat(let found): Self.remedy(forFormat: found)
    case .malformedHeader, .wrongSize: "save it again (np.save)"
    case .unsupportedType: "save real numbers (np.save(path, x.astype('float32')))"
    case .wrongDimensions(let shape): Self.remedy(forShape: shape)
    case .raggedRow:
      "every row needs as many cells as the first line: delete lines of other content, and write "
        + "decimal points where commas separate cells"
    case .blankLine: "delete blank lines (grep -v '^ *$')"
    case .comment: CellText.commentRemedy
    case .missingValue: CellText.missingRemedy
    case .notFinite(_, let found):
      // A number that is too large, or the name of what is none.
      found.contains { $0.isNumber } ? Self.otherUnits : CellText.missingRemedy
    case .trailingSeparator(_, let separator):
      "if all lines do, delete it (sed 's/\(separator)$//'); else \(CellText.missingRemedy)"
    case .notANumber(_, let found): CellText(found).remedy
    case .malformedArchive: "make it again: it was cut off or changed on its way"
    case .unpacksTooLarge: "unpack it: an NPY file is read in pieces"
    case .unsuited(_, let remedy): remedy
    }
  }

  /// What helps against numbers that are too large or too small.
  package static let otherUnits = "measure the data in other units"

  private static func remedy(forFormat format: String) -> String {
    switch format {
    case DataFileError.zipArchive: "save one array (np.save), or a sheet as CSV"
    case DataFileError.gzip: "unpack it with gunzip"
    case DataFileError.utf16: "convert it (iconv -f UTF-16 -t UTF-8)"
    case DataFileError.carriageReturns: "convert it (tr '\\r' '\\n')"
    default: "save the table of numbers in it (np.save)"
    }
  }

  private static func remedy(forShape shape: [Int]) -> String {
    guard let rows = shape.first else { return "a single number is no data set" }
    guard shape.count > 1 else {
      return "reshape it to (\(rows), 1), one sample a row (x.reshape(-1, 1))"
    }
    let (columns, overflow) = shape.dropFirst().reduce((1, false)) { product, length in
      let (value, overflow) = product.0.multipliedReportingOverflow(by: length)
      return (value, product.1 || overflow)
    }
    return "reshape it" + (overflow ? "" : " to (\(rows), \(columns))")
      + ", one sample a row (x.reshape(len(x), -1))"
  }
}

extension [Int] {
  /// `(3, 4)`, or `(3,)` for one entry: how NumPy prints a shape.
  var pythonTuple: String {
    "(" + map(String.init).joined(separator: ", ") + (count == 1 ? ",)" : ")")
  }
}
