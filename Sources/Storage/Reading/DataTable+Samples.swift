extension DataTable {
  /// Of numbers that stand in a file of their own, one for each sample, those of the rows of this table.
  ///
  /// - Parameter all: One for each row before those with missing cells were left out; or, where some rows were
  ///   chosen, one for each row of the files.
  /// - Returns: `nil` if there are more or less.
  package func values(ofSamples all: [Double]) -> [Double]? {
    guard let assembly else { return all.count == rows ? all : nil }
    return assembly.values(ofSamples: all)
  }

  /// How many samples there were to begin with, in words that follow a verb.
  package var sampleCount: String { assembly?.sampleCount ?? "\(rows)" }
}
