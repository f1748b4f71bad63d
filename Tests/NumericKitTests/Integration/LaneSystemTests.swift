import NumericKit
import RealModule
import Testing

/// `y' = −k (y − 1)`, `k` of its own in every lane.
private struct LaneRelaxation: LaneSystem {
  typealias Scalar = SIMD8<Double>

  struct Single: GenericSystem {
    let rate: Double
    let dimension = 1

    func rates<S: FieldScalar>(_ y: UnsafePointer<S>, at t: S, into f: UnsafeMutablePointer<S>) {
      f[0] = rate * (S(constant: 1) - y[0])
    }
  }

  let rates: SIMD8<Double>
  let dimension = 1

  func single(_ lane: Int) -> Single { Single(rate: rates[lane]) }

  func evaluate(
    _ y: UnsafePointer<SIMD8<Double>>, at t: Double,
    into f: UnsafeMutablePointer<SIMD8<Double>>, scratch: UnsafeMutablePointer<SIMD8<Double>>
  ) {
    f[0] = rates * (1 - y[0])
  }
}

/// Numbers that are repeated until every lane has one.
private func lanes(_ values: Double...) -> SIMD8<Double> {
  SIMD8 { values[$0 % values.count] }
}

@Suite("Several parameter points in SIMD lanes")
struct LaneSystemTests {
  private let times = [0, 0.5, 1, 5, 50]
  private let start = lanes(0, 0.5, 1, 2)

  @Test(
    "every lane agrees with its problem alone",
    arguments: [lanes(0.1, 1, 2, 3), lanes(0.1, 1, 100, 1e5)])
  func agreesWithSingle(rates: SIMD8<Double>) throws {
    let tolerance = Tolerance(relative: 1e-9)
    let integrator = Integrator(tolerance: tolerance)
    let joined = try integrator.solve(
      LaneRelaxation(rates: rates), from: [start], at: times)
    for lane in 0..<8 {
      let alone = try integrator.solve(
        LaneRelaxation.Single(rate: rates[lane]), from: [start[lane]], at: times)
      for (together, alone) in zip(joined.states, alone.states) {
        #expect(abs(together[0][lane] - alone[0]) < 20 * tolerance.relative)
      }
    }
  }

  @Test("lanes part when one of them is stiff, so that the effort stays bounded")
  func stiffLaneParts() throws {
    let solution = try Integrator(tolerance: Tolerance(relative: 1e-8)).solve(
      LaneRelaxation(rates: lanes(0.1, 1, 10, 1e6)), from: [SIMD8(repeating: 0)], at: [100])
    #expect(solution.statistics.stiffSteps > 0)
    #expect(solution.statistics.steps < 2000)
  }

  @Test(
    "an observer sees every step of every lane, together or alone",
    arguments: [lanes(0.1, 1, 2, 3), lanes(0.1, 1, 10, 1e6)])
  func observed(rates: SIMD8<Double>) throws {
    let integrator = Integrator(tolerance: Tolerance(relative: 1e-9))
    var covered = SIMD8<Double>(repeating: 1)
    var aloneSteps = 0
    let end = try integrator.integrate(
      LaneRelaxation(rates: rates), from: [start], over: 1...6,
      observing: { step in
        #expect(covered == SIMD8(repeating: step.start))
        covered = SIMD8(repeating: step.end)
      },
      alone: { lane, step in
        #expect(covered[lane] == step.start)
        covered[lane] = step.end
        aloneSteps += 1
      })
    #expect(covered == SIMD8(repeating: 6))
    #expect((aloneSteps > 0) == (rates[3] > 1000))
    for lane in 0..<8 {
      let exact = 1 + (start[lane] - 1) * Double.exp(-5 * rates[lane])
      #expect(abs(end[0][lane] - exact) < 2e-8)
    }
  }

  @Test("lanes that have parted share the steps allowed")
  func budget() throws {
    func solve(maximumSteps: Int) throws -> IntegrationStatistics {
      try Integrator(
        tolerance: Tolerance(relative: 1e-8), limits: IntegrationLimits(maximumSteps: maximumSteps)
      ).solve(
        LaneRelaxation(rates: lanes(1e4, 2e4, 3e4, 1e6)), from: [SIMD8(repeating: 0)], at: [100]
      ).statistics
    }
    let statistics = try solve(maximumSteps: 10_000)
    #expect(statistics.stiffSteps > 0)
    let needed = statistics.steps + statistics.rejected
    #expect(try solve(maximumSteps: needed) == statistics)
    let error = #expect(throws: IntegrationError.self) { try solve(maximumSteps: needed - 1) }
    #expect(error?.reason == .tooManySteps(limit: needed - 1))
    #expect(error?.lane == 7)
  }

  @Test("a lane that leaves the domain rejects the step for all and is named")
  func notFinite() {
    let error = #expect(throws: IntegrationError.self) {
      try Integrator(tolerance: Tolerance(relative: 1e-8)).solve(
        LaneRelaxation(rates: SIMD8(1, .nan, 1, 1, 1, 1, 1, 1)), from: [SIMD8(repeating: 0)],
        at: [1])
    }
    #expect(error?.lane == 1)
  }
}
