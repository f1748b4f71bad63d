import LinearVAE
import MeanField
import NumericKit
import RealModule
import Testing

@Suite("Fixed points of correlated latents")
struct MixedFixedPointTests {
  private func analysis(
    signals: [Double], noise: Double, latents: Int, beta: Double, rates: LearningRates = .limit,
    weightDecay: Double = 0
  ) throws -> FixedPointAnalysis {
    try FixedPointAnalysis(
      LearningProblem(
        data: SpikedData(signals: signals, noise: noise), latents: latents,
        training: Training(rates: rates, weightDecay: weightDecay, beta: .constant(beta))))
  }

  /// Two latents with decoders `w` and `±w` along one direction: `(β + 2q)² = Λ(β + q)`, `q = |w|²`.
  @Test("two latents can share one direction, and none of these states attracts")
  func shared() throws {
    let (Λ, β) = (1.7, 1.2)  // above the noise, so that only the factor can be shared
    let points = try analysis(signals: [0.8], noise: 0.9, latents: 2, beta: β)
      .mixedFixedPoints(starts: 40).points
    // 4q² + (4β − Λ)q + β² − Λβ = 0
    let b = 4 * β - Λ
    let q = (-b + (b * b - 16 * (β * β - Λ * β)).squareRoot()) / 8
    #expect(points.count == 1)
    let point = try #require(points.first)
    #expect(point.kind == .mixed && point.stability == .unstable)
    #expect(point.roles == [.factor(0), .factor(0)])
    #expect(abs(point.state.Q[0, 0] - q) < 1e-9 && abs(point.state.Q[1, 1] - q) < 1e-9)
    #expect(abs(abs(point.state.Q[0, 1]) - q) < 1e-9)
    #expect(abs(point.state.m[0, 0].magnitude - q.squareRoot()) < 1e-9)
    #expect(point.multiplicity == 4)
    #expect(point.residual < 1e-12)
  }

  /// Latents at 45° to two directions: `s_i² + β = √Λ_i (√Λ_1 + √Λ_2)/2` along direction `i`.
  @Test("two latents can stand at 45° to two factors")
  func turned() throws {
    let (a, b, β) = (2.1, 1.3, 0.95)
    let points = try analysis(signals: [1.6, 0.8], noise: 0.5, latents: 2, beta: β)
      .mixedFixedPoints(starts: 0).points
    let mean = (a.squareRoot() + b.squareRoot()) / 2
    let strengths = [a, b].map { $0.squareRoot() * mean - β }
    let norm = strengths.reduce(0, +) / 2
    let found = points.filter {
      abs($0.state.Q[0, 0] - norm) < 1e-8 && abs($0.state.Q[1, 1] - norm) < 1e-8
        && abs(abs($0.state.Q[0, 1]) - abs(strengths[0] - strengths[1]) / 2) < 1e-8
    }
    #expect(found.count == 1)
    #expect(points.allSatisfy { $0.kind == .mixed && $0.stability == .unstable })
    // Shared factor 1, shared factor 2, and at 45°.
    #expect(points.count == 3)
    // Signs of the four overlaps with an even number of exchanges: eight of sixteen.
    #expect(found.first?.multiplicity == 8)
  }

  /// Every critical point of the expected loss that MINPACK reaches from random weight matrices is
  /// listed; see `CriticalPointFixture`.
  @Test("no critical point of the loss is missing", arguments: CriticalPointFixture.all)
  func complete(fixture: CriticalPointFixture) throws {
    let list = try analysis(
      signals: fixture.signals, noise: fixture.noise, latents: fixture.latents, beta: fixture.beta
    ).mixedFixedPoints(starts: 0)
    #expect(list.isComplete)
    #expect(list.points.allSatisfy { $0.stability == .unstable && $0.residual < 1e-12 })
    let marks = list.points.map { CriticalPointFixture.mark(of: $0.state) }
    for wanted in fixture.marks {
      let matches = marks.count { mark in
        zip(mark, wanted).allSatisfy { abs($0 - $1) < 1e-5 }
      }
      #expect(matches == 1, "\(wanted)")
    }
    #expect(list.points.count == fixture.classes)
  }

  /// Where the norms of three latents on two or three directions are equal, turning them leaves one
  /// dimension of frames: one eigenvalue vanishes, at any rates.
  @Test(
    "continua persist at any rates, batch and weight decay",
    arguments: [LearningRates.limit, .uniform(0.05)], [0, 0.02])
  func continua(rates: LearningRates, weightDecay: Double) throws {
    let points = try analysis(
      signals: [1.6, 0.8], noise: 0.5, latents: 3, beta: 0.3, rates: rates, weightDecay: weightDecay
    ).mixedFixedPoints(starts: 1).points
    // On factors 1 and 2, on either and noise, on all three.
    #expect(points.count { $0.criticalDirections == 1 } == 4)
    #expect(points.count { $0.multiplicity == .infinity } == 4)
    #expect(points.count { $0.criticalDirections == 0 } == 24)
    #expect(points.allSatisfy { $0.stability == .unstable })
  }

  /// From nearly 100 random states the search finds nothing but what the closed forms lead to.
  @Test("at small rates and weight decay the closed forms still lead to all")
  func continued() throws {
    let analysis = try analysis(
      signals: [1.6, 0.8], noise: 0.5, latents: 3, beta: 0.3, rates: .uniform(0.02),
      weightDecay: 0.01)
    let few = try analysis.mixedFixedPoints(starts: 0)
    let many = try analysis.mixedFixedPoints(starts: 96)
    #expect(!few.isComplete && !many.isComplete)
    #expect(few.points.map(\.state) == many.points.map(\.state))
  }

