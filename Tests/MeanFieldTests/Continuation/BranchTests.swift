import ComplexModule
import LinearVAE
import MeanField
import NumericKit
import RealModule
import Testing

func continuationProblem(
  signals: [Double], noise: Double, latents: Int = 1, rates: LearningRates = .limit,
  weightDecay: Double = 0, overlap: Matrix? = nil, beta: Double = 1
) -> LearningProblem {
  LearningProblem(
    data: SpikedData(signals: signals, noise: noise, overlap: overlap), latents: latents,
    training: Training(rates: rates, weightDecay: weightDecay, beta: .constant(beta)))
}

extension BifurcationDiagram {
  /// The parameters of all bifurcations of a kind on branches of a kind, ascending.
  func places(_ kind: Bifurcation.Kind, on branch: FixedPoint.Kind) -> [Double] {
    branches.filter { $0.kind == branch }.flatMap(\.bifurcations).filter { $0.kind == kind }
      .map(\.parameter).sorted()
  }

  /// Whether every branch is followed to its natural end and everything on it located.
  var isComplete: Bool {
    failures.isEmpty
      && branches.allSatisfy { branch in
        branch.start.isNatural && branch.end.isNatural
          && branch.bifurcations.allSatisfy { $0.status == .converged }
      }
  }
}

func agree(_ a: [Double], _ b: [Double], within tolerance: Double = 1e-9) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
}

@Suite("Branches of fixed points of the flow")
struct BranchTests {
  @Test("in the limit: pitchforks at β = ρ + η, transcritical bifurcations at β = η")
  func limitInBeta() throws {
    var random = SplitMix64(state: 31)
    for _ in 0..<12 {
      let (ρ, η) = (random.number(in: 0.2...3), random.number(in: 0.2...2))
      let diagram = try BifurcationDiagram(
        of: continuationProblem(signals: [ρ], noise: η), varying: .beta, over: 0...6)
      #expect(diagram.isComplete)
      #expect(diagram.branches.count == 3)
      #expect(diagram.range == 0.06...6)
      for kind in [FixedPoint.Kind.learned, .collapsed] {
        #expect(agree(diagram.places(.pitchfork, on: kind), [ρ + η]))
      }
      for kind in [FixedPoint.Kind.overfit, .collapsed] {
        #expect(agree(diagram.places(.transcritical, on: kind), [η]))
      }
      for branch in diagram.branches where branch.kind != .collapsed {
        #expect(Set([branch.start, branch.end]) == [.rangeEnd, .bifurcation])
      }
      for bifurcation in diagram.branches.flatMap(\.bifurcations) {
        #expect(bifurcation.bracket.contains(bifurcation.parameter))
        #expect(bifurcation.bracket.upperBound - bifurcation.bracket.lowerBound < 1e-6)
      }
    }
  }

  /// No fixed points are looked for below β = 0.24 but beside what the collapsed branch tells.
  /// Of uncorrelated latents no other fixed points meet but where `β` passes a variance of the data. At
  /// the first problem `λ_i + λ_j` of the learned state vanishes at β = 0.301265, (neutral).
  @Test("where one direction grows as fast as another decays nothing bifurcates")
  func neutral() throws {
    var random = SplitMix64(state: 77)
    var problems = [
      continuationProblem(signals: [0.863069418469079], noise: 0.9150268504901148, latents: 3)
    ]
    for index in 0..<12 {
      let signals = (0...(index % 2)).map { _ in random.number(in: 0.3...1.5) }
      problems.append(
        continuationProblem(
          signals: signals, noise: random.number(in: 0.2...1.2), latents: 2 + index % 2))
    }
    // At unequal rates the directions are not at right angles.
    let unequal = LearningRates.finite(decoder: 1e-6, encoder: 3e-6, variance: 2e-6)
    for (signal, noise, latents) in [(1.399, 0.674, 2), (1.027, 1.109, 3)] {
      problems.append(
        continuationProblem(signals: [signal], noise: noise, latents: latents, rates: unequal))
    }
    for problem in problems {
      let margin = problem.training.rates == .limit ? 1e-8 : 1e-4
      let variances = (problem.data.signals + [0]).map { $0 + problem.data.noise }
      let diagram = try BifurcationDiagram(of: problem, varying: .beta, over: 0.05...3)
      #expect(diagram.isComplete)
      for bifurcation in diagram.branches.flatMap(\.bifurcations) {
        let distance = variances.map { abs($0 - bifurcation.parameter) }.min() ?? .nan
        #expect(distance < margin, "β = \(bifurcation.parameter), variances \(variances)")
      }
      // Each is found on the collapsed branch.
      let collapsed = try #require(diagram.branches.first { $0.kind == .collapsed })
      let places = collapsed.bifurcations.map(\.parameter).sorted()
      #expect(agree(places, variances.sorted(), within: margin))
    }
  }

