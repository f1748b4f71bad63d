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
    claim: "The six eigenvalues at the collapsed state, over τ: −β/2, −(1+βη), "
      + "−(1+βη) ± √((1+βη)² + 4η(η−β)), ½[−(1+βP) ± √((1+βP)² + 4P(P−β))], P = ρ + η.",
    how: "Jacobian of the flow in random problems", recorded: .confirmed
  ) { context in
    let worst = try context.largest(of: 500, quick: 100) { random, _ in
      let (ρ, η) = random.signalAndNoise(in: 0.1...2)
      let β = random.number(in: 0.1...3)
      let closed = ClosedFormSpectrum(signal: ρ, noise: η, beta: β).collapsed
      let flow = try OrderParameterFlow(.oneFactor(signal: ρ, noise: η, beta: β))
      let measured = try flow.eigenvalues(at: .collapsed(latents: 1, factors: 1))
      return spectralDistance(closed.map { Complex($0) }, measured)
    }
    // Eigenvalues that nearly agree have half the digits.
    return .direct(AuditMeasurement("largest distance of spectra", worst, bound: 1e-6))
  }

  static let varianceEigenvalue = AuditClaim(
    "variance-eigenvalue", .matched, at: "Eq. 64, App. C.1",
    claim: "A deviation of D from the collapsed state dies out at the rate β/2, as App. C.1 lists.",
    how: "derivative of Ḋ by D at D = 1, of the flow and of the printed line",
    correction: Correction(printed: "τ_D (β/D − (Q + β))", right: "(τ_D/2)(β/D − (Q + β))"),
    recorded: .confirmedAfterCorrection
  ) { context in
    var random = context.random
    var (worst, printed) = (0.0, 0.0)
    for _ in 0..<20 {
      let β = random.number(in: 0.3...3)
      let flow = try OrderParameterFlow(.oneFactor(beta: β))
      let jacobian = flow.jacobian(at: .collapsed(latents: 1, factors: 1))
      worst.raise(to: abs(jacobian[flow.layout.D, flow.layout.D] / β + 0.5))
      func asPrinted(_ D: Double) -> Double { β / D - β }
      let slope = (asPrinted(1 + 1e-5) - asPrinted(1 - 1e-5)) / 2e-5
      printed.raise(to: abs(slope / β + 0.5))
    }
    let what = "largest difference of rate/β from ½"
    return .corrected(
      AuditMeasurement(what, worst, bound: 1e-9),
      printed: AuditMeasurement(what, printed, bound: 1e-9))
  }

  static let learnedCubic = AuditClaim(
    "learned-cubic", .matched, at: "App. C.1, cubic",
    claim:
      "Three eigenvalues λ at the learned state are given by the roots of a cubic; the others are "
      + "−(1+ηP)τ and [−(1+ηP) ± √((1+ηP)² − 4ηρ)]τ.",
    how: "roots against the spectrum of the Jacobian in random problems",
    correction: Correction(
      printed: "the unknown of the cubic is λ/τ", right: "the unknown is 2βP²·λ/τ"),
    recorded: .confirmedAfterCorrection
  ) { context in
    var random = context.random
    var (worst, printed) = (0.0, 0.0)
    for _ in 0..<context.choose(200, quick: 40) {
      let (ρ, η) = random.signalAndNoise(in: 0.3...2)
      let (P, β) = (ρ + η, random.number(in: 0.1...0.9) * (ρ + η))
      let closed = ClosedFormSpectrum(signal: ρ, noise: η, beta: β).learned
      let asPrinted = closed[..<3] + closed[3...].map { Complex(2 * β * P * P) * $0 }
      let problem = LearningProblem.oneFactor(signal: ρ, noise: η, beta: β)
      guard let point = try FixedPointAnalysis(problem).fixedPoint([.factor(0)]) else {
        return .undecided("no learned state at ρ = \(ρ), η = \(η), β = \(β)")
      }
      let measured = try OrderParameterFlow(problem).eigenvalues(at: point.state)
      worst.raise(to: spectralDistance(closed, measured))
      printed.raise(to: spectralDistance(Array(asPrinted), measured))
    }
    let what = "largest distance of spectra"
    return .corrected(
      AuditMeasurement(what, worst, bound: 1e-5),
      printed: AuditMeasurement(what, printed, bound: 1e-5))
  }

  static let collapsedSign = AuditClaim(
    "collapsed-sign", .matched, at: "App. C.1, signs",
    claim: "The eigenvalue that decides on the collapsed state is positive when ρ + η < β.",
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
      printed: AuditMeasurement(
        "share of problems with ρ + η < β whose eigenvalue is negative",
        Double(above) / Double(count), bound: 0),
      instead: AuditMeasurement(
        "problems in which “positive when β < ρ + η” is wrong", Double(wrong), bound: 0))
  }

  static let learnedSign = AuditClaim(
    "learned-sign", .matched, at: "App. C.1, signs",
    claim:
      "“Positive when P > β”, read as a statement on the learned state (of the collapsed state it "
      + "would be right).",
    how: "largest eigenvalue of the Jacobian in random problems",
    correction: Correction(
      printed: "positive when P > β", right: "negative wherever the state exists, β < P"),
    recorded: .refuted
  ) { context in
    var random = context.random
    var (negative, positive) = (0, 0)
    let count = context.choose(500, quick: 100)
    for _ in 0..<count {
      let (ρ, η) = random.signalAndNoise(in: 0.1...2)
      let problem = LearningProblem.oneFactor(
        signal: ρ, noise: η, beta: random.number(in: 0.05...0.99) * (ρ + η))
      let rate = try FixedPointAnalysis(problem).fixedPoint([.factor(0)])?.growthRate ?? .nan
      if rate < 0 { negative += 1 } else { positive += 1 }
    }
    return .refuted(
      printed: AuditMeasurement(
        "share of problems with P > β whose eigenvalue is negative",
        Double(negative) / Double(count), bound: 0),
      instead: AuditMeasurement(
        "problems with P > β whose eigenvalue is not negative", Double(positive), bound: 0))
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
