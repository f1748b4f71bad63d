/// Numbers that are collected one after the other: in memory while they are few, else in a file.
struct CollectedNumbers {
  private var values: [Double] = []
  private var file: ScratchFile?
  private var written = 0

  /// Room for as many numbers as are probably to come.
  init(expecting count: Int) { values.reserveCapacity(min(count, Self.limit)) }

  private static let limit = ScratchFile.threshold / MemoryLayout<Double>.stride

  mutating func append(_ value: Double) { values.append(value) }

  /// Moves what was collected to the file, if it has become much.
  ///
  /// - Returns: Whether it has.
  /// - Throws: What ``ScratchFile`` throws.
  mutating func makeRoom() throws(DataFileError.Problem) -> Bool {
    guard values.count >= Self.limit else { return false }
    if let file { try move(to: file) } else { try move(to: ScratchFile()) }
    return true
  }

  private mutating func move(to file: ScratchFile) throws(DataFileError.Problem) {
    try file.append(values)
    written += values.count
    values.removeAll(keepingCapacity: true)
    self.file = file
  }

  /// All numbers, row after row.
  ///
  /// - Parameters:
  ///   - columns: At least 1.
  ///   - isFinite: Whether all numbers are finite.
  /// - Returns: A table, whose memory can be given back if it lies in the file.
  /// - Throws: What ``ScratchFile`` throws.
  mutating func table(
    columns: Int, isFinite: Bool
  ) throws(DataFileError.Problem) -> NumberTable {
    guard let file else { return NumberTable(values, columns: columns, isFinite: isFinite) }
    try move(to: file)
    let layout = ArrayLayout(
      element: .float64, isByteSwapped: false, shape: [written / columns, columns],
      offset: 0)
    return NumberTable(try file.contents(), layout, isFinite: isFinite)
  }
}