  @Test("a branch that is short on the scale of the range is found from its bifurcation")
  func shortBranch() throws {
    let diagram = try BifurcationDiagram(
      of: continuationProblem(signals: [1], noise: 0.15), varying: .beta, over: 0...6)
    #expect(agree(diagram.places(.transcritical, on: .overfit), [0.15]))
  }

  @Test("in the limit the same boundaries appear as η or ρ vary")
  func limitInData() throws {
    let problem = continuationProblem(signals: [0.7], noise: 0.4, beta: 1.3)
    let noise = try BifurcationDiagram(of: problem, varying: .noise, over: 0...2)
    #expect(noise.isComplete)
    #expect(agree(noise.places(.pitchfork, on: .learned), [0.6]))
    #expect(agree(noise.places(.pitchfork, on: .collapsed), [0.6]))
    #expect(agree(noise.places(.transcritical, on: .overfit), [1.3]))
    #expect(agree(noise.places(.transcritical, on: .collapsed), [1.3]))
    for parameter in [ProblemParameter.signal(0), .signals] {
      let signal = try BifurcationDiagram(of: problem, varying: parameter, over: 0...2)
      #expect(signal.isComplete)
      #expect(agree(signal.places(.pitchfork, on: .learned), [0.9]))
      #expect(agree(signal.places(.pitchfork, on: .collapsed), [0.9]))
    }
  }

  @Test("at finite rates, with weight decay or overlap: the thresholds of the collapsed state")
  func thresholds() throws {
    let problems = [
      continuationProblem(signals: [1.2], noise: 0.8, latents: 2, rates: .uniform(0.05)),
      continuationProblem(signals: [1.5, 0.6], noise: 0.4, latents: 2, weightDecay: 0.1),
      continuationProblem(
        signals: [1, 0.6], noise: 0.5, latents: 2, overlap: [[1, 0.4], [0.4, 1]]),
    ]
    for problem in problems {
      let diagram = try BifurcationDiagram(of: problem, varying: .beta, over: 0...4)
      #expect(diagram.isComplete)
      let thresholds = try Threshold.all(of: problem)
      let expected = [
        thresholds.filter { $0.kind == .factor }, thresholds.filter { $0.kind == .noise },
      ].map { $0.compactMap(\.beta).sorted() }
      #expect(agree(diagram.places(.pitchfork, on: .collapsed), expected[0]))
      #expect(agree(diagram.places(.transcritical, on: .collapsed), expected[1]))
    }
  }

