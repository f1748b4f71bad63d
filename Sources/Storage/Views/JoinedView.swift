/// Tables of one width below each other, each from a file of its own.
struct JoinedView: NumberView {
  private let parts: [any NumberView]
  /// The first row of each part, and behind the last one the number of rows.
  private let starts: [Int]

  /// - Precondition: There is a part, and all have the same number of columns.
  init(_ parts: [any NumberView]) {
    precondition(Set(parts.map(\.columns)).count == 1, "tables of different widths")
    self.parts = parts
    starts = parts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.rows) }
  }

  var rows: Int { starts[parts.count] }
  var columns: Int { parts[0].columns }
  var isFinite: Bool { parts.allSatisfy(\.isFinite) }

  func copy(_ rows: Range<Int>, _ columns: Range<Int>, to target: BlockTarget) {
    for (index, part) in parts.enumerated() {
      let shared = rows.clamped(to: starts[index]..<starts[index + 1])
      guard !shared.isEmpty else { continue }
      part.copy(
        (shared.lowerBound - starts[index])..<(shared.upperBound - starts[index]), columns,
        to: target.moved(rows: shared.lowerBound - rows.lowerBound))
    }
  }

  func origin(row: Int, column: Int) -> NumberOrigin {
    let index = parts.indices.last { starts[$0] <= row } ?? 0
    var origin = parts[index].origin(row: row - starts[index], column: column)
    origin.file = index
    return origin
  }

  func withRows(
    _ range: Range<Int>, scratch: inout [Double],
    _ body: (UnsafeBufferPointer<Double>) throws(DataFileError) -> Void
  ) throws(DataFileError) {
    let index = parts.indices.first {
      starts[$0] <= range.lowerBound && range.upperBound <= starts[$0 + 1]
    }
    guard let index else { return try withCopiedRows(range, scratch: &scratch, body) }
    let start = starts[index]
    try parts[index].withRows(
      (range.lowerBound - start)..<(range.upperBound - start), scratch: &scratch, body)
  }

  func releasePages() { for part in parts { part.releasePages() } }
}
