import NumericKit
import RealModule
import Testing

@Suite("Integrator on published problems")
struct IntegratorTests {
  /// Global error in units of `relative · (|y| + floor)`, the unit in which steps are judged.
  private func error(_ state: [Double], _ exact: [Double], in tolerance: Tolerance) -> Double {
    zip(state, exact).map { value, exact in
      (value - exact).magnitude / (tolerance.relative * (exact.magnitude + tolerance.floor))
    }.max() ?? 0
  }

  @Test("explicit: the Brusselator within 10 × the tolerance", arguments: [1e-6, 1e-8, 1e-10])
  func brusselator(relative: Double) throws {
    let tolerance = Tolerance(relative: relative)
    let solution = try Integrator(tolerance: tolerance, method: .explicit)
      .solve(Brusselator(), from: Brusselator.start, at: [20])
    #expect(error(solution.states[0], Brusselator.end, in: tolerance) < 10)
  }

  @Test("stiff: the Brusselator within 10 × the tolerance", arguments: [1e-6, 1e-8, 1e-10])
  func brusselatorStiff(relative: Double) throws {
    let tolerance = Tolerance(relative: relative)
    let solution = try Integrator(tolerance: tolerance, method: .stiff)
      .solve(Brusselator(), from: Brusselator.start, at: [20])
    #expect(error(solution.states[0], Brusselator.end, in: tolerance) < 10)
  }

  @Test(
    "stiff and automatic: Robertson within 10 × the tolerance",
    arguments: [IntegrationMethod.stiff, .automatic], [1e-6, 1e-8])
  func robertson(method: IntegrationMethod, relative: Double) throws {
    let tolerance = Tolerance(relative: relative, floor: 1e-8)
    let solution = try Integrator(tolerance: tolerance, method: method)
      .solve(Robertson(), from: Robertson.start, at: Robertson.times)
    for (state, exact) in zip(solution.states, Robertson.solution) {
      #expect(error(state, exact, in: tolerance) < 10)
    }
    #expect(solution.statistics.steps < 600)
  }

  @Test(
    "stiff and automatic: Van der Pol at μ = 1000 within 10 × the tolerance",
    arguments: [IntegrationMethod.stiff, .automatic], [1e-6, 1e-8])
  func vanDerPol(method: IntegrationMethod, relative: Double) throws {
    let tolerance = Tolerance(relative: relative, floor: 1e-3)
    let solution = try Integrator(tolerance: tolerance, method: method)
      .solve(VanDerPol(), from: VanDerPol.start, at: [2000])
    #expect(error(solution.states[0], VanDerPol.end, in: tolerance) < 10)
    #expect(solution.statistics.steps < 4000)
  }

  @Test("explicit: the energy of a Kepler orbit drifts by less than 10 tolerances a period")
  func keplerEnergy() throws {
    let periods = 20.0
    let start = Kepler.start(eccentricity: 0.5)
    for relative in [1e-6, 1e-8, 1e-10] {
      let solution = try Integrator(tolerance: Tolerance(relative: relative), method: .explicit)
        .solve(Kepler(), from: start, at: [2 * Double.pi * periods])
      let drift = Kepler.energy(solution.states[0]) - Kepler.energy(start)
      #expect(drift.magnitude < 10 * relative * periods)
    }
  }

  @Test(
    "order 5 at the end of a step, 4 inside it",
    arguments: [IntegrationMethod.explicit, .stiff])
  func order(method: IntegrationMethod) throws {
    // So loose that no step is rejected, and each goes to the next break point.
    let integrator = Integrator(tolerance: Tolerance(relative: 0.1, floor: 1e3), method: method)
    /// Half-way through the last of some equal steps, and at its end.
    func states(after count: Int, steps h: Double) throws -> [[Double]] {
      let end = Double(count) * h
      let solution = try integrator.solve(
        EqualSteps(system: Kepler(), length: h), from: circle(0), at: [end - 0.5 * h, end])
      #expect(solution.statistics.steps == count && solution.statistics.rejected == 0)
      return solution.states
    }
    // A circular orbit, known exactly. Over ten turns the error stays above rounding where the
    // asymptotic range of the explicit pair begins, at a thousand steps a turn.
    func circle(_ t: Double) -> [Double] { [.cos(t), .sin(t), -.sin(t), .cos(t)] }
    func worst(_ state: [Double], at t: Double) -> Double {
      zip(state, circle(t)).map { abs($0 - $1) }.max() ?? 0
    }
    let errors = try [6000, 7000, 8000, 9000].map { count in
      let h = 60 / Double(count)
      return (h, worst(try states(after: count, steps: h)[1], at: Double(count) * h))
    }
    #expect(abs(slope(errors) - 5) < 0.1, "\(slope(errors))")

    // One step from the exact state: half-way through it the error is h⁵ for an order of 4.
    let local = try [0.03, 0.025, 0.02, 0.015, 0.01].map { h in
      (h, worst(try states(after: 1, steps: h)[0], at: 0.5 * h))
    }
    #expect(abs(slope(local) - 5) < 0.1, "\(slope(local))")
  }

