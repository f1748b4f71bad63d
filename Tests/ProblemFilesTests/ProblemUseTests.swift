import LinearVAE
import ProblemFiles
import Testing

/// What fits only together with other values is looked at by those who use it.
@Suite("Problem files: what is used is validated")
struct ProblemUseTests {
  private func error(
    _ rest: String, training: String = "{rates: 0.01, beta: 1.0}", for use: ProblemUse
  ) throws -> InvalidProblem? {
    // Read without any use, then validated for one.
    let file = try ProblemFile(
      yaml: problemText(training: training, rest: rest), for: [])
    do {
      try file.specification.validate(for: use)
      return nil
    } catch {
      return error
    }
  }

  private static let start = "initial: {overlap: 0.1}\n"

  @Test(
    "dimensions and memory matter to simulations",
    arguments: [
      ("simulation: {dimension: 3}", "simulation.dimension"),
      ("simulation: {dimension: 1e9, method: vector}", "simulation.dimension"),
      ("simulation: {dimension: 1e10, method: vector}", "simulation.dimension"),
    ])
  func simulations(section: String, key: String) throws {
    let text = Self.start + "time: {end: 1}\n" + section
    #expect(try error(text, for: [.start, .recording]) == nil)
    #expect(try error(text, for: .everything)?.keyPath == key)
    // The small-rate limit has no steps, whoever asks.
    #expect(try error(text, training: "{rates: limit, beta: 1}", for: .everything) == nil)
  }

  @Test func randomStartsNeedRoom() throws {
    let text = { (dimension: Int) in "initial: random\nsimulation: {dimension: \(dimension)}" }
    #expect(try error(text(2), for: []) == nil)
    #expect(try error(text(2), for: .start)?.keyPath == "simulation.dimension")
    #expect(try error(text(3), for: .start) == nil, "the exact chain needs 4, a start 3")
  }

  @Test func startsMatterToThoseWhoFollowThem() throws {
    let text = "initial: {m: [[5]], d: [[0]], Q: [[1]], E: [[1]], R: [[0]], D: [1]}"
    #expect(try error(text, for: []) == nil)
    #expect(try error(text, for: .start)?.keyPath == "initial")
  }

  @Test func periodsMatterInTime() throws {
    let training = "{rates: 0.01, beta: {schedule: cyclical, period: 1e-6}}"
    let text = Self.start + "time: {end: 100}"
    #expect(try error(text, training: training, for: []) == nil)
    #expect(try error(text, training: training, for: .start)?.keyPath == "training.beta.period")
  }

  @Test(
    "what is impossible in itself is refused by all",
    arguments: [
      "simulation: {dimension: 0}", "simulation: {dimnsion: 3}", "time: {end: -1}",
      "simulation: {replicas: 0}", "initial: {overlap: 0.1, variance: -1}",
    ])
  func impossible(section: String) {
    #expect(throws: ProblemFileError.self) {
      try ProblemFile(yaml: problemText(rest: section), for: [])
    }
  }
}