  @Test("every point of every branch is a fixed point with the growth rate of the flow")
  func points() throws {
    let problem = continuationProblem(
      signals: [1, 0.5], noise: 0.7, latents: 2, rates: .uniform(0.03))
    let diagram = try BifurcationDiagram(of: problem, varying: .beta, over: 0.2...2.2)
    #expect(diagram.isComplete && diagram.branches.count == 8)
    for point in diagram.branches.flatMap(\.points) {
      let flow = try OrderParameterFlow(
        continuationProblem(
          signals: [1, 0.5], noise: 0.7, latents: 2, rates: .uniform(0.03),
          beta: point.parameter))
      let rates = flow.layout.coordinates(of: flow.velocity(at: point.state))
      #expect((rates.map(\.magnitude).max() ?? 1) < 1e-12)
      let growth = try flow.growthRate(at: point.state)
      #expect(abs(growth - point.growthRate) < 1e-9)
      if abs(growth) > 1e-6 { #expect((growth > 0) == (point.growingDirections > 0)) }
    }
    for branch in diagram.branches {
      for (a, b) in zip(branch.points, branch.points.dropFirst()) {
        #expect(distance(a.state, b.state) < 0.05)
      }
    }
  }

  @Test("rotations among equal factors are neither growth nor bifurcation")
  func rotations() throws {
    let diagram = try BifurcationDiagram(
      of: continuationProblem(signals: [1, 1], noise: 0.7, latents: 2), varying: .beta,
      over: 0...3)
    #expect(diagram.isComplete)
    let both = try #require(diagram.branches.first { $0.kind == .learned })
    #expect(both.kind == .learned && both.bifurcations.map(\.kind) == [.pitchfork])
    #expect(both.points.allSatisfy { $0.growingDirections == 0 })
    #expect(both.bifurcations.first?.criticalDirections == 4)
    #expect(both.points.dropLast().allSatisfy { $0.growthRate < -1e-5 })
    // A latent on noise can be turned into a factor without signal.
    let empty = try BifurcationDiagram(
      of: continuationProblem(signals: [0], noise: 1), varying: .beta, over: 0...3)
    #expect(empty.isComplete)
    #expect(agree(empty.places(.transcritical, on: .overfit), [1]))
    let noise = try #require(empty.branches.first { $0.kind == .overfit })
    #expect(noise.points.dropLast().allSatisfy { $0.growthRate < -1e-6 })
  }

  /// `β` as a function of `s = Q + β` along learned states, from the cubic (decayed), is largest where
  /// the cubic has a double root.
  @Test("with weight decay learned states meet in a fold: a double root of the cubic")
  func decayFold() throws {
    let (Λ, λ) = (0.5, 0.4)
    func numerator(_ s: Double) -> Double {
      -(λ * Λ * Λ * s * s * s + 2 * λ * λ * Λ * s * s + λ * (λ * λ - Λ * Λ) * s)
    }
    func denominator(_ s: Double) -> Double {
      Λ * Λ * s * s + (2 * λ * Λ - Λ * Λ * Λ) * s + λ * λ
    }
    func slope(_ s: Double) -> Double {
      let top = -(3 * λ * Λ * Λ * s * s + 4 * λ * λ * Λ * s + λ * (λ * λ - Λ * Λ))
      return top * denominator(s) - numerator(s) * (2 * Λ * Λ * s + 2 * λ * Λ - Λ * Λ * Λ)
    }
    let s = Brent.root(of: slope, between: 1e-6, and: 0.2).point
    let expected = numerator(s) / denominator(s)
    let diagram = try BifurcationDiagram(
      of: continuationProblem(signals: [0.3], noise: 0.2, weightDecay: λ), varying: .beta,
      over: 0...0.1)
    #expect(diagram.isComplete)
    let learned = try #require(diagram.branches.first { $0.kind == .learned })
    #expect(learned.bifurcations.map(\.kind) == [.fold])
    let fold = try #require(learned.bifurcations.first)
    #expect(abs(fold.parameter - expected) < 1e-9 * expected)
    #expect(abs(learned.points[fold.index].state.Q[0, 0] + expected - s) < 1e-9)
    #expect(learned.start == .rangeEnd && learned.end == .rangeEnd)
    #expect(Set(learned.points.map(\.growingDirections)) == [0, 1])
    let collapsed = try #require(diagram.branches.first { $0.kind == .collapsed })
    #expect(collapsed.bifurcations.isEmpty)
    #expect(collapsed.points.allSatisfy { $0.growingDirections == 0 })
  }

  /// A collapsed latent is marginal at `β = η`, where the best `β` is, whatever the signals.
  @Test("branches are followed along which a direction is marginal throughout")
  func marginal() throws {
    let problem = continuationProblem(signals: [1, 0.5], noise: 1, latents: 2, beta: 1)
    let signal = try BifurcationDiagram(of: problem, varying: .signal(0), over: 0...2)
    #expect(signal.isComplete)
    #expect(
      signal.branches.map(\.kind).sorted { $0.rawValue < $1.rawValue }
        == [.collapsed, .learned, .learned, .learned])
    let alone = signal.branches.filter { $0.kind == .learned && $0.bifurcations.count == 1 }
    // A latent on one factor is stable against the other only where its own is the stronger one.
    #expect(agree(alone.flatMap(\.bifurcations).map(\.parameter).sorted(), [0.5, 0.5]))
    let decay = try BifurcationDiagram(
      of: problem, varying: .weightDecay, over: 0...1)
    #expect(decay.isComplete)
  }

  @Test("without noise the encoder is free: one branch of learned states, not one for each start")
  func noNoise() throws {
    for rates in [LearningRates.limit, .uniform(0.05)] {
      let diagram = try BifurcationDiagram(
        of: continuationProblem(signals: [1], noise: 0, latents: 2, rates: rates), varying: .beta,
        over: 0...2)
      #expect(diagram.isComplete)
      #expect(diagram.branches.map(\.kind) == [.learned, .collapsed])
      #expect(agree(diagram.places(.pitchfork, on: .learned), [1]))
      let learned = try #require(diagram.branches.first)
      #expect(learned.points.allSatisfy { $0.growingDirections == 0 })
    }
  }