  /// The least-squares slope in logarithms.
  private func slope(_ points: [(Double, Double)]) -> Double {
    let x = points.map { Double.log($0.0) }
    let y = points.map { Double.log($0.1) }
    let (xMean, yMean) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
    let covariance = zip(x, y).map { ($0 - xMean) * ($1 - yMean) }.reduce(0, +)
    return covariance / x.map { ($0 - xMean) * ($0 - xMean) }.reduce(0, +)
  }

  @Test("dense output is as accurate as the steps")
  func denseOutput() throws {
    let times = (0...200).map { 0.05 * Double($0) }
    for method in [IntegrationMethod.explicit, .stiff] {
      let tolerance = Tolerance(relative: 1e-9)
      let solution = try Integrator(tolerance: tolerance, method: method)
        .solve(Witch(), from: [1], at: times)
      for (time, state) in zip(times, solution.states) {
        #expect(error(state, [1 / (1 + time * time)], in: tolerance) < 10)
      }
    }
  }

  @Test("the automatic method stays explicit on a smooth problem and switches on a stiff one")
  func automaticSwitch() throws {
    let integrator = Integrator(tolerance: Tolerance(relative: 1e-8))
    let smooth = try integrator.solve(Brusselator(), from: Brusselator.start, at: [20])
    #expect(smooth.statistics.stiffSteps == 0)
    let stiff = try integrator.solve(VanDerPol(), from: VanDerPol.start, at: [2000])
    #expect(stiff.statistics.stiffSteps > 0)
    #expect(stiff.statistics.switches > 0)
    // The explicit method alone needs about 2000·2000/3.5 steps for stability.
    #expect(stiff.statistics.steps < 10_000)
  }

  @Test("break points end a step; the solution is exact on both sides", arguments: [2.0, 1e5])
  func breakPoints(rate: Double) throws {
    let system = SwitchedRelaxation(rate: rate)
    func exact(_ t: Double) -> Double {
      if t <= 1 { return 0 }
      if t <= 2 { return 1 - Double.exp(-rate * (t - 1)) }
      return (1 - Double.exp(-rate)) * Double.exp(-rate * (t - 2))
    }
    let times = [0.5, 1, 1.001, 1.5, 2, 2.001, 2.5, 3]
    let integrator = Integrator(tolerance: Tolerance(relative: 1e-9))
    var ends: [Double] = []
    _ = try integrator.integrate(system, from: [0], over: 0...3) { step in
      ends.append(step.end)
      return .proceed
    }
    #expect(ends.contains(1) && ends.contains(2))
    let solution = try integrator.solve(system, from: [0], at: times)
    for (time, state) in zip(times, solution.states) {
      #expect(abs(state[0] - exact(time)) < 1e-8, "t = \(time)")
    }
    if rate == 1e5 { #expect(solution.statistics.steps < 400) }
  }

  @Test("a solution that blows up is an error with the time reached")
  func blowUp() throws {
    for method in IntegrationMethod.allCases {
      let integrator = Integrator(tolerance: Tolerance(relative: 1e-8), method: method)
      let error = #expect(throws: IntegrationError.self) {
        try integrator.solve(BlowUp(), from: [1], at: [2])
      }
      #expect(abs((error?.time ?? 0) - 1) < 1e-6)
      #expect((error?.largestComponent ?? 0) > 1e6)
    }
  }

  @Test("too many steps is an error that says how many were allowed")
  func budget() {
    let integrator = Integrator(
      tolerance: Tolerance(relative: 1e-8), limits: IntegrationLimits(maximumSteps: 10))
    let error = #expect(throws: IntegrationError.self) {
      try integrator.solve(Brusselator(), from: Brusselator.start, at: [20])
    }
    #expect(error?.reason == .tooManySteps(limit: 10))
    #expect(error.map { $0.time > 0 && $0.time < 20 } ?? false)
  }

  /// Every solve ends: the steps are limited by what they cost, unless the caller says.
  @Test("unless limited, steps are as many as some seconds allow, and no fewer than problems need")
  func defaultBudget() {
    let limits = IntegrationLimits()
    #expect(limits.steps(dimension: 6, evaluationCost: 140) == 1_666_666)
    #expect(limits.steps(dimension: 3360, evaluationCost: 1e7) == IntegrationLimits.fewestSteps)
    let given = IntegrationLimits(maximumSteps: 12)
    #expect(given.steps(dimension: 6, evaluationCost: 140) == 12)
  }

  @Test("a start outside the domain is an error at the start")
  func notFinite() {
    let error = #expect(throws: IntegrationError.self) {
      try Integrator(tolerance: Tolerance(relative: 1e-8))
        .solve(BlowUp(), from: [.nan], start: 3, at: [4])
    }
    #expect(error?.reason == .notFinite)
    #expect(error?.time == 3)
  }

  @Test("times at and before the start return the initial state; none return none")
  func trivialTimes() throws {
    let integrator = Integrator(tolerance: Tolerance(relative: 1e-8))
    #expect(try integrator.solve(Witch(), from: [1], at: []).states.isEmpty)
    #expect(try integrator.solve(Witch(), from: [1], at: [0, 0]).states == [[1], [1]])
    let repeated = try integrator.solve(Witch(), from: [1], at: [0, 1, 1]).states
    #expect(repeated[1] == repeated[2])
  }
}
