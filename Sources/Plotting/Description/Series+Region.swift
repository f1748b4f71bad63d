extension Series {
  /// The cells of a grid that belong to a region, as few rectangles as runs of neighbours allow.
  ///
  /// Drawn as areas, not as an image: sharp at any size, on logarithmic axes too, and a region of a
  /// million cells costs no more than its boundary.
  ///
  /// - Parameters:
  ///   - xEdges: The edges of the columns, ascending, one more than there are columns.
  ///   - yEdges: The edges of the rows, ascending, one more than there are rows.
  ///   - label: The entry in the key.
  ///   - color: The colour of the area.
  ///   - contains: Whether the cell in this column and row belongs to the region.
  /// - Returns: A series of rectangles.
  /// - Complexity: O(columns · rows).
  public static func region(
    xEdges: [Double], yEdges: [Double], label: Label? = nil, color: Color? = nil,
    where contains: (_ column: Int, _ row: Int) -> Bool
  ) -> Series {
    precondition(xEdges.count > 1 && yEdges.count > 1, "a grid needs a cell")
    var open: [Range<Int>: Int] = [:]  // runs of the row below, with the row they began in
    var (left, right, bottom, top) = ([Double](), [Double](), [Double](), [Double]())
    func close(_ run: Range<Int>, from first: Int, to end: Int) {
      left.append(xEdges[run.lowerBound])
      right.append(xEdges[run.upperBound])
      bottom.append(yEdges[first])
      top.append(yEdges[end])
    }
    for row in 0..<(yEdges.count - 1) {
      let runs = runs(of: xEdges.count - 1) { contains($0, row) }
      var continued: [Range<Int>: Int] = [:]
      for run in runs { continued[run] = open.removeValue(forKey: run) ?? row }
      for (run, first) in open.sorted(by: { $0.key.lowerBound < $1.key.lowerBound }) {
        close(run, from: first, to: row)
      }
      open = continued
    }
    for (run, first) in open.sorted(by: { $0.key.lowerBound < $1.key.lowerBound }) {
      close(run, from: first, to: yEdges.count - 1)
    }
    return Series(
      x: zip(left, right).map { 0.5 * ($0 + $1) }, y: zip(bottom, top).map { 0.5 * ($0 + $1) },
      bounds: Bounds(lower: bottom, upper: top), xBounds: Bounds(lower: left, upper: right),
      mark: .rectangles, label: label, color: color)
  }

  /// The maximal runs of indices below `count` that satisfy a condition.
  private static func runs(of count: Int, where contains: (Int) -> Bool) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start: Int?
    for index in 0...count {
      if index < count && contains(index) {
        start = start ?? index
      } else if let first = start {
        found.append(first..<index)
        start = nil
      }
    }
    return found
  }
}
