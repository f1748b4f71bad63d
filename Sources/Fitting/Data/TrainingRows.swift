import Foundation
import LinearVAE
import NumericKit
import Storage

/// The rows that a model is trained on, in memory.
///
/// Models are trained on rows whose column means are subtracted, so that codes are centred from the start;
/// a decoder that is not Gaussian compares with the rows as they are. Numbers that are exact in single
/// precision, as bytes and counts, are kept so.
package final class TrainingRows: @unchecked Sendable {
  /// `P`, the number of samples.
  package let count: Int
  /// `N`, the number of columns.
  package let columns: Int
  /// What is subtracted from each column.
  package let mean: [Double]
  /// What each column is multiplied with after that.
  package let scale: [Double]
  /// What each row counts, 1 on average; `nil` if all count alike.
  package let weights: [Double]?
  private let single: UnsafeMutablePointer<Float>?
  private let double: UnsafeMutablePointer<Double>?
  private let isScaled: Bool

  /// Reads all rows of a table.
  ///
  /// - Parameters:
  ///   - table: At least one row.
  ///   - mean: What is subtracted from each column.
  ///   - scale: What each column is then multiplied with; 1 unless given.
  ///   - weights: What each row counts, `≥ 0` and not all 0; `nil` if all count alike.
  /// - Throws: `DataFileError` with row and column of a value that is not finite.
  package init(
    _ table: DataTable, mean: [Double], scale: [Double]? = nil, weights: [Double]? = nil
  ) throws(DataFileError) {
    (count, columns) = (table.rows, table.columns)
    precondition(mean.count == table.columns, "\(mean.count) means of \(table.columns) columns")
    self.mean = mean
    self.scale = scale ?? Array(repeating: 1, count: table.columns)
    isScaled = scale != nil
    let total = weights?.reduce(0, +) ?? 1
    self.weights = weights.map { weights in weights.map { $0 * Double(table.rows) / total } }
    let size = table.rows * table.columns
    var isSingle = true
    try table.forEachBlock(ofRows: Self.rowsPerBlock) { block in
      isSingle = isSingle && block.values.allSatisfy { Double(Float($0)) == $0 }
    }
    single = isSingle ? Self.allocated(size) : nil
    double = isSingle ? nil : Self.allocated(size)
    let (single, double, columns) = (single, double, table.columns)
    try table.forEachBlock(ofRows: Self.rowsPerBlock) { block in
      let start = block.firstRow * columns
      for (i, value) in block.values.enumerated() {
        single?[start + i] = Float(value)
        double?[start + i] = value
      }
    }
  }

  private static let rowsPerBlock = 256

  /// Memory that is read in no order: in large pages, where the system has them, a row costs no search for
  /// the place of its page.
  private static func allocated<Number>(_ count: Int) -> UnsafeMutablePointer<Number> {
    let start = UnsafeMutablePointer<Number>.allocate(capacity: count)
    #if os(Linux)
      let page = UInt(getpagesize())
      let first = (UInt(bitPattern: start) + page - 1) / page * page
      let end = UInt(bitPattern: start + count) / page * page
      if first < end {
        // Advice: where it is refused nothing but time is lost.
        _ = madvise(UnsafeMutableRawPointer(bitPattern: first), Int(end - first), MADV_HUGEPAGE)
      }
    #endif
    return start
  }

  deinit {
    single?.deallocate()
    double?.deallocate()
  }

  /// What a row counts.
  package func weight(ofRow row: Int) -> Double { weights?[row] ?? 1 }

  /// Copies rows with the means subtracted, one after the other.
  ///
  /// - Parameters:
  ///   - rows: The indices of the rows.
  ///   - target: Receives as many rows as there are indices.
  package func copyCentred(_ rows: ArraySlice<Int32>, to target: DenseBlock) {
    mean.withUnsafeBufferPointer { mean in
      scale.withUnsafeBufferPointer { scale in
        guard let mean = mean.baseAddress, let scale = scale.baseAddress else { return }
        for (i, row) in rows.enumerated() {
          let out = target.start + i * target.stride
          let start = Int(row) * columns
          if let single {
            let source = single + start
            for j in 0..<columns { out[j] = Double(source[j]) - mean[j] }
          } else if let double {
            let source = double + start
            for j in 0..<columns { out[j] = source[j] - mean[j] }
          }
          guard isScaled else { continue }
          for j in 0..<columns { out[j] *= scale[j] }
        }
      }
    }
  }

  /// Copies rows without subtracting their means.
  ///
  /// - Parameters:
  ///   - rows: The indices of the rows.
  ///   - target: Receives as many rows as there are indices.
  package func copyPlain(_ rows: ArraySlice<Int32>, to target: DenseBlock) {
    for (i, row) in rows.enumerated() {
      let out = target.start + i * target.stride
      let start = Int(row) * columns
      for j in 0..<columns {
        out[j] =
          scale[j] * (single.map { Double($0[start + j]) } ?? double.map { $0[start + j] } ?? 0)
      }
    }
  }

  /// `‖x‖²` of each row with the means subtracted.
  package var squaredLengths: [Double] {
    let row = NumberBuffer(columns)
    let block = row.block(rows: 1, columns: columns)
    return (0..<count).map { index in
      copyCentred([Int32(index)], to: block)
      var sum = 0.0
      for j in 0..<columns { sum += row[j] * row[j] }
      return sum
    }
  }

  /// A number that tells these rows from others: all bits of all values count.
  package var fingerprint: UInt64 {
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ bits: UInt64) { sum = (sum ^ bits) &* 0x0000_0100_0000_01b3 }
    for i in 0..<(count * columns) {
      add((single.map { Double($0[i]) } ?? double.map { $0[i] } ?? 0).bitPattern)
    }
    for value in (weights ?? []) + scale { add(value.bitPattern) }
    return sum
  }
}
