import Foundation
import FiniteSize
import LinearVAE
import MeanField
import NumericKit

extension AuditClaim {
  static let figureClaims = [
    figureTwoRates, tanhBeatsConstant, slowAnnealing, figureThreeCaption, annealingTimes,
    figureFour, figureFive, annealingFamilies,
  ]

  static let figureTwoRates = AuditClaim(
    "fig2-finite-rate", .figures, at: "Fig. 2",
    "At the rate of the runs the final errors lie near the theorems, which hold in the limit; "
      + "checked from β = 0.5 on, as below 0.1 τ counts.",
    how: "attracting fixed points at τ = 0.01 and 0.001, M = 1 and 2, ρ = η = 1, β from 0.5 to 2.5"
  ) { _ in
    let specification = AsymptoticErrors.Specification()
    let betas = stride(from: 0.5, through: 2.5, by: 0.125).filter { abs($0 - 2) > 0.05 }
    let errors = try [1, 2].flatMap { latents in
      try [0.01, 0.001].flatMap { rate in
        try betas.map { β in
          let problem = specification.problem(latents: latents, beta: β, rate: rate)
          let theorem = specification.theorem(latents: latents, beta: β)
          return abs(try problem.attractingError() - theorem) / rate
        }
      }
    }
    return .direct("largest difference of ε_g, over τ", errors.largest, bound: 5)
  }

  /// Starts for annealing; the paper prints none.
  private static let starts = [
    OrderParameters.single(m: 0.01, d: 0.01, Q: 0.01, E: 0.01),
    OrderParameters.single(m: 0.1, d: 0.1, Q: 1, E: 1),
  ]

  static let tanhBeatsConstant = AuditClaim(
    "fig3-tanh", .figures, at: "Fig. 3, abstract",
    "Annealing at a suitable rate converges sooner than constant β.",
    how: "times of convergence to 0.001 under tanh at its best rate over constant β = 1, two starts"
  ) { context in
    let count = context.choose(40, quick: 12)
    let rates = (1...count).map { 0.6 * Double($0) / Double(count) }
    let ratios = try starts.map { start in
      let problem = try ConvergenceProblem(.oneFactor(beta: 1), from: start)
      let scan = try AnnealingScan(problem, family: .tanh, rates: rates, maximum: 1)
      return (scan.best?.time ?? .nan) / (scan.constant.time ?? .nan)
    }
    return .direct("larger ratio of the two times", ratios.largest, bound: 0.95)
  }

  static let slowAnnealing = AuditClaim(
    "fig3-slow-annealing", .figures, at: "Fig. 3, bottom",
    "Annealing below the bound of Theorem 5.4 (γ = 0.191 τ at ρ = η = β = 1) takes longer than "
      + "constant β.",
    how:
      "time of convergence to 0.001 under constant β over that under tanh, at 0.95 and at half of the "
      + "bound, two starts",
    correction: Correction(
      printed: "so read: at every γ below the bound",
      right:
        "far below it: the bound is about the end of the approach, and to a finite tolerance a rate "
        + "somewhat below it still gains")
  ) { _ in
    let bound = (3 - 5.0.squareRoot()) / 4
    let ratios = try starts.map { start in
      let problem = try ConvergenceProblem(.oneFactor(beta: 1), from: start)
      let scan = try AnnealingScan(
        problem, family: .tanh, rates: [bound / 2, 0.95 * bound], maximum: 1)
      guard abs((scan.slowBelow ?? .nan) - bound) < 1e-9 else { return [Double.nan, .nan] }
      return scan.convergences.map { (scan.constant.time ?? .nan) / ($0.time ?? .nan) }
    }
    return .corrected(
      AuditMeasurement(
        "larger ratio of the two times at half of the bound", ratios.map { $0[0] }.largest,
        bound: 0.95),
      printed: AuditMeasurement(
        "the same at 0.95 of the bound", ratios.map { $0[1] }.largest, bound: 0.95))
  }

