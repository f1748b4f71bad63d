import LinearVAE
import MeanField
import NumericKit
import Testing

@Suite("Why the flow cannot be followed")
struct FlowErrorTests {
  private func problem(
    signal: Double = 1, _ beta: BetaSchedule, rates: LearningRates = .limit,
    variance: VarianceParametrization = .direct
  ) -> LearningProblem {
    LearningProblem(
      data: SpikedData(signals: [signal], noise: 1), latents: 1,
      training: Training(rates: rates, beta: beta, variance: variance))
  }

  private func start(variance: Double = 1) -> OrderParameters {
    OrderParameters(
      m: [[0.5]], d: [[0.5]], Q: [[1]], E: [[1]], R: [[0.25]], D: [variance])
  }

  /// β = 1 up to t = 5, then 0.
  private let interrupted = BetaSchedule.points(
    [(0, 1), (5, 1), (5, 0), (50, 0)].map { .init(time: $0.0, beta: $0.1) })

  private func failure(
    of problem: LearningProblem, from initial: OrderParameters? = nil, until time: Double = 60,
    limits: IntegrationLimits = IntegrationLimits(maximumSteps: 100_000)
  ) -> FlowError? {
    let integrator = Integrator(tolerance: Tolerance(relative: 1e-8), limits: limits)
    return #expect(throws: FlowError.self) {
      try OrderParameterFlow(problem, integrator: integrator)
        .trajectory(from: initial ?? start(), at: [time])
    }
  }

  @Test(
    "a variance that reaches zero is named whatever the scale of the problem",
    arguments: [1, 1e3, 1e6])
  func varianceVanishes(signal: Double) {
    // From the fixed point of β = 1.
    let eigenvalue = signal + 1
    let learned = OrderParameters(
      m: [[signal.squareRoot()]], d: [[signal.squareRoot() / eigenvalue]], Q: [[signal]],
      E: [[signal / (eigenvalue * eigenvalue)]], R: [[signal / eigenvalue]], D: [1 / eigenvalue])
    let error = failure(of: problem(signal: signal, interrupted), from: learned)
    guard case .varianceVanishes(latent: 1, let time) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    // D = 1/Λ goes down at the rate Q/2, Q grows by less than β.
    #expect(time > 5 && time <= 5 + 2 / (signal * eigenvalue) * (1 + 1e-6))
  }

  @Test("a variance that is about to reach zero is not a divergence, although not yet small")
  func varianceVanishesSoon() {
    // Steps may not shrink below a thousandth: the last state has D of that size.
    let error = failure(
      of: problem(interrupted),
      limits: IntegrationLimits(maximumSteps: 100_000, minimumStepInUlps: 1e12))
    guard case .varianceVanishes(latent: 1, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a positive β below the resolution of time lets the variance reach zero")
  func unresolvedBeta() {
    let error = failure(of: problem(.constant(1e-20)))
    guard case .varianceVanishes(latent: 1, let time) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(time > 1 && time < 10)
  }

  @Test("with ln D trained no variance reaches zero: a step too small is a tolerance too tight")
  func logarithmic() {
    let error = failure(
      of: problem(.constant(1), variance: .log), from: start(variance: 1e-9),
      limits: IntegrationLimits(maximumSteps: 100_000, minimumStepInUlps: 1e15))
    guard case .toleranceTooTight(let time, let step) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(step >= 1e15 * time.ulp)
  }

  @Test("growth is a divergence relative to the scale of the problem", arguments: [1, 1e3, 1e6])
  func divergence(signal: Double) {
    let error = failure(
      of: problem(signal: signal, .constant(1), rates: .uniform(5)), until: 1000)
    guard case .diverged(_, let largest) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(largest > 1e4 * signal)
  }

  @Test("a schedule too fine for the steps allowed, or for double precision, is an error")
  func fineSchedule() {
    func cyclical(_ period: Double) -> LearningProblem {
      problem(.cyclical(period: period, ratio: 0.5, min: 0, max: 1, ramp: .linear))
    }
    guard case .tooManySteps(_, limit: 100_000) = failure(of: cyclical(1e-14)) else {
      Issue.record("a period of 1e-14")
      return
    }
    guard
      case .scheduleTooFine(time: 0, let spacing) = failure(
        of: cyclical(.leastNonzeroMagnitude * 2024))
    else {
      Issue.record("a period of 1e-320")
      return
    }
    #expect(spacing < 1e-300)
  }

  @Test("a family names the problem that fails", arguments: [0, 3, 9])
  func family(culprit: Int) {
    for bad in [problem(.constant(1), rates: .uniform(5)), problem(interrupted)] {
      var problems = (0..<11).map { problem(.constant(0.5 + 0.1 * Double($0))) }
      problems[culprit] = bad
      let error = #expect(throws: FlowError.self) {
        try FlowFamily(problems)
          .trajectories(from: Array(repeating: start(), count: 11), at: [1000])
      }
      guard case .ofProblem(index: culprit, let reason) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      switch reason {
      case .diverged: #expect(bad.training.rates != .limit)
      case .varianceVanishes(let latent, _): #expect(latent == 1 && bad.training.rates == .limit)
      default: Issue.record("\(reason)")
      }
      #expect(error?.time == reason.time)
      #expect(error?.description.contains("problem \(culprit) ") ?? false)
    }
  }

  /// A factor 1e100 times as fast as the rest: as many steps as there could be digits would not do.
  @Test("a flow too fast for its length ends with the time it came to")
  func endless() throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [1, 1, 1e100, 1, 0.3], noise: 1), latents: 1,
      training: Training(rates: .limit, beta: .constant(1)))
    let m = Matrix(rows: 1, columns: 5, elements: Array(repeating: 0.01, count: 5))
    let start = OrderParameters(m: m, d: m, Q: [[1]], E: [[1]], R: [[5e-4]], D: [1])
    let error = #expect(throws: FlowError.self) {
      try OrderParameterFlow(problem).trajectory(from: start, at: [30])
    }
    guard case .tooManySteps(let time, let limit) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(time > 0 && time < 1e-80 && limit < 2_000_000)
  }
}
