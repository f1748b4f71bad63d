import NumericKit
import Testing

@Suite("Values computed by several threads")
struct ConcurrentMapTests {
  @Test("values come in order, and the first error wins")
  func order() throws {
    #expect(try concurrentMap(100, threads: 7) { $0 * $0 } == (0..<100).map { $0 * $0 })
    #expect(try concurrentMap(0, threads: 2) { $0 }.isEmpty)
    struct Refused: Error, Equatable { let index: Int }
    #expect(throws: Refused(index: 3)) {
      try concurrentMap(10, threads: 1) { if $0 >= 3 { throw Refused(index: $0) } }
    }
  }
}
