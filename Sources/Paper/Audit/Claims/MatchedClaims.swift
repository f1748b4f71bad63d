import ComplexModule
import LinearVAE
import MeanField
import NumericKit
import RealModule

extension AuditClaim {
  static let matchedClaims = [
    collapsedState, learnedState, learnedAttracts, collapseThreshold, thresholdAtFiniteRates,
    matchedError, inevitableCollapse, globalOptimum, optimalBeta, collapsedSpectrum,
    varianceEigenvalue, learnedCubic, collapsedSign, learnedSign,
  ]

  static let collapsedState = AuditClaim(
    "collapsed-state", .matched, at: "Theorem 5.1",
    "The collapsed state, in which all overlaps vanish and D = 1, is a fixed point for every β.",
    how: "velocity of the flow there in random problems, also at finite rates, M ≤ 3",
    measuring: "largest rate of change", bound: 1e-14, of: 200, quick: 50
  ) { random, trial in
    let (latents, factors) = (1 + trial % 3, 1 + trial % 2)
    let problem = random.problem(latents: latents, factors: factors, beta: 0.1...3)
    let state = OrderParameters.collapsed(latents: latents, factors: factors)
    return try OrderParameterFlow(problem).velocity(at: state).allNumbers.map(abs).largest
  }

  static let learnedState = AuditClaim(
    "learned-state", .matched, at: "Theorem 5.1, App. C.1",
    "For β < P = ρ + η there is a learned fixed point with m² = Q = P − β, d = m/P, "
      + "R = Q/P, E = Q/P², D = β/P.",
    how: "velocity of the flow there in random problems, small-rate limit",
    measuring: "largest rate of change", bound: 1e-12, of: 1000, quick: 200
  ) { random, _ in
    let (ρ, η) = random.signalAndNoise(in: 0.1...2)
    let (P, β) = (ρ + η, random.number(in: 0.02...0.98) * (ρ + η))
    let m = (P - β).squareRoot()
    let state = OrderParameters.single(
      m: m, d: m / P, Q: m * m, E: m * m / (P * P), R: m * m / P, D: β / P)
    let flow = try OrderParameterFlow(.oneFactor(signal: ρ, noise: η, beta: β))
    return flow.velocity(at: state).allNumbers.map(abs).largest
  }

  static let learnedAttracts = AuditClaim(
    "learned-attracts", .matched, at: "Theorem 5.1",
    "For β < ρ + η the learned state attracts and the collapsed one does not; for β > ρ + η the "
      + "collapsed one attracts.",
    how: "eigenvalues of the Jacobian in random problems, away from the threshold by 1 in 10⁶",
    measuring: "wrong predictions", of: 1000, quick: 200
  ) { random, _ in
    let (ρ, η) = random.signalAndNoise(in: 0.1...2)
    // Many problems near the threshold, on both sides.
    let distance = Double.exp(random.number(in: -13.8 ... -0.7))
    let β = (ρ + η) * (1 + (random.normal() < 0 ? -distance : distance))
    let analysis = try FixedPointAnalysis(.oneFactor(signal: ρ, noise: η, beta: β))
    let collapses = try analysis.collapsed().stability == .stable
    let learns = try analysis.fixedPoint([.factor(0)])?.stability == .stable
    return [collapses == (β < ρ + η), learns != (β < ρ + η)].count { $0 }
  }

  static let collapseThreshold = AuditClaim(
    "collapse-threshold", .matched, at: "Theorem 5.1",
    "The collapsed state starts to attract at β = ρ + η.",
    how: "root of the growth rate in β, located on the Jacobian, in random problems",
    measuring: "largest relative difference", bound: 1e-9, of: 200, quick: 40
  ) { random, _ in try thresholdError(&random, rate: nil) }

  static let thresholdAtFiniteRates = AuditClaim(
    "threshold-finite-rates", .matched, at: "Theorem 5.1, Fig. 1",
    "The threshold ρ + η of the factor holds beyond the small-rate limit of the theorem.",
    how: "root of the growth rate in β, located on the Jacobian, at random rates up to 0.5",
    measuring: "largest relative difference", bound: 1e-9, of: 200, quick: 40
  ) { random, _ in try thresholdError(&random, rate: 0.001...0.5) }

