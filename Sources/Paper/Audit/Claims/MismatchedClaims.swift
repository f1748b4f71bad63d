import LinearVAE
import MeanField
import NumericKit
import RealModule

extension AuditClaim {
  static let mismatchedClaims = [
    mismatchedPhases, learnedRange, mismatchedErrorCurve, mismatchedFlows, noiseLatent,
    superfluousSlows, superfluousThreshold, disentangled,
  ]

  static let mismatchedPhases = AuditClaim(
    "mismatched-phases", .mismatched, at: "Theorem 5.3",
    "With M = 2 and one factor one state attracts: for β < η one latent on the factor and one on "
      + "noise, for η < β < ρ + η one on the factor and one collapsed, above both collapsed.",
    how:
      "Jacobian in 16 variables at every fixed point of random problems, 1 % from the thresholds",
    measuring: "problems predicted wrong", of: 200, quick: 45
  ) { random, index in
    let (ρ, η) = random.signalAndNoise(in: 0.2...2)
    let (kind, β): (FixedPoint.Kind, Double) =
      [
        (.overfit, η * random.number(in: 0.1...0.99)),
        (.learned, η + ρ * random.number(in: 0.01...0.99)),
        (.collapsed, (ρ + η) * random.number(in: 1.01...2)),
      ][index % 3]
    let problem = LearningProblem.oneFactor(signal: ρ, noise: η, beta: β, latents: 2)
    let analysis = try FixedPointAnalysis(problem)
    let flow = try OrderParameterFlow(problem)
    // Also states of correlated latents, of which none must attract.
    let points = try analysis.fixedPoints().points + analysis.mixedFixedPoints(starts: 0).points
    let attracting = try points.filter { try flow.growthRate(at: $0.state) < 0 }
    return attracting.map(\.kind) == [kind] ? 0 : 1
  }

  static let learnedRange = AuditClaim(
    "type-2-range", .mismatched, at: "App. C.2, signs",
    "The state of type (2) is stable for η ≤ β ≤ η + β, that is, for every β ≥ η.",
    how: "Jacobian in 16 variables at ten β from η to 2(ρ + η), for either reading of type (2)",
    correction: Correction(
      printed: "type (2) stable for η ≤ β ≤ η + β",
      right: "factor and noise: stable for β < η; factor and collapsed: for η < β < ρ + η"),
    recorded: .refuted
  ) { context in
    let trials = try context.trials(of: 20, quick: 5) { random, _ in
      let (ρ, η) = random.signalAndNoise(in: 0.3...2)
      func isStable(_ other: LatentRole, _ β: Double) throws -> Bool {
        try LearningProblem.oneFactor(signal: ρ, noise: η, beta: β, latents: 2)
          .growthRate(at: [.factor(0), other]) < 0
      }
      let betas = (1...10).map { η + 0.097 * Double($0) * (2 * ρ + η) }
      let missing = try [.noise, .collapsed].map { reading in
        try betas.count { try !isStable(reading, $0) }
      }
      let ratios = ([0.3, 0.6, 0.95] + betas.map { $0 / η })
        .filter { abs($0 * η / (ρ + η) - 1) > 1e-3 }
      let wrong = try ratios.map { ratio in
        let overfits = try isStable(.noise, ratio * η)
        let learns = try isStable(.collapsed, ratio * η)
        return [overfits != (ratio < 1), learns != (ratio > 1 && ratio * η < ρ + η)].count { $0 }
      }
      return (missing: missing.min() ?? 0, wrong: wrong.reduce(0, +))
    }
    return .refuted(
      printed: AuditMeasurement(
        "share of β ≥ η at which it is not stable, in the better reading",
        Double(trials.map(\.missing).min() ?? 0) / 10),
      instead: AuditMeasurement(
        "β at which the right ranges fail", Double(trials.map(\.wrong).reduce(0, +))))
  }

  static let mismatchedErrorCurve = AuditClaim(
    "mismatched-error", .mismatched, at: "Theorem 5.3, Fig. 2",
    "With a superfluous latent the final error is that of one latent, and η − β more for β < η.",
    how: "error of the attracting fixed point at 100 β in random problems",
    measuring: "largest difference of ε_g", bound: 1e-9, of: 20, quick: 5
  ) { random, _ in
    let (ρ, η) = random.signalAndNoise(in: 0.2...2)
    let betas = (0..<100).map { (ρ + η) * (0.03 + 0.0149 * Double($0)) }
    return try betas.filter { abs($0 / η - 1) > 1e-3 && abs($0 / (ρ + η) - 1) > 1e-3 }.map { β in
      let problem = LearningProblem.oneFactor(signal: ρ, noise: η, beta: β, latents: 2)
      return abs(try problem.attractingError() - problem.theoremError)
    }.largest
  }

