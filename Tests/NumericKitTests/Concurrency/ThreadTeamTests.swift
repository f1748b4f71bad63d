import NumericKit
import Synchronization
import Testing

/// Every part is done once, piece after piece, whether threads are awake or had time to fall asleep.
@Test(arguments: [1, 2, 3, 7])
func aTeamDoesEachPartOnce(count: Int) async throws {
  let team = ThreadTeam(count: count)
  for round in 0..<400 {
    let parts = [0, 1, 2, 5, 64][round % 5]
    let done = (0..<parts).map { _ in Counter() }
    team.perform(parts) { done[$0].value.add(1, ordering: .relaxed) }
    #expect(done.allSatisfy { $0.value.load(ordering: .relaxed) == 1 })
    if round % 100 == 99 { try await Task.sleep(for: .milliseconds(20)) }
  }
}

/// Writes of one piece of work are seen by the next, on whatever thread it runs.
@Test func theNextPieceSeesWhatTheLastOneWrote() {
  let team = ThreadTeam(count: 2)
  let (from, to) = (NumberBuffer(64), NumberBuffer(64))
  for round in 1...2000 {
    let isEven = round % 2 == 0
    let (read, write) = isEven ? (from, to) : (to, from)
    // Each part reads what another thread wrote.
    team.perform(64) { write[$0] = read[63 - $0] + 1 }
    if write[0] != Double(round) || write[63] != Double(round) {
      Issue.record("round \(round): \(write[0]), \(write[63])")
      return
    }
  }
}

private final class Counter: Sendable {
  let value = Atomic<Int>(0)
}