  /// The relative difference of the located threshold of the factor from `ρ + η` in a random problem.
  private static func thresholdError(
    _ random: inout AuditRandom, rate: ClosedRange<Double>?
  ) throws -> Double {
    let (ρ, η) = random.signalAndNoise(in: 0.1...2)
    let problem = LearningProblem.oneFactor(
      signal: ρ, noise: η, beta: 1, rate: rate.map { random.number(in: $0) })
    let found = try Threshold.all(of: problem).first { $0.kind == .factor }?.beta ?? .nan
    return abs(found / (ρ + η) - 1)
  }

  static let matchedError = AuditClaim(
    "matched-error", .matched, at: "Theorem 5.1, Fig. 2",
    "Learning ends at ε_g = (√ρ − √(ρ + η − β))² for β < ρ + η, and at ε_g = ρ above.",
    how: "flows from random states to τt = 4000, small-rate limit",
    measuring: "largest difference of ε_g", bound: 1e-5
  ) { try finalErrors($0, latents: 1) }

  /// Follows flows from random states to their end, and compares the error there with the theorems.
  static func finalErrors(_ context: PaperOptions, latents: Int) throws -> [Double] {
    let cases = try context.trials(of: 24, quick: 8) { random, index in
      let (ρ, η) = random.signalAndNoise(in: 0.5...2)
      // Away from the thresholds η and ρ + η, where the approach is a power law.
      let β = [
        η * random.number(in: 0.3...0.85), η + ρ * random.number(in: 0.15...0.85),
        (ρ + η) * random.number(in: 1.15...1.6),
      ][index % 3]
      let problem = LearningProblem.oneFactor(signal: ρ, noise: η, beta: β, latents: latents)
      return (problem: problem, start: try random.state(latents: latents, data: problem.data))
    }
    let problems = cases.map(\.problem)
    let ends = try FlowFamily(problems).trajectories(from: cases.map(\.start), at: [4000])
    return zip(problems, ends).map { problem, states in
      abs(states[0].generalizationError(data: problem.data) - problem.theoremError)
    }
  }

  static let inevitableCollapse = AuditClaim(
    "inevitable-collapse", .matched, at: "Theorem 5.1, abstract",
    "Above the threshold collapse is inevitable: even a trained model collapses.",
    how: "flows to τt = 4000 from learned states of smaller β, and from random ones",
    measuring: "largest |m|, Q or E at the end", bound: 1e-6, of: 20, quick: 6
  ) { random, _ in
    let (ρ, η) = random.signalAndNoise(in: 0.3...2)
    let β = (ρ + η) * random.number(in: 1.05...2)
    let problem = LearningProblem.oneFactor(signal: ρ, noise: η, beta: β)
    let trained = try FixedPointAnalysis(problem, beta: η).fixedPoint([.factor(0)])?.state
    let untrained = try random.state(latents: 1, data: problem.data)
    return try [trained ?? untrained, untrained].flatMap { start in
      let end = try problem.state(at: 4000, from: start)
      return [abs(end.m[0, 0]), abs(end.Q[0, 0]), abs(end.E[0, 0])]
    }.largest
  }

  static let globalOptimum = AuditClaim(
    "global-optimum", .matched, at: "Remark 5.2",
    "The learned state has the error ε_g of the global optimum of the expected loss.",
    how:
      "minima of the expected loss over vectors W, V and D at N = 6 from random starts, without the "
      + "flow", measuring: "largest difference of ε_g", bound: 1e-6, of: 4, quick: 2
  ) { random, _ in
    let data = random.data(factors: 1)
    let (ρ, η) = (data.signals[0], data.noise)
    let β = η + random.number(in: 0.2...0.7) * ρ
    let factor = Matrix(rows: 6, columns: 1, elements: [1, 0, 0, 0, 0, 0])
    let loss = ExpectedLoss(
      covariance: η * .identity(6) + ρ * (factor * factor.transposed), beta: β)
    let minima = try (0..<4).map { _ in try loss.minimum(from: random.normals(6, 1)) }
    let best = minima.min { $0.loss < $1.loss }?.error(signal: ρ, along: factor)
    let error = try LearningProblem.oneFactor(signal: ρ, noise: η, beta: β).attractingError()
    return abs(error - (best ?? .nan))
  }