  /// Beside one latent on noise and two that have collapsed three directions start to grow at `β = η`,
  /// and three stop.
  @Test("a bifurcation at which as many directions start to grow as stop is found")
  func balanced() throws {
    let diagram = try BifurcationDiagram(
      of: continuationProblem(signals: [1], noise: 0.3, latents: 3), varying: .beta, over: 0...1)
    #expect(diagram.isComplete)
    let overfit = diagram.branches.filter { $0.kind == .overfit }
    #expect(overfit.count == 5)
    for branch in overfit {
      let found = try #require(branch.bifurcations.first { abs($0.parameter - 0.3) < 1e-8 })
      #expect(found.kind == .transcritical && found.bracket.contains(found.parameter))
      #expect(Set([branch.start, branch.end]) == [.rangeEnd, .bifurcation])
    }
  }

  /// (thresholds), solved for `λ`: `(1 + λ)(βΛ + λ) = Λ²`.
  @Test("in λ: a factor is lost at the root of (1 + λ)(βΛ + λ) = Λ²")
  func weightDecay() throws {
    let (Λ, β) = (1.9, 0.7)
    let b = 1 + β * Λ
    let expected = (-b + (b * b + 4 * (Λ * Λ - β * Λ)).squareRoot()) / 2
    let diagram = try BifurcationDiagram(
      of: continuationProblem(signals: [1.5], noise: 0.4, rates: .uniform(0.02), beta: β),
      varying: .weightDecay, over: 0...2)
    #expect(diagram.isComplete)
    #expect(agree(diagram.places(.pitchfork, on: .learned), [expected]))
    #expect(agree(diagram.places(.pitchfork, on: .collapsed), [expected]))
  }

  @Test("rates too large make the learned state oscillate: a Hopf bifurcation of the flow")
  func hopf() throws {
    let problem = continuationProblem(signals: [3], noise: 1, rates: .uniform(0.1))
    let diagram = try BifurcationDiagram(of: problem, varying: .rates, over: 0...2)
    #expect(diagram.isComplete)
    let learned = try #require(diagram.branches.first { $0.kind == .learned })
    #expect(learned.bifurcations.map(\.kind) == [.hopf, .pitchfork])
    let hopf = try #require(learned.bifurcations.first)
    let flow = try OrderParameterFlow(
      continuationProblem(signals: [3], noise: 1, rates: .uniform(hopf.parameter)))
    let leading = try flow.eigenvalues(at: learned.points[hopf.index].state).prefix(2)
    #expect(leading.allSatisfy { abs($0.real) < 1e-10 && abs($0.imaginary) > 0.01 })
    let before = learned.points[hopf.index - 1], after = learned.points[hopf.index + 1]
    #expect(before.growingDirections == 0 && after.growingDirections == 2)
    // Where the learned branch ends it meets the one of noise, on which it is seen as well.
    let place = try #require(learned.bifurcations.last?.parameter)
    #expect(agree(diagram.places(.pitchfork, on: .overfit), [place]))
    #expect(diagram.places(.fold, on: .overfit).count == 1)
    #expect(diagram.branches.contains { $0.end == .unbounded })
  }

  @Test("what cannot be followed is refused with the value and what is allowed")
  func refusals() throws {
    func failure(
      _ problem: LearningProblem, _ parameter: ProblemParameter, _ range: ClosedRange<Double>
    ) -> InvalidProblem? {
      do {
        _ = try BifurcationDiagram(of: problem, varying: parameter, over: range)
        return nil
      } catch { return error as? InvalidProblem }
    }
    let small = continuationProblem(signals: [1], noise: 1)
    #expect(failure(small, .rates, 0...1)?.keyPath == "training.rates")
    #expect(failure(small, .beta, -1...1)?.keyPath == "training.beta")
    #expect(failure(small, .noise, 1...1)?.keyPath == "data.noise")
    #expect(failure(small, .weightDecay, 0...(.infinity))?.keyPath == "training.weight_decay")
    #expect(failure(small, .signal(1), 0...1)?.keyPath == "data.signals.1")
    let large = continuationProblem(signals: [1, 2], noise: 1, latents: 14)
    let error = try #require(failure(large, .beta, 0...1))
    #expect(error.keyPath == "model.latents" && error.found.contains("476"))
  }
}
