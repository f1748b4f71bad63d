import Storage
import TestSupport

extension DataTable {
  /// All of the table.
  func rowArrays() throws -> [[Double]] {
    var rows: [[Double]] = []
    try forEachBlock(ofRows: 3) { block in
      for start in stride(from: 0, to: block.values.count, by: columns) {
        rows.append(Array(block.values[start..<(start + columns)]))
      }
    }
    return rows
  }
}

/// The table in a file with the given content, row after row.
func rows(of content: some Sequence<UInt8>) throws -> [[Double]] {
  let file = try TemporaryFile(content)
  return try DataTable(contentsOf: file.path).rowArrays()
}

/// What the reader says about a file with the given content; `nil` if it accepts it.
func problem(of content: some Sequence<UInt8>) throws -> DataFileError.Problem? {
  do {
    _ = try rows(of: content)
    return nil
  } catch let error as DataFileError {
    return error.problem
  }
}
