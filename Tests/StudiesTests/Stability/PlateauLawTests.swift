import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Studies
import Testing

/// The law of the plateau's end over runs, against runs of the exact chain.
@Suite("Law of the plateau's end")
struct PlateauLawTests {
  static let problem = LearningProblem(
    data: SpikedData(signals: [2], noise: 0.5), latents: 1,
    training: Training(rates: .uniform(0.3), beta: .constant(1)))
  static let dimension = 10_000

  private static func start(_ m: Double, _ d: Double) -> OrderParameters {
    OrderParameters(m: [[m]], d: [[d]], Q: [[1]], E: [[1]], R: [[0]], D: [1])
  }

  /// When each run has learned a half of the squared overlap.
  private func ends(
    _ problem: LearningProblem, until last: Double, from start: (Int) throws -> OrderParameters
  ) throws -> [Double] {
    let learned = try #require(try FixedPointAnalysis(problem).attractors().first).state
    let half = 0.5 * learned.m[0, 0] * learned.m[0, 0]
    let times = (0...2000).map { last * Double($0) / 2000 }
    return try (0..<300).map { run in
      let states = try Simulation(
        problem, dimension: Self.dimension, method: .exact, seed: 500 + UInt64(run)
      ).trajectory(from: start(run), at: times)
      let first = states.firstIndex { $0.m[0, 0] * $0.m[0, 0] >= half }
      return first.map { times[$0] } ?? .infinity
    }
  }

  /// The largest distance of the distribution of the runs from the law stays below that which one in a
  /// thousand samples of the law exceeds (Kolmogorov and Smirnov).
  private func expectAgreement(
    _ problem: LearningProblem, _ law: PlateauLaw?, from start: (Int) throws -> OrderParameters
  ) throws {
    let law = try #require(law)
    let shares = (1...39).map { Double($0) / 40 }
    let expected = try shares.map { try #require(try law.quantile($0)) }
    let last = try #require(expected.last)
    let measured = try ends(problem, until: 1.2 * last, from: start)
    let distance =
      zip(shares, expected).map { share, time in
        abs(Double(measured.count { $0 <= time }) / Double(measured.count) - share)
      }.max() ?? 1
    #expect(distance < 1.95 / Double(measured.count).squareRoot(), "\(distance)")
  }

  /// From no overlap at all, where the flow stays, and from one that is as large as the noise.
  @Test("runs from one state leave by their own noise when the law says", arguments: [0.0, 1])
  func oneState(size: Double) throws {
    let overlap = size / Double(Self.dimension).squareRoot()
    let start = Self.start(overlap, overlap)
    let escape = try EscapeProblem(Self.problem)
    #expect((try escape.escapes(from: start).end == nil) == (size == 0))
    let law = try escape.plateauLaw(from: start, dimension: Self.dimension)
    try expectAgreement(Self.problem, law) { _ in start }
  }

  @Test("runs from starts of their own leave when the law says")
  func ownStarts() throws {
    let law = try EscapeProblem(Self.problem).plateauLaw(fromRandomStartIn: Self.dimension)
    try expectAgreement(Self.problem, law) { run in
      try OrderParameters.random(
        latents: 1, data: Self.problem.data, dimension: Self.dimension, seed: UInt64(run))
    }
  }

  /// The latent fits noise on its plateau, and a schedule moves on meanwhile.
  @Test("noise that never dies out, and a schedule, are in the law")
  func noisyPlateau() throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [2], noise: 0.5), latents: 1,
      training: Training(rates: .uniform(0.3), beta: .linear(rate: 0.02, max: 0.4)))
    let start = Self.start(0, 0)
    let law = try EscapeProblem(problem).plateauLaw(from: start, dimension: Self.dimension)
    try expectAgreement(problem, law) { _ in start }
  }

  /// Signs turn with the factor; of opposite ones in decoder and encoder less grows.
  @Test("overlaps m = d stand for themselves")
  func mean() throws {
    let escape = try EscapeProblem(Self.problem)
    func mean(_ m: Double, _ d: Double) throws -> Double {
      try #require(try escape.plateauLaw(from: Self.start(m, d), dimension: 10_000)).mean
    }
    #expect(abs(try mean(1e-3, 1e-3) - 1e-3) < 1e-9)
    #expect(abs(try mean(-1e-3, -1e-3) - 1e-3) < 1e-9)
    let (decoder, encoder) = (try mean(1e-3, 0), try mean(0, 1e-3))
    #expect(abs(decoder + encoder - 1e-3) < 1e-8)
    #expect(abs(try mean(1e-3, -1e-3) - abs(decoder - encoder)) < 1e-8)
  }

  @Test("there is no law without a plateau, without an end, and where it is not known")
  func unknown() throws {
    func law(_ problem: LearningProblem, overlap: Double = 0) throws -> PlateauLaw? {
      let start = Self.start(overlap, overlap)
      return try EscapeProblem(problem).plateauLaw(from: start, dimension: 10_000)
    }
    #expect(try law(Self.problem) != nil)
    #expect(try law(Self.problem, overlap: 0.5) == nil)
    func other(_ rates: LearningRates, beta: Double) -> LearningProblem {
      LearningProblem(
        data: Self.problem.data, latents: 1,
        training: Training(rates: rates, beta: .constant(beta)))
    }
    #expect(try law(other(.uniform(0.3), beta: 3)) == nil)
    #expect(try law(other(.limit, beta: 1)) == nil)
  }

  @Test("a study gives the bounds at its dimension, and says when the flow itself stays")
  func study() throws {
    func runs(_ overlap: Double, _ dimension: Int?) throws -> PlateauRuns? {
      try EscapeStudy(
        Self.problem, from: .state(Self.start(overlap, overlap)), end: 100,
        units: .init(dimension: dimension)
      ).run().runs
    }
    #expect(try runs(0, nil) == nil)
    let (few, many) = (try #require(try runs(0, 1000)), try #require(try runs(0, 100_000)))
    #expect(few.isByChanceAlone && few.low < few.median && few.median < few.high)
    // A hundred times the dimension is a tenth of the overlaps.
    let escape = try EscapeProblem(Self.problem)
    let delay = 2.302585 / escape.growthRate
    #expect(abs((many.median - few.median) / delay - 1) < 0.02)
    #expect(try #require(try runs(1e-3, 1000)).isByChanceAlone == false)
  }
}
