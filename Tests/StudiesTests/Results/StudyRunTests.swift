import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Spectra
import Storage
import Studies
import Synchronization
import Testing

/// What holds for every study that takes its time.
@Suite("Runs of studies", .serialized)
struct StudyRunTests {
  /// A study that is run and written.
  struct Example: Sendable, CustomTestStringConvertible {
    let name: String
    let run: @Sendable (RunContext) throws -> Dataset
    var testDescription: String { name }
  }

  private static let problem = LearningProblem(
    data: SpikedData(signals: [1], noise: 1), latents: 1,
    training: Training(rates: .uniform(0.05), beta: .constant(1)))
  private static let start = OrderParameters(
    m: [[0.1]], d: [[0.1]], Q: [[1]], E: [[1]], R: [[0]], D: [1])

  private static func specification(_ problem: LearningProblem = problem) -> ProblemSpecification {
    ProblemSpecification(
      problem: problem, initial: .explicit(start), time: .even(end: 400, samples: 200),
      simulation: SimulationSettings(dimension: 2000, replicas: 4, seed: 5))
  }

  /// Looks come after steps, not by the clock.
  private static let options: EnsembleOptions = {
    var options = EnsembleOptions()
    options.stepsPerLook = 50_000
    return options
  }()

  private static let two = LearningProblem(
    data: SpikedData(signals: [1, 0.7], noise: 0.5), latents: 2,
    training: Training(rates: .uniform(0.02), beta: .constant(0.7)))

  static let examples = [
    Example(name: "flow") {
      try FlowStudy(problem, from: start, at: (0...400).map(Double.init), tolerance: 1e-13)
        .run($0).dataset(of: specification())
    },
    Example(name: "fixed points") {
      try FixedPointStudy(two, starts: 12).run($0).dataset(of: specification(two))
    },
    Example(name: "thresholds") {
      try ThresholdStudy(problem, withCurves: true).run($0).dataset(of: specification())
    },
    Example(name: "escape") {
      try EscapeStudy(problem, from: .state(start), end: 400, withCurves: true).run($0)
        .dataset(of: specification())
    },
    Example(name: "escape from random starts") {
      try EscapeStudy(two, from: .random(dimension: 200), end: 400).run($0)
        .dataset(of: specification(two))
    },
    Example(name: "phase diagram") {
      try PhaseStudy(
        two, x: ParameterAxis("beta=0.1:2:20"), y: ParameterAxis("eta=0.1:1:8"),
        withBoundaries: true
      ).run($0).dataset(of: specification(two))
    },
    Example(name: "branches") {
      let range = try ParameterAxis.range("beta=0.2:2.4")
      return try BranchStudy(problem, varying: range.parameter, over: range.ends).run($0)
        .dataset(of: specification())
    },
    Example(name: "annealing") {
      var study = AnnealingStudy(problem, from: start, family: .linear)
      study.search = OptimalScheduleOptions(knots: 8)
      study.simulation = SimulationSettings(dimension: 2000, replicas: 2, seed: 5)
      study.ensemble = options
      study.withCurves = true
      return try study.run($0).dataset(of: specification())
    },
    Example(name: "simulation") {
      try SimulationStudy(specification(), options: options).run($0).dataset(of: specification())
    },
    Example(name: "comparison") {
      try ComparisonStudy(specification(), options: options).run($0).dataset(of: specification())
    },
    Example(name: "plan") {
      let spectrum = DataSpectrum(rows: 1000, eigenvalues: (1...40).map { 40 / Double($0) })
      return try PlanSpecification(latents: 20).run(on: spectrum, $0).dataset
    },
  ]

  /// What a run was asked and what it told.
  private final class Log: Sendable {
    private let state = Mutex((looks: 0, reports: [RunProgress](), reportsAtStop: Int?.none))

    var looks: Int { state.withLock { $0.looks } }
    var reports: [RunProgress] { state.withLock { $0.reports } }
    var reportsAfterStop: Int { state.withLock { $0.reports.count - ($0.reportsAtStop ?? 0) } }

    func context(threads: Int = 1, stopAfter limit: Int = .max) -> RunContext {
      RunContext(
        threads: threads, progress: { report in self.state.withLock { $0.reports.append(report) } },
        shouldStop: {
          self.state.withLock { state in
            state.looks += 1
            guard state.looks > limit else { return false }
            state.reportsAtStop = state.reportsAtStop ?? state.reports.count
            return true
          }
        })
    }
  }

  @Test("progress grows and comes to its total; threads change nothing", arguments: examples)
  func progress(example: Example) throws {
    let (one, many) = (Log(), Log())
    let alone = try example.run(one.context())
    #expect(
      try JSONDocument.data(of: example.run(many.context(threads: 3)))
        == JSONDocument.data(of: alone))
    for log in [one, many] {
      var units: [String] = []
      for report in log.reports where report.unit != units.last { units.append(report.unit) }
      #expect(!units.isEmpty && Set(units).count == units.count, "\(units)")
      for unit in units {
        let reports = log.reports.filter { $0.unit == unit }
        #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.done <= $1.done }, "\(reports)")
        let last = try #require(reports.last)
        #expect(last.total == nil || last.done == last.total, "\(last)")
      }
    }
  }

  @Test(
    "a study that is told to stop has no result and does little more", arguments: examples,
    [0.0, 0.3, 0.9])
  func cancellation(example: Example, share: Double) throws {
    let whole = Log()
    _ = try example.run(whole.context())
    #expect(whole.looks >= 4, "too few to stop in between")
    let log = Log()
    let limit = Int(share * Double(whole.looks - 1))
    let error = #expect(throws: RunCancelled.self) {
      _ = try example.run(log.context(stopAfter: limit))
    }
    #expect(error?.reason == .stopped)
    // No work is begun, and nobody asks again, once one part of the work has been told.
    #expect(log.reportsAfterStop <= 1 && log.looks <= limit + 1)
  }

  @Test("limits of time and memory end a study")
  func limits() throws {
    let study = FlowStudy(Self.problem, from: Self.start, at: [100])
    let moment = Duration.nanoseconds(1)
    #expect(throws: RunCancelled(.wallTime(limit: moment))) {
      try study.run(RunContext(limits: .init(wallTime: moment)))
    }
    #expect(throws: RunCancelled(.memory(limit: 1000))) {
      try study.run(RunContext(limits: .init(memory: 1000)))
    }
  }
}
