import COpenBLAS
import Dispatch

/// Adds up `Σ XᵀX` over blocks of rows, so that data of any length fit in `columns²` numbers.
package struct GramAccumulator: Sendable {
  package let columns: Int
  private var upperTriangle: [Double]

  package init(columns: Int) {
    self.columns = columns
    upperTriangle = Array(repeating: 0, count: columns * columns)
  }

  /// Adds the rows of a row-major block.
  ///
  /// - Parameters:
  ///   - block: Whole rows, one after the other.
  ///   - threads: How many may work on a sum over more than 1024 columns; the result does not depend
  ///     on it.
  /// - Precondition: `block.count` is a multiple of `columns`.
  /// - Complexity: O(`block.count · columns`).
  package mutating func add(_ block: UnsafeBufferPointer<Double>, threads: Int = 1) {
    guard let start = block.baseAddress, columns > 0, !block.isEmpty else { return }
    precondition(
      block.count % columns == 0, "\(block.count) elements are no rows of \(columns) columns")
    let rows = block.count / columns
    let panels = Self.panels(ofColumns: columns)
    let (columns, workers) = (columns, max(1, min(threads, panels.count)))
    upperTriangle.withUnsafeMutableBufferPointer { sum in
      guard let target = sum.baseAddress else { return }
      // Each panel is another part of the sum.
      nonisolated(unsafe) let (block, sum) = (start, target)
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        for index in stride(from: worker, to: panels.count, by: workers) {
          Self.add(block, rows: rows, columns: columns, to: sum, panels[index])
        }
      }
    }
  }

  /// The columns in parts that are summed by one call each, whatever the number of threads.
  private static func panels(ofColumns columns: Int) -> [Range<Int>] {
    let width = columns <= 1024 ? columns : 512
    return stride(from: 0, to: columns, by: width).map { $0..<min($0 + width, columns) }
  }

  /// Adds to some columns of the upper triangle: the rectangle above the diagonal block, and the
  /// block.
  private static func add(
    _ block: UnsafePointer<Double>, rows: Int, columns: Int, to sum: UnsafeMutablePointer<Double>,
    _ panel: Range<Int>
  ) {
    let (above, width) = (panel.lowerBound, panel.count)
    if above > 0 {
      cblas_dgemm(
        CblasRowMajor, CblasTrans, CblasNoTrans, blasint(above), blasint(width), blasint(rows), 1,
        block, blasint(columns), block + above, blasint(columns), 1, sum + above, blasint(columns))
    }
    cblas_dsyrk(
      CblasRowMajor, CblasUpper, CblasTrans, blasint(width), blasint(rows), 1, block + above,
      blasint(columns), 1, sum + (above * columns + above), blasint(columns))
  }

  /// Adds the sum over other rows of the same length.
  package mutating func add(_ other: GramAccumulator) {
    precondition(other.columns == columns, "rows of \(columns) and \(other.columns) numbers")
    for i in upperTriangle.indices { upperTriangle[i] += other.upperTriangle[i] }
  }

  /// The sum so far, divided: `columns × columns`, exactly symmetric. Its memory leaves this sum.
  package mutating func takeMatrix(dividedBy divisor: Double = 1) -> Matrix {
    var elements: [Double] = []
    swap(&elements, &upperTriangle)
    let columns = columns
    elements.withUnsafeMutableBufferPointer { a in
      // In squares, whose columns stay in cache.
      let tile = 32
      for top in stride(from: 0, to: columns, by: tile) {
        for left in stride(from: top, to: columns, by: tile) {
          for i in top..<min(top + tile, columns) {
            for j in max(i, left)..<max(i, min(left + tile, columns)) {
              let element = a[i * columns + j] / divisor
              a[i * columns + j] = element
              a[j * columns + i] = element
            }
          }
        }
      }
    }
    return Matrix(rows: columns, columns: columns, elements: elements)
  }
}