  static let figureThreeCaption = AuditClaim(
    "fig3-caption", .figures, at: "Fig. 3, caption",
    "At ρ = η = β = 1 the error vanishes in the end at the rate of the figure.",
    how: "error of the attracting fixed point of the flow, and of the flow at t = 2000",
    correction: Correction(printed: "τ = 1", right: "the small-rate limit, time in τt")
  ) { _ in
    func error(rate: Double?) throws -> Double {
      let problem = LearningProblem.oneFactor(beta: 1, rate: rate)
      let end = try problem.state(at: 2000, from: starts[1])
      return [try problem.attractor() ?? end, end].map {
        $0.generalizationError(data: problem.data)
      }.largest
    }
    return .corrected(
      AuditMeasurement("ε_g in the end, small-rate limit", try error(rate: nil), bound: 1e-6),
      printed: AuditMeasurement("ε_g in the end, τ = 1", try error(rate: 1), bound: 1e-6))
  }

  static let annealingTimes = AuditClaim(
    "fig3-times", .figures, at: "Figs. 3 and 5",
    "The curves and times of convergence as they are drawn.", how: "reading",
    recorded: .notCheckable
  ) { _ in
    let times = try starts.map {
      try ConvergenceProblem(.oneFactor(beta: 1), from: $0).convergence(under: .constant(1)).time
        ?? .nan
    }
    return .undecided(
      String(
        format: "neither the initial state nor what counts as converged is printed; constant β = 1 "
          + "takes τt = %.2f or %.2f from two plausible starts", times[0], times[1]))
  }

  static let figureFour = AuditClaim(
    "fig4-exchange", .figures, at: "Fig. 4",
    "At each of the figure’s (ρ, η) exactly one fixed point has only eigenvalues of negative "
      + "real part, and which it is changes at β = η (M = 2) and at β = ρ + η.",
    how: "spectra of all fixed points at β from 0.1 to 3, M = 1 and 2"
  ) { context in
    var specification = StabilityCurves.Specification()
    let step = context.choose(0.05, quick: 0.15)
    specification.betas = (1...Int(3 / step)).map { step * Double($0) + 0.011 }
    let study = try StabilityCurves(specification, options: PaperOptions())
    let groups = Dictionary(grouping: study.points) {
      [Double($0.latents), $0.data.signal, $0.data.noise, $0.beta]
    }
    let wrong = groups.count { key, points in
      let (latents, ρ, η, β) = (key[0], key[1], key[2], key[3])
      let kind: FixedPoint.Kind =
        β > ρ + η ? .collapsed : latents > 1 && β < η ? .overfit : .learned
      return points.filter { $0.growthRate < 0 }.map(\.kind) != [kind]
    }
    let missing = specification.betas.count * 6 - groups.count
    return .direct(
      "β at which another set of states attracts", Double(wrong + missing), bound: 0)
  }

  static let figureFive = AuditClaim(
    "fig5-finite-rate", .figures, at: "Fig. 5",
    "At τ = 0.001 tanh and linear annealing at suitable rates both converge sooner than "
      + "constant β.",
    how: "times of convergence to 0.001 of the flow at τ = 0.001, over rates from 0.05 τ to 2 τ"
  ) { context in
    let (times, constant) = try bestTimes(context)
    return .direct(
      "largest time at the best rate, over that of constant β",
      times.map { $0 / constant }.largest, bound: 0.75)
  }

  static let annealingFamilies = AuditClaim(
    "fig5-families", .figures, at: "Fig. 5",
    "At τ = 0.001 tanh and linear annealing at their best rates converge about equally soon.",
    how: "times of convergence to 0.001 of the flow at τ = 0.001, over rates from 0.05 τ to 2 τ"
  ) { context in
    let (times, _) = try bestTimes(context)
    return .direct(
      "larger time over the smaller, less 1", times.largest / (times.min() ?? .nan) - 1,
      bound: 0.05)
  }

  /// The times of convergence at the best rate of each family, and of constant `β`, as in Fig. 5.
  private static func bestTimes(
    _ context: PaperOptions
  ) throws -> (best: [Double], constant: Double) {
    var specification = AnnealingCurves.Specification.finiteRate(
      PaperOptions(edition: context.edition))
    specification.annealingRates = context.choose(
      (1...25).map { 0.02 * Double($0) }, quick: (1...8).map { 0.06 * Double($0) })
    let scans = try AnnealingCurves(specification, options: PaperOptions()).scans
    return (scans.map { $0.best?.time ?? .nan }, scans.first?.constant.time ?? .nan)
  }
}
