import Foundation
import NumericKit
import Numerics
import Spectra
import Testing

private func fate(_ eigenvalue: Double, level: Double) throws -> LatentFate {
  try LatentForecast(eigenvalues: [eigenvalue, 0], latents: 1, beta: level).latents[0]
}

/// The growth rate is the larger eigenvalue of the flow of `(m, d)` at the collapsed point,
/// (flow-m) and (flow-d) with `D = 1`: `[[−1, P], [P, −βP]]`.
@Test(arguments: [0.1, 0.9, 1, 2, 7, 300], [0.2, 1, 1.999, 2, 2.001, 50])
func growthRateIsAnEigenvalueOfTheFlow(eigenvalue: Double, level: Double) throws {
  let jacobian: Matrix = [[-1, eigenvalue], [eigenvalue, -level * eigenvalue]]
  let largest = try #require(try jacobian.symmetricEigenvalues().last)
  let scale = max(1, level * eigenvalue, eigenvalue)
  #expect(abs(try fate(eigenvalue, level: level).growthRate - largest) <= ulps(8) * scale)
}

/// Reference: (ρ, η, β) = (1, 1, 1.5) grows at 0.2361, (1, 1, 2.5) decays at 0.1716 (THEORY §5).
@Test func growthRateAgreesWithTheReferenceNumbers() throws {
  #expect(abs(try fate(2, level: 1.5).growthRate - 0.2361) <= 5e-5)
  #expect(abs(try fate(2, level: 2.5).growthRate + 0.1716) <= 5e-5)
}

/// Just above the threshold the rate is `2P δ/(2(1 + P²))` to first order in `δ = P − β`; the
/// formula with a difference of roots would have lost every digit.
@Test func growthRateLosesNoDigitsNearTheThreshold() throws {
  let p = 2.0
  for exponent in [20, 30, 40, 50] {
    let δ = scalbn(1.0, -exponent)
    let rate = try fate(p, level: p - δ).growthRate
    let firstOrder = p * δ / (1 + p * p)
    #expect(abs(rate / firstOrder - 1) <= 4 * δ + ulps(8))
  }
}

/// With decoder variance σ² the level is βσ²; `√(λ − βσ²)` is reached from `a₀` after
/// `ln(a/a₀)/rate`.
@Test func escapeTimeIsTheLogarithmOfTheOverlapsOverTheRate() throws {
  let latent = try LatentForecast(
    eigenvalues: [5, 1], latents: 1, beta: 2, decoderVariance: 0.5
  ).latents[0]
  let rate: Double = 0.5 * (-6 + 116.0.squareRoot())  // P = 5, βσ² = 1
  #expect(abs(latent.growthRate - rate) <= ulps(16))
  let time = try #require(latent.escapeTime(fromOverlap: 0.01))
  #expect(abs(time - log(2 / 0.01) / rate) <= ulps(64))
  #expect(latent.escapeTime(fromOverlap: 3) == 0)
}

/// A random start of unit length has overlap `1/√N` with any direction.
@Test func plateauStartsAtARandomOverlapUnlessToldOtherwise() throws {
  let forecast = try LatentForecast(eigenvalues: [9, 4, 1, 1], latents: 3, beta: 2)
  let random = forecast.latents.map { $0.escapeTime(fromOverlap: 0.5) }
  #expect(forecast.escapeTimes() == random && random[2] == nil)
  #expect(
    forecast.escapeTimes(fromOverlap: 0.1)[0] == forecast.latents[0].escapeTime(fromOverlap: 0.1))
}

@Test func collapsedLatentsNeverEscape() throws {
  for level in [2.0, 3] {
    let latent = try fate(2, level: level)
    #expect(latent.escapeTime(fromOverlap: 0.1) == nil)
    #expect(latent.growthRate <= 0 && latent.kl == 0 && !latent.isActive)
  }
}
