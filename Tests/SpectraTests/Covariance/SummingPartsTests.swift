import Foundation
import LinearVAE
import NumericKit
import Spectra
import Storage
import Synchronization
import TestSupport
import Testing

/// Parts of a table that are summed by themselves have means of their own, whose distances count.
@Test func partsOfOtherMeansAreJoined() throws {
  let (rows, columns) = (1 << 17, 8)
  // As many elements as are summed in parts; the first column drifts.
  let values: [Double] = (0..<(rows * columns)).map { k in
    let noise = Double(k * 7919 % 1009)
    let drift: Double = k % columns == 0 ? Double(k) : 0
    return noise / 1009 + drift / 50_000
  }
  let covariance = try SampleCovariance(of: DataTable(values, columns: columns, named: "drift"))
  let first = stride(from: 0, to: values.count, by: columns).map { values[$0] }
  let mean = first.reduce(0, +) / Double(rows)
  let squares: [Double] = first.map { ($0 - mean) * ($0 - mean) }
  let variance = squares.reduce(0, +) / Double(rows)
  #expect(abs(covariance.matrix[0, 0] / variance - 1) <= 1e-11)
}

/// A run that is told to stop does so between two stretches of a part, and not at its end: the number that
/// would be refused there is not reached.
@Test func cancelledReadsStopEarly() throws {
  let (rows, columns) = (1 << 20, 64)
  let header = NPYFixture(shape: "(\(rows), \(columns))", elements: []).bytes
  let file = try TemporaryFile(header, suffix: ".npy")
  let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file.path))
  try handle.truncate(atOffset: UInt64(header.count + 8 * rows * columns))
  // At the end of the first of eight parts, of which a stretch is half.
  try handle.seek(toOffset: UInt64(header.count + 8 * (rows / 8 * columns - 1)))
  try handle.write(contentsOf: withUnsafeBytes(of: Double.nan.bitPattern.littleEndian) { Data($0) })
  try handle.close()
  let table = try DataTable(contentsOf: file.path)
  #expect(throws: DataFileError.self) { try DataSpectrum(of: table) }
  let questions = Mutex(0)
  let context = RunContext(shouldStop: {
    questions.withLock { count in
      count += 1
      return count > 20
    }
  })
  #expect(throws: RunCancelled.self) { try DataSpectrum(of: table, context) }
  #expect(questions.withLock { $0 } < 200)
}
