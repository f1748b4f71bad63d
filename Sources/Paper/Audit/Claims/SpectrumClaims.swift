import ComplexModule
import LinearVAE
import MeanField
import NumericKit
import RealModule

extension AuditClaim {
  static let spectrumClaims = [
    collapsedSpectrum, varianceEigenvalue, learnedCubic, collapsedSign, learnedSign,
  ]

  static let collapsedSpectrum = AuditClaim(
    "collapsed-spectrum", .matched, at: "App. C.1",
    "The six eigenvalues at the collapsed state, over τ: −β/2, −(1+βη), "
      + "−(1+βη) ± √((1+βη)² + 4η(η−β)), ½[−(1+βP) ± √((1+βP)² + 4P(P−β))], P = ρ + η.",
    how: "Jacobian of the flow in random problems",
    measuring: "largest distance of spectra", bound: 1e-6, of: 500, quick: 100
  ) { random, _ in
    // Eigenvalues that nearly agree have half the digits.
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
    measuringBoth: "largest difference of rate/β from ½", bound: 1e-9, of: 20, quick: 20
  ) { random, _ in
    let β = random.number(in: 0.3...3)
    let flow = try OrderParameterFlow(.oneFactor(beta: β))
    let jacobian = flow.jacobian(at: .collapsed(latents: 1, factors: 1))
    func asPrinted(_ D: Double) -> Double { β / D - β }
    let slope = (asPrinted(1 + 1e-5) - asPrinted(1 - 1e-5)) / 2e-5
    return (abs(jacobian[flow.layout.D, flow.layout.D] / β + 0.5), abs(slope / β + 0.5))
  }

  static let learnedCubic = AuditClaim(
    "learned-cubic", .matched, at: "App. C.1, cubic",
    "Three eigenvalues λ at the learned state are given by the roots of a cubic; the others are "
      + "−(1+ηP)τ and [−(1+ηP) ± √((1+ηP)² − 4ηρ)]τ.",
    how: "roots against the spectrum of the Jacobian in random problems",
    correction: Correction(
      printed: "the unknown of the cubic is λ/τ", right: "the unknown is 2βP²·λ/τ"),
    measuringBoth: "largest distance of spectra", bound: 1e-5, of: 200, quick: 40
  ) { random, _ in
    let (ρ, η) = random.signalAndNoise(in: 0.3...2)
    let (P, β) = (ρ + η, random.number(in: 0.1...0.9) * (ρ + η))
    let closed = ClosedFormSpectrum(signal: ρ, noise: η, beta: β).learned
    let asPrinted = closed[..<3] + closed[3...].map { Complex(2 * β * P * P) * $0 }
    let problem = LearningProblem.oneFactor(signal: ρ, noise: η, beta: β)
    guard let point = try FixedPointAnalysis(problem).fixedPoint([.factor(0)]) else {
      return (.nan, .nan)
    }
    let measured = try OrderParameterFlow(problem).eigenvalues(at: point.state)
    return (spectralDistance(closed, measured), spectralDistance(Array(asPrinted), measured))
  }

  static let collapsedSign = AuditClaim(
    "collapsed-sign", .matched, at: "App. C.1, signs",
    "The eigenvalue that decides on the collapsed state is positive when ρ + η < β.",
    how: "largest eigenvalue of the Jacobian in random problems, away from the threshold by 1 %",
    correction: Correction(
      printed: "positive when ρ + η < β", right: "positive when β < ρ + η: it attracts above"),
    recorded: .refuted
  ) { context in
    var random = context.random
    var (count, above, wrong) = (0, 0, 0)
    for _ in 0..<context.choose(500, quick: 100) {
      let (ρ, η) = random.signalAndNoise(in: 0.1...2)
      let ratio = random.number(in: 0.3...1.7)
      guard abs(ratio - 1) > 0.01 else { continue }
      let flow = try OrderParameterFlow(
        .oneFactor(signal: ρ, noise: η, beta: ratio * (ρ + η)))
      let isPositive = try flow.growthRate(at: .collapsed(latents: 1, factors: 1)) > 0
      if ratio > 1 {
        count += 1
        if !isPositive { above += 1 }
      }
      if isPositive != (ratio < 1) { wrong += 1 }
    }
    return .refuted(
      printed: (
        "share of problems with ρ + η < β whose eigenvalue is negative",
        Double(above) / Double(count)
      ), instead: ("problems in which “positive when β < ρ + η” is wrong", Double(wrong)))
  }

  static let learnedSign = AuditClaim(
    "learned-sign", .matched, at: "App. C.1, signs",
    "“Positive when P > β”, read as a statement on the learned state (of the collapsed state it "
      + "would be right).",
    how: "largest eigenvalue of the Jacobian in random problems",
    correction: Correction(
      printed: "positive when P > β", right: "negative wherever the state exists, β < P"),
    recorded: .refuted
  ) { context in
    var random = context.random
    let rates = try (0..<context.choose(500, quick: 100)).map { _ in
      let (ρ, η) = random.signalAndNoise(in: 0.1...2)
      let problem = LearningProblem.oneFactor(
        signal: ρ, noise: η, beta: random.number(in: 0.05...0.99) * (ρ + η))
      return try FixedPointAnalysis(problem).fixedPoint([.factor(0)])?.growthRate ?? .nan
    }
    let negative = rates.count { $0 < 0 }
    return .refuted(
      printed: (
        "share of problems with P > β whose eigenvalue is negative",
        Double(negative) / Double(rates.count)
      ),
      instead: (
        "problems with P > β whose eigenvalue is not negative", Double(rates.count - negative)
      ))
  }

  /// The largest distance of a number of either spectrum from the other spectrum.
  private static func spectralDistance(
    _ one: [Complex<Double>], _ other: [Complex<Double>]
  ) -> Double {
    func gap(_ from: [Complex<Double>], _ to: [Complex<Double>]) -> Double {
      from.map { a in to.map { (a - $0).length }.min() ?? .nan }.largest
    }
    return [gap(one, other), gap(other, one)].largest
  }
}
