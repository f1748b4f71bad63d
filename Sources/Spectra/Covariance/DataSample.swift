import LinearVAE
import Storage

/// The rows of a table with what each of them counts, and the decoder that is to have made them.
struct DataSample: Sendable {
  let table: DataTable
  let weights: RowWeights
  let decoder: Likelihood

  /// - Throws: `DataFileError` for a single row; `InvalidProblem` for weights that are none.
  init(_ table: DataTable, _ options: SpectrumOptions = SpectrumOptions()) throws {
    guard table.rows >= 2 else {
      throw DataFileError(path: table.path, problem: .tooFewRows(found: table.rows, expected: 2))
    }
    self.table = table
    weights = try RowWeights(options.weights, rows: table.rows)
    decoder = options.decoder
  }

  /// Refuses values that the decoder cannot have made, in a block of the table or of the transposed one.
  func check(_ block: DataTable.Block, isTransposed: Bool = false) throws(DataFileError) {
    guard let domain = decoder.domain else { return }
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in block.values {
      low = min(low, value)
      high = max(high, value)
    }
    guard low < domain.values.lowerBound || high > domain.values.upperBound,
      let index = block.values.firstIndex(where: { !domain.values.contains($0) })
    else { return }
    let length = isTransposed ? table.rows : table.columns
    let (first, second) = (block.firstRow + index / length, index % length)
    let (row, column) = isTransposed ? (second, first) : (first, second)
    let place = table.place(row: row, column: column)
    throw DataFileError(
      path: place.path,
      problem: .outsideDomain(
        at: place.cell, found: block.values[index], of: decoder.name, allowed: domain.words,
        remedy: domain.remedy))
  }
}
