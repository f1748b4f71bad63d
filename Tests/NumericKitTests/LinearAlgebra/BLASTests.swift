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
}
