import NumericKit
import Testing

/// Serialized: the count belongs to the whole process.
@Suite(.serialized) struct BLASThreadsTests {
  @Test func countIsWhatWasSet() {
    let before = BLASThreads.count
    defer { BLASThreads.set(before) }
    BLASThreads.set(1)
    #expect(BLASThreads.count == 1)
  }

  /// Inside, OpenBLAS has one thread, also for what is nested; outside there are as many as were set
  /// last.
  @Test func oneThreadInAScope() throws {
    let before = BLASThreads.count
    defer { BLASThreads.set(before) }
    BLASThreads.set(2)
    // The last bits of the eigenvalues differ between one and two threads.
    let a = Matrix(
      rows: 150, columns: 150, elements: (0..<22_500).map { Double($0 * 7919 % 10_007) / 7 })
    let eigenvalues = try BLASThreads.withOne {
      try BLASThreads.withOne { _ = try a.symmetricEigenvalues() }
      BLASThreads.set(3)
      return try a.symmetricEigenvalues()
    }
    #expect(BLASThreads.count == 3)
    BLASThreads.set(1)
    #expect(try eigenvalues == a.symmetricEigenvalues())
  }
}