  static let mismatchedFlows = AuditClaim(
    "mismatched-flows", .mismatched, at: "Theorem 5.3",
    "From generic initial states learning ends at the errors of the theorem.",
    how: "flows from random states of M = 2 to τt = 4000, small-rate limit",
    measuring: "largest difference of ε_g", bound: 1e-5
  ) { try finalErrors($0, latents: 2) }

  static let noiseLatent = AuditClaim(
    "noise-latent", .mismatched, at: "Theorem 5.3, Sec. 5",
    "For β < η the superfluous latent overfits the background noise: its decoder has the norm "
      + "Q = η − β and no overlap with the factor.",
    how: "flows from random states of M = 2 to τt = 4000",
    measuring: "largest |m|, or |Q − (η − β)|", bound: 1e-5, of: 12, quick: 4
  ) { random, _ in
    let (ρ, η) = random.signalAndNoise(in: 0.5...2)
    let β = η * random.number(in: 0.3...0.85)
    let problem = LearningProblem.oneFactor(signal: ρ, noise: η, beta: β, latents: 2)
    let end = try random.end(of: problem)
    let other = abs(end.m[0, 0]) < abs(end.m[1, 0]) ? 0 : 1
    return [abs(end.m[other, 0]), abs(end.Q[other, other] - (η - β))].largest
  }

  static let superfluousSlows = AuditClaim(
    "superfluous-slows", .mismatched, at: "Sec. 5, abstract",
    "For β < η a superfluous latent slows convergence down.",
    how: "slowest rate at the attracting state of M = 2 over that of M = 1, Jacobian, random "
      + "ρ and η from 0.3 to 2",
    measuring: "largest ratio of the slowest rates", bound: 0.97, of: 200, quick: 50
  ) { random, _ in
    // The spectrum with a superfluous latent holds the other one: that it is no faster decides nothing.
    let (ρ, η) = random.signalAndNoise(in: 0.3...2)
    let β = η * random.number(in: 0.2...0.98)
    let rates = try [1, 2].map { latents in
      let problem = LearningProblem.oneFactor(signal: ρ, noise: η, beta: β, latents: latents)
      return try problem.attractor().map { try OrderParameterFlow(problem).growthRate(at: $0) }
    }
    return (rates[1] ?? .nan) / (rates[0] ?? .nan)
  }

  static let superfluousThreshold = AuditClaim(
    "superfluous-threshold", .mismatched, at: "Theorem 5.3",
    "A superfluous latent leaves the threshold of collapse at ρ + η.",
    how:
      "sign of the growth rate of the collapsed state, M = 2 and 3, 1 in 10⁴ beside the threshold",
    measuring: "wrong signs", of: 60, quick: 20
  ) { random, trial in
    let (ρ, η) = random.signalAndNoise(in: 0.2...2)
    let latents = 2 + trial % 2
    return try [1 - 1e-4, 1 + 1e-4].count { ratio in
      let flow = try OrderParameterFlow(
        .oneFactor(signal: ρ, noise: η, beta: ratio * (ρ + η), latents: latents))
      let rate = try flow.growthRate(at: .collapsed(latents: latents, factors: 1))
      return (rate < 0) != (ratio > 1)
    }
  }

  static let disentangled = AuditClaim(
    "disentangled", .mismatched, at: "Theorem 5.3, abstract",
    "The representation is disentangled in the end: E₁₂ vanishes for every β.",
    how: "flows from random states of M = 2, with one factor and with two, to τt = 4000",
    measuring: "largest |E₁₂| at the end", bound: 1e-5, of: 16, quick: 6
  ) { random, index in
    let η = random.number(in: 0.5...1.5)
    let signals = index % 2 == 0 ? [1.0] : [1.6, 0.6]
    let β = index % 4 < 2 ? η * random.number(in: 0.3...0.85) : η + random.number(in: 0.1...0.5)
    let problem = LearningProblem(
      data: SpikedData(signals: signals, noise: η), latents: 2,
      training: Training(rates: .limit, beta: .constant(β)))
    let end = try random.end(of: problem)
    return abs(end.E[0, 1])
  }
}