  static let optimalBeta = AuditClaim(
    "optimal-beta", .matched, at: "Theorems 5.1 and 5.3, Fig. 2",
    "The error that learning ends in is smallest at β = η, with a superfluous latent too.",
    how:
      "attracting states on a grid of 200 values of β with η among them, M = 1 and 2, random problems",
    measuring: "largest |β/η − 1| of the best β, or ε_g there", bound: 1e-9, of: 10, quick: 3
  ) { random, trial in
    let (ρ, η) = random.signalAndNoise(in: 0.3...2)
    let errors = try (1...200).map { step in
      let problem = LearningProblem.oneFactor(
        signal: ρ, noise: η, beta: 0.01 * Double(step) * η, latents: 1 + trial % 2)
      // At β = η itself a superfluous latent neither grows nor dies to first order.
      let points = try FixedPointAnalysis(problem).fixedPoints().points
      return points.filter { $0.growingDirections == 0 }
        .map { $0.state.generalizationError(data: problem.data) }.largest
    }
    let best = errors.indices.min { errors[$0] < errors[$1] } ?? -1
    // One that is missing could be the smallest.
    return [abs(0.01 * Double(best + 1) - 1), errors.largest.isNaN ? .nan : errors[best]].largest
  }

  // MARK: Spectra

  static let collapsedSpectrum = AuditClaim(
    "collapsed-spectrum", .matched, at: "App. C.1",
    "The six eigenvalues at the collapsed state, over τ: −β/2, −(1+βη), "
      + "−(1+βη) ± √((1+βη)² + 4η(η−β)), ½[−(1+βP) ± √((1+βP)² + 4P(P−β))], P = ρ + η.",
    how: "Jacobian of the flow in random problems",
    // Eigenvalues that nearly agree have half the digits.
    measuring: "largest distance of spectra", bound: 1e-6, of: 500, quick: 100
  ) { random, _ in
    let (ρ, η) = random.signalAndNoise(in: 0.1...2)
    let β = random.number(in: 0.1...3)
    let closed = ClosedFormSpectrum(signal: ρ, noise: η, beta: β).collapsed
    let flow = try OrderParameterFlow(.oneFactor(signal: ρ, noise: η, beta: β))
    let measured = try flow.eigenvalues(at: .collapsed(latents: 1, factors: 1))
    return spectralDistance(closed.map { Complex($0) }, measured)
  }

  static let varianceEigenvalue = AuditClaim(
    "variance-eigenvalue", .matched, at: "Eq. 64, App. C.1",
    "A deviation of D from the collapsed state dies out at the rate β/2, as App. C.1 lists.",
    how: "derivative of Ḋ by D at D = 1, of the flow and of the printed line",
    correction: Correction(printed: "τ_D (β/D − (Q + β))", right: "(τ_D/2)(β/D − (Q + β))"),
    measuring: "largest difference of rate/β from ½", bound: 1e-9, of: 20, quick: 20
  ) { random, _ in
    let β = random.number(in: 0.3...3)
    let flow = try OrderParameterFlow(.oneFactor(beta: β))
    let jacobian = flow.jacobian(at: .collapsed(latents: 1, factors: 1))
    let printed = ((β / (1 + 1e-5) - β) - (β / (1 - 1e-5) - β)) / 2e-5
    return Forms(
      right: abs(jacobian[flow.layout.D, flow.layout.D] / β + 0.5),
      printed: abs(printed / β + 0.5))
  }