  /// Finite rates move the onset of two latents with opposite decoders along one direction of noise past
  /// `β = η`, where the closed form has none. Values by an independent integration and Newton's method.
  @Test("states next to an onset that finite rates have moved are listed")
  func movedOnset() throws {
    let points = try analysis(
      signals: [0.376], noise: 0.811, latents: 2, beta: 0.84,
      rates: .finite(decoder: 0.3611, encoder: 0.3426, variance: 0.4007)
    ).mixedFixedPoints(starts: 0).points
    let point = try #require(points.first { $0.state.m.elements.allSatisfy { abs($0) < 1e-12 } })
    let pairs = [
      (point.state.Q, 0.0113158651), (point.state.E, 0.0141083648), (point.state.R, 0.0120209767),
    ]
    for (matrix, value) in pairs {
      for (i, element) in matrix.elements.enumerated() {
        #expect(abs(element - ([0, 3].contains(i) ? value : -value)) < 1e-10)
      }
    }
    #expect(point.state.D.allSatisfy { abs($0 - 0.9867077949) < 1e-10 })
    #expect(point.residual < 1e-15)
  }

  @Test("equivalent states are counted with exchanges of factors of one signal")
  func multiplicities() throws {
    // β above the noise: nothing but sharing a factor. Two latents: which factor, and two signs.
    let equal = try analysis(signals: [0.8, 0.8], noise: 0.9, latents: 2, beta: 1.2)
      .mixedFixedPoints(starts: 0).points
    #expect(equal.map(\.multiplicity) == [8])
    // n of four latents on one factor: which ones, and n signs.
    let shared = try analysis(signals: [0.8], noise: 0.9, latents: 4, beta: 1.2)
      .mixedFixedPoints(starts: 0).points
    let counts = shared.sorted { $0.activeCount < $1.activeCount }.map(\.multiplicity)
    #expect(counts == [6 * 4, 4 * 8, 16])
  }

  @Test("next to a threshold states of small decoders are told apart")
  func nextToThreshold() throws {
    let points = try analysis(signals: [1], noise: 1, latents: 2, beta: 2 - 2e-6)
      .mixedFixedPoints(starts: 0)
    #expect(points.isComplete && points.points.count == 1)
  }

  @Test("equal principal signals count as equal though rounding tells them apart")
  func equalPrincipalSignals() throws {
    // Overlaps of 0.3 among three factors of signal 1: 1 + 2 · 0.3, and 1 − 0.3 twice.
    let overlap: Matrix = [[1, 0.3, 0.3], [0.3, 1, 0.3], [0.3, 0.3, 1]]
    func lines(_ data: SpikedData) throws -> [[Double]] {
      let analysis = try FixedPointAnalysis(
        LearningProblem(
          data: data, latents: 2, training: Training(rates: .limit, beta: .constant(0.6))))
      let points = try analysis.fixedPoints().points + analysis.mixedFixedPoints(starts: 0).points
      return points.map {
        [$0.growthRate, $0.multiplicity, Double($0.symmetryDirections)].map {
          ($0 * 1e8).rounded() / 1e8 + 0
        }
      }.sorted { $0.lexicographicallyPrecedes($1) }
    }
    let turned = try lines(SpikedData(signals: [1, 1, 1], noise: 0.5, overlap: overlap))
    #expect(turned == (try lines(SpikedData(signals: [1.6, 0.7, 0.7], noise: 0.5))))
    #expect(turned.count == 10)
  }

  @Test(
    "other units of the data change neither the list nor its stability", arguments: [1e-3, 1e3])
  func units(unit: Double) throws {
    func lines(_ unit: Double) throws -> [[Double]] {
      try analysis(
        signals: [1.6 * unit, 0.8 * unit], noise: 0.5 * unit, latents: 3, beta: 0.3 * unit
      ).mixedFixedPoints(starts: 0).points.map {
        [
          $0.state.Q.trace / unit, $0.multiplicity, $0.stability == .unstable ? 1 : 0,
          Double($0.criticalDirections),
        ].map { ($0 * 1e8).rounded() / 1e8 }
      }.sorted { $0.lexicographicallyPrecedes($1) }
    }
    #expect(try lines(unit) == (try lines(1)))
  }

  @Test("none of them attracts, at random parameters")
  func neverAttract() throws {
    var random = SplitMix64(state: 21)
    var seen = 0
    for index in 0..<60 {
      let noise = random.number(in: 0.1...1.5)
      let points = try analysis(
        signals: [random.number(in: 0.2...2)], noise: noise, latents: 2,
        beta: random.number(in: 0.1...1.5), rates: index % 2 == 0 ? .limit : .uniform(0.03)
      ).mixedFixedPoints(starts: 12).points
      seen += points.count
      #expect(points.allSatisfy { $0.stability == .unstable })
    }
    #expect(seen > 80)
  }

  @Test("at finite rates and with weight decay they are fixed points of the flow as well")
  func general() throws {
    let analysis = try analysis(
      signals: [1.2], noise: 0.6, latents: 2, beta: 0.8, rates: .uniform(0.05), weightDecay: 0.02)
    let points = try analysis.mixedFixedPoints(starts: 40).points
    #expect(!points.isEmpty)
    let flow = try OrderParameterFlow(analysis.problem)
    for point in points {
      let rates = flow.layout.coordinates(of: flow.velocity(at: point.state))
      #expect((rates.map(\.magnitude).max() ?? 1) < 1e-13)
      #expect(try flow.growthRate(at: point.state) > 0)
    }
  }

  @Test("a single latent has none")
  func single() throws {
    #expect(
      try analysis(signals: [1], noise: 1, latents: 1, beta: 0.5).mixedFixedPoints(starts: 9)
        .points.isEmpty)
  }
}
