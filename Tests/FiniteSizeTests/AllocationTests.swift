import AllocationCounter
import FiniteSize
import LinearVAE
import Testing

/// Work counted in allocations, which no clock and no other thread disturbs.
@Suite("Allocations", .enabled(if: allocation_counter_works()))
struct AllocationTests {
  private func allocations(_ body: () throws -> Void) rethrows -> UInt64 {
    let before = allocation_count()
    try body()
    return allocation_count() - before
  }

  @Test func areCounted() {
    var arrays: [[Int]] = []
    arrays.reserveCapacity(100)
    let count = allocations { for i in 0..<100 { arrays.append([i, i]) } }
    #expect(count == 100 && arrays.count == 100)
  }

  /// Ten thousand steps allocate as often as ten do.
  @Test(arguments: Case.all, SimulationMethod.allCases)
  func noneInAStep(of example: Case, method: SimulationMethod) throws {
    try expectNone(
      Simulation(example.problem, dimension: 40, method: method), from: example.start())
  }

  @Test(arguments: [SampleDistribution.rademacher, .uniform, .laplace])
  func noneInAStep(on distribution: SampleDistribution) throws {
    let data = SpikedData(signals: [1.2], noise: 0.6, distribution: distribution)
    let example = Case("", latents: 1, data: data, rates: .uniform(0.3))
    try expectNone(
      Simulation(example.problem, dimension: 40, method: .vector), from: example.start())
  }

  /// Schedules of several pieces too, as long as one of them lasts.
  @Test(arguments: [
    BetaSchedule.cyclical(period: 2000, ratio: 0.5, min: 0.2, max: 1, ramp: .cosine),
    .points([.init(time: 0, beta: 0.5), .init(time: 1000, beta: 1)]),
    .sigmoid(steepness: 0.1, midpoint: 30, max: 1),
  ])
  func noneInAStep(under schedule: BetaSchedule) throws {
    let example = Case("", latents: 1, data: Case.one, rates: .uniform(0.3), beta: schedule)
    for method in SimulationMethod.allCases {
      try expectNone(
        Simulation(example.problem, dimension: 40, method: method), from: example.start())
    }
  }

  private func expectNone(_ simulation: Simulation, from start: OrderParameters) throws {
    var run = try simulation.run(0, from: start)
    // Makes what is made at first use.
    try run.advance(to: 10)
    let few = try allocations { try run.advance(to: 20) }
    let many = try allocations { try run.advance(to: 10_020) }
    #expect(many == few, "\(many) in 10 000 steps, \(few) in 10")
  }
}