  static let learnedCubic = AuditClaim(
    "learned-cubic", .matched, at: "App. C.1, cubic",
    "Three eigenvalues λ at the learned state are given by the roots of a cubic; the others are "
      + "−(1+ηP)τ and [−(1+ηP) ± √((1+ηP)² − 4ηρ)]τ.",
    how: "roots against the spectrum of the Jacobian in random problems",
    correction: Correction(
      printed: "the unknown of the cubic is λ/τ", right: "the unknown is 2βP²·λ/τ"),
    measuring: "largest distance of spectra", bound: 1e-5, of: 200, quick: 40
  ) { random, _ in
    let (ρ, η) = random.signalAndNoise(in: 0.3...2)
    let (P, β) = (ρ + η, random.number(in: 0.1...0.9) * (ρ + η))
    let closed = ClosedFormSpectrum(signal: ρ, noise: η, beta: β).learned
    let asPrinted = closed[..<3] + closed[3...].map { Complex(2 * β * P * P) * $0 }
    let problem = LearningProblem.oneFactor(signal: ρ, noise: η, beta: β)
    let point = try FixedPointAnalysis(problem).fixedPoint([.factor(0)])
    let measured = try point.map { try OrderParameterFlow(problem).eigenvalues(at: $0.state) } ?? []
    return Forms(
      right: spectralDistance(closed, measured),
      printed: spectralDistance(Array(asPrinted), measured))
  }

  /// The largest distance of a number of either spectrum from the other spectrum.
  private static func spectralDistance(
    _ one: [Complex<Double>], _ other: [Complex<Double>]
  ) -> Double {
    func gaps(_ from: [Complex<Double>], _ to: [Complex<Double>]) -> [Double] {
      from.map { a in to.map { (a - $0).length }.min() ?? .nan }
    }
    return (gaps(one, other) + gaps(other, one)).largest
  }

  static let collapsedSign = AuditClaim(
    "collapsed-sign", .matched, at: "App. C.1, signs",
    "The eigenvalue that decides on the collapsed state is positive when ρ + η < β.",
    how: "largest eigenvalue of the Jacobian in random problems, away from the threshold by 1 %",
    correction: Correction(
      printed: "positive when ρ + η < β", right: "positive when β < ρ + η: it attracts above"),
    recorded: .refuted
  ) { context in
    let trials = try context.trials(of: 500, quick: 100) { random, _ in
      let (ρ, η) = random.signalAndNoise(in: 0.1...2)
      let ratio = random.number(in: 0.3...1.7)
      let flow = try OrderParameterFlow(.oneFactor(signal: ρ, noise: η, beta: ratio * (ρ + η)))
      let rate = try flow.growthRate(at: .collapsed(latents: 1, factors: 1))
      return (ratio: ratio, isPositive: rate > 0)
    }.filter { abs($0.ratio - 1) > 0.01 }
    let above = trials.filter { $0.ratio > 1 }
    return .refuted(
      printed: AuditMeasurement(
        "share of problems with ρ + η < β whose eigenvalue is negative",
        Double(above.count { !$0.isPositive }) / Double(above.count)),
      instead: AuditMeasurement(
        "problems in which “positive when β < ρ + η” is wrong",
        Double(trials.count { $0.isPositive != ($0.ratio < 1) })))
  }

  static let learnedSign = AuditClaim(
    "learned-sign", .matched, at: "App. C.1, signs",
    "“Positive when P > β”, read as a statement on the learned state (of the collapsed state it "
      + "would be right).", how: "largest eigenvalue of the Jacobian in random problems",
    correction: Correction(
      printed: "positive when P > β", right: "negative wherever the state exists, β < P"),
    recorded: .refuted
  ) { context in
    let isNegative = try context.trials(of: 500, quick: 100) { random, _ in
      let (ρ, η) = random.signalAndNoise(in: 0.1...2)
      let problem = LearningProblem.oneFactor(
        signal: ρ, noise: η, beta: random.number(in: 0.05...0.99) * (ρ + η))
      return try FixedPointAnalysis(problem).fixedPoint([.factor(0)]).map { $0.growthRate < 0 }
    }.map { $0 ?? false }
    return .refuted(
      printed: AuditMeasurement(
        "share of problems with P > β whose eigenvalue is negative",
        Double(isNegative.count { $0 }) / Double(isNegative.count)),
      instead: AuditMeasurement(
        "problems with P > β whose eigenvalue is not negative", Double(isNegative.count { !$0 })))
  }
}
