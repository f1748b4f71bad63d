import ComplexModule
import LinearVAE
import MeanField
import NumericKit
import RealModule
import TestSupport
import Testing

@Suite("Fixed points of the flow")
struct FixedPointTests {
  @Test("independent values: states, eigenvalues, growth rates", arguments: FixedPointFixture.all)
  func reference(fixture: FixedPointFixture) throws {
    let analysis = try FixedPointAnalysis(fixture.problem.learningProblem)
    let point = try #require(try analysis.fixedPoint(fixture.roles))
    let scale = point.eigenvalues.map(\.length).max() ?? 0
    #expect(distance(point.state, fixture.state) < 1e-9)
    #expect(abs(point.growthRate - fixture.growth_rate) < 1e-8 * scale)
    let expected = fixture.eigenvalues.map { Complex($0[0], $0[1]) }
    #expect(
      spectralDistance(
        withMeansOfClusters(expected, scale: scale),
        withMeansOfClusters(point.eigenvalues, scale: scale)) < 1e-6 * scale)
    #expect(point.residual < 1e-13)
  }

  /// The eigenvalues with those that lie close together replaced by their mean. A double eigenvalue of
  /// a defective Jacobian is known to half of its digits only, the mean of the pair to all of them.
  private func withMeansOfClusters(
    _ eigenvalues: [Complex<Double>], scale: Double
  ) -> [Complex<Double>] {
    eigenvalues.map { value in
      let cluster = eigenvalues.filter { ($0 - value).length < 1e-5 * scale }
      return cluster.reduce(.zero, +) / Complex(Double(cluster.count))
    }
  }

  /// `Q` of every rest state of one latent but the collapsed one, found by MINPACK's `hybrd` on the flow
  /// of the latent and its factor from 6000 random starts.
  @Test(
    "rest states far from the closed forms, or close to each other, are all found",
    arguments: [
      (
        signals: [0.4109768396024423, 2.784240881279013], noise: 3.6000959546692344,
        beta: 0.0025682997954417234, rates: (0.0017867416738979196, 0.06517271678798658),
        batch: 1, norms: [14.376106, 8.5139636, 8.4883531, 8.0716265]
      ),
      (
        signals: [0.5234991687875803], noise: 4.180152047420732, beta: 0.3432153058734962,
        rates: (0.004161032141338267, 0.46040366149651113), batch: 4, norms: [3.8113089, 3.8104160]
      ),
      (
        signals: [1.804490646721444, 4.069857489668721], noise: 0.31976037572491983,
        beta: 0.0020281759361162493, rates: (0.003826632314366549, 1.0703850075682706), batch: 1,
        norms: [5.7050156, 2.7621269, 0.41402762]
      ),
    ]
  )
  func everyRestState(
    of problem: (
      signals: [Double], noise: Double, beta: Double, rates: (Double, Double), batch: Int,
      norms: [Double]
    )
  ) throws {
    let learning = LearningProblem(
      data: SpikedData(signals: problem.signals, noise: problem.noise), latents: 1,
      training: Training(
        rates: .finite(decoder: problem.rates.0, encoder: problem.rates.1, variance: 0.2),
        batch: problem.batch, beta: .constant(problem.beta)))
    let list = try FixedPointAnalysis(learning).fixedPoints()
    let found = list.points.map { $0.state.Q[0, 0] }.filter { $0 > 0 }.sorted(by: >)
    #expect(list.unresolved.isEmpty)
    #expect(found.count == problem.norms.count)
    for (norm, expected) in zip(found, problem.norms) {
      #expect(abs(norm - expected) < 1e-7 * expected, "\(found)")
    }
  }

  /// A problem with random parameters, far from the boundaries of the domain.
  private func problem(
    _ random: inout SplitMix64, latents: Int, factors: Int, rates: LearningRates = .limit,
    weightDecay: Double = 0, batch: Int = 1, overlap: Matrix? = nil
  ) -> LearningProblem {
    LearningProblem(
      data: SpikedData(
        signals: (0..<factors).map { _ in random.number(in: 0.2...2) },
        noise: random.number(in: 0.2...1.5), overlap: overlap),
      latents: latents,
      training: Training(
        rates: rates, weightDecay: weightDecay, batch: batch,
        beta: .constant(random.number(in: 0.1...2.5))))
  }

  @Test("blocks have the eigenvalues of the dense Jacobian, at any rates, decay, batch and overlap")
  func blocks() throws {
    var random = SplitMix64(state: 11)
    var compared = 0
    for latents in 1...4 {
      for factors in 1...3 {
        for variant in 0..<3 {
          var overlap = Matrix.identity(factors)
          if variant == 2 && factors > 1 {
            overlap[0, 1] = 0.4
            overlap[1, 0] = 0.4
          }
          let problem = problem(
            &random, latents: latents, factors: factors,
            rates: variant == 0
              ? .limit : .finite(decoder: 0.03, encoder: 0.02, variance: 0.05),
            weightDecay: variant == 1 ? 0.03 : 0, batch: variant + 1, overlap: overlap)
          let flow = try OrderParameterFlow(problem)
          for point in try FixedPointAnalysis(problem).fixedPoints().points {
            let dense = try flow.eigenvalues(at: point.state)
            let scale = dense.map(\.length).max() ?? 0
            #expect(point.residual < 1e-12 * max(1, scale))
            // Nearly defective pairs are known to half the digits.
            #expect(spectralDistance(dense, point.eigenvalues) < 2e-6 * scale)
            compared += 1
          }
        }
      }
    }
    #expect(compared > 150)
  }

  /// Theorem *collapse*, one latent and one factor.
  @Test("1000 random problems: the collapsed state attracts iff β > ρ + η, else the learned one")
  func theoremOne() throws {
    var random = SplitMix64(state: 5)
    for i in 0..<1000 {
      let (ρ, η) = (random.number(in: 0.05...3), random.number(in: 0.05...3))
      let P = ρ + η
      // A quarter of them as near to the boundary as 1e-6.
      let offset = i % 4 == 0 ? (i % 8 == 0 ? 1e-6 : -1e-6) : random.number(in: -1...1)
      let β = i % 4 == 0 ? P + offset : (offset < 0 ? P * (1 + 0.99 * offset) : P + 2 * offset)
      let problem = LearningProblem(
        data: SpikedData(signals: [ρ], noise: η), latents: 1,
        training: Training(rates: .limit, beta: .constant(β)))
      let analysis = try FixedPointAnalysis(problem)
      let points = try analysis.fixedPoints().points
      let collapsed = try #require(points.first { $0.kind == .collapsed })
      #expect(collapsed.isAttracting == (β > P))
      let learned = points.first { $0.kind == .learned }
      #expect((learned != nil) == (β < P))
      if let learned { #expect(learned.stability == .stable) }
      for point in points where point.kind == .overfit { #expect(point.stability == .unstable) }
    }
  }

  /// Theorem *overfit*, two latents and one factor.
  @Test("1000 random problems, two latents: overfit below η, learned up to ρ + η, collapsed above")
  func theoremTwo() throws {
    var random = SplitMix64(state: 6)
    for i in 0..<1000 {
      let (ρ, η) = (random.number(in: 0.05...3), random.number(in: 0.05...3))
      var β = random.number(in: 0.02...(1.5 * (ρ + η)))
      if i % 4 == 0 { β = (i % 8 == 0 ? η : ρ + η) + (i % 16 < 8 ? 1e-6 : -1e-6) }
      let problem = LearningProblem(
        data: SpikedData(signals: [ρ], noise: η), latents: 2,
        training: Training(rates: .limit, beta: .constant(β)))
      let stable = try FixedPointAnalysis(problem).fixedPoints().points.filter(\.isAttracting)
      try #require(stable.count == 1)
      let expected: [LatentRole] =
        β < η
        ? [.factor(0), .noise]
        : β < ρ + η ? [.factor(0), .collapsed] : [.collapsed, .collapsed]
      #expect(stable[0].roles == expected)
    }
  }

  @Test("with unequal signals the attracting state takes the largest eigenvalues above β")
  func generalized() throws {
    var random = SplitMix64(state: 7)
    for latents in 1...4 {
      for factors in 1...4 {
        for _ in 0..<12 {
          let problem = problem(&random, latents: latents, factors: factors)
          let (signals, η) = (problem.data.signals, problem.data.noise)
          let β = problem.training.reference.beta(at: 0)
          let order = signals.indices.sorted { signals[$0] > signals[$1] }
          let expected = (0..<latents).map { k -> LatentRole in
            if k < factors && signals[order[k]] + η > β { return .factor(order[k]) }
            return η > β ? .noise : .collapsed
          }
          let stable = try FixedPointAnalysis(problem).fixedPoints().points
            .filter(\.isAttracting)
          #expect(stable.map(\.roles) == [expected])
          #expect(try FixedPointAnalysis(problem).attractors().map(\.roles) == [expected])
        }
      }
    }
  }

  @Test("the flow from 200 random starts ends at the state declared stable")
  func integrated() throws {
    var random = SplitMix64(state: 8)
    for i in 0..<200 {
      let (latents, factors) = (1 + i % 3, 1 + (i / 3) % 2)
      let rates: LearningRates = i % 2 == 0 ? .limit : .uniform(0.02)
      let problem = problem(&random, latents: latents, factors: factors, rates: rates)
      let stable = try #require(try FixedPointAnalysis(problem).attractors().first)
      let start = OrderParameters.random(latents: latents, data: problem.data, using: &random)
      // Saddles on the way are left at their own rates: give each time enough.
      let end = 400 / -stable.transverseGrowthRate
      let flow = try OrderParameterFlow(problem)
      let last = try #require(try flow.trajectory(from: start, at: [end]).last)
      #expect(abs(last.Q.trace - stable.state.Q.trace) < 1e-5)
      #expect(abs(last.D.reduce(0, +) - stable.state.D.reduce(0, +)) < 1e-5)
      for form in [GeneralizationError.aligned, .subspace] {
        let expected = stable.state.generalizationError(form, data: problem.data)
        #expect(abs(last.generalizationError(form, data: problem.data) - expected) < 1e-5)
      }
    }
  }

  /// At τ = 1 the equations have a second rest state with a factor, which no vectors have.
  @Test(
    "at large rates the state in which the flow ends is found among several", arguments: [1, 2])
  func largeRates(latents: Int) throws {
    for (rate, signal, beta) in [(1.0, 1.0, 1.0), (0.8, 1, 1), (0.9, 0.7, 0.9), (0.5, 1, 0.2)] {
      let problem = LearningProblem(
        data: SpikedData(signals: [signal], noise: 1), latents: latents,
        training: Training(rates: .uniform(rate), beta: .constant(beta)))
      let start = OrderParameters(
        m: Matrix(rows: latents, columns: 1, elements: [0.3, 0.1].prefix(latents).map { $0 }),
        d: Matrix(rows: latents, columns: 1, repeating: 0.1), Q: 0.5 * .identity(latents),
        E: 0.3 * .identity(latents), R: 0.1 * .identity(latents),
        D: Array(repeating: 0.9, count: latents))
      let end = try #require(
        try OrderParameterFlow(problem).trajectory(from: start, at: [3000]).last)
      let attractors = try FixedPointAnalysis(problem).attractors()
      let nearest = attractors.map { abs($0.state.Q.trace - end.Q.trace) }.min() ?? .infinity
      #expect(nearest < 1e-7, "τ = \(rate), ρ = \(signal), β = \(beta): \(attractors), \(end)")
      if latents == 1 && beta == 1 && rate == 1 {
        let error = try #require(attractors.first).state.generalizationError(data: problem.data)
        #expect(abs(error - 0.45654) < 1e-5)
        let learned = try FixedPointAnalysis(problem).fixedPoints().points
          .filter { $0.kind == .learned }
        #expect(learned.map(\.stability) == [.stable])
      }
    }
  }

  /// The equations alone also rest at a state with Q E < R², at a tenfold generalisation error.
  @Test("a rest state that no vectors have is not listed")
  func unrealizable() throws {
    for rate in [0.25, 0.5, 1.0] {
      let problem = LearningProblem(
        data: SpikedData(signals: [1], noise: 1), latents: 1,
        training: Training(rates: .uniform(rate), beta: .constant(1)))
      let points = try FixedPointAnalysis(problem).fixedPoints().points
      #expect(!points.isEmpty)
      for point in points {
        let state = point.state
        let (q, e) = (
          state.Q[0, 0] - state.m[0, 0] * state.m[0, 0],
          state.E[0, 0] - state.d[0, 0] * state.d[0, 0]
        )
        let r = state.R[0, 0] - state.m[0, 0] * state.d[0, 0]
        #expect(q * e - r * r >= -1e-8 * max(1, q * e), "\(rate): \(point)")
      }
    }
  }

  @Test("multiplicities of many latents are whole and finite")
  func manyLatents() throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [1], noise: 1), latents: 200,
      training: Training(rates: .limit, beta: .constant(1.5)))
    let points = try FixedPointAnalysis(problem).fixedPoints().points
    #expect(Set(points.map(\.multiplicity)) == [400, 1])
  }

  @Test("a collapsed state whose growth is only rounding hides no class")
  func marginalCollapse() throws {
    for noise in [0.1, 0.3, 0.7] {
      let problem = LearningProblem(
        data: SpikedData(signals: [1], noise: noise), latents: 2,
        training: Training(rates: .uniform(0.1), beta: .constant(noise)))
      #expect(try FixedPointAnalysis(problem).fixedPoints().isComplete)
    }
  }

  @Test("rotations among equal signals are named, not called unstable")
  func symmetry() throws {
    for rates in [LearningRates.limit, .uniform(0.02)] {
      let problem = LearningProblem(
        data: SpikedData(signals: [1, 1, 1, 0.5], noise: 0.3), latents: 2,
        training: Training(rates: rates, beta: .constant(0.6)))
      let point = try #require(try FixedPointAnalysis(problem).attractors().first)
      #expect(point.roles == [.factor(0), .factor(1)])
      // The orbit is the Stiefel manifold of 2 rows in 3 dimensions.
      #expect(point.symmetryDirections == 3)
      #expect(point.criticalDirections == 0)
      #expect(point.stability == .marginal && point.isAttracting)
      #expect(point.transverseGrowthRate < 0)
      #expect(point.multiplicity == 24)
    }
    let critical = LearningProblem(
      data: SpikedData(signals: [1], noise: 1), latents: 1,
      training: Training(rates: .limit, beta: .constant(2)))
    let point = try FixedPointAnalysis(critical).collapsed()
    #expect(point.stability == .marginal && point.criticalDirections == 1)
    #expect(!point.isAttracting)
  }

  @Test("every class is listed once, with its multiplicity")
  func classes() throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [1], noise: 1), latents: 2,
      training: Training(rates: .limit, beta: .constant(0.5)))
    let list = try FixedPointAnalysis(problem).fixedPoints()
    let found = Dictionary(
      uniqueKeysWithValues: list.points.map { ($0.roles, $0.multiplicity) })
    #expect(list.isComplete)
    #expect(
      found == [
        [.factor(0), .noise]: 4, [.factor(0), .collapsed]: 4, [.noise, .noise]: 1,
        [.noise, .collapsed]: 2, [.collapsed, .collapsed]: 1,
      ])
  }

  @Test("64 latents and 16 factors: all 10 368 eigenvalues of the attracting state")
  func large() throws {
    let problem = LearningProblem(
      data: SpikedData(signals: (1...16).map { 0.2 * Double($0) }, noise: 0.5), latents: 64,
      training: Training(rates: .uniform(0.001), beta: .constant(1)))
    let point = try #require(try FixedPointAnalysis(problem).attractors().first)
    #expect(point.eigenvalues.count == StateLayout(latents: 64, factors: 16).count)
    #expect(point.stability == .stable)
    #expect(point.activeCount == 14)
    #expect(point.residual < 1e-15)
  }

  @Test("β that does not settle or vanishes is refused")
  func refusals() throws {
    func analysis(_ beta: BetaSchedule) throws {
      _ = try FixedPointAnalysis(
        LearningProblem(
          data: SpikedData(signals: [1], noise: 1), latents: 1,
          training: Training(rates: .limit, beta: beta)))
    }
    #expect(throws: InvalidProblem.self) { try analysis(.cyclical(period: 3)) }
    #expect(throws: InvalidProblem.self) { try analysis(.constant(0)) }
    #expect(throws: Never.self) { try analysis(.tanh(rate: 0.2)) }
  }
}
