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

/// Measured maxima of the Jacobian of the flow at collapse, (escape): (ρ, η, β) = (1, 1, 1.5) grows
/// at 0.2361, (1, 1, 2.5) decays at 0.1716.
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

/// With decoder variance σ² the level is βσ²; of a start at `(a₀, a₀)`, the part of the decoder along
/// the growing eigenvector of the flow of `(m, d)` takes `ln(a/m₀)/rate` to reach `√(λ − βσ²)`.
@Test(arguments: [0.01, 0.3, 5, 400])
func escapeTimeIsThatOfTheGrowingPartOfTheStart(eigenvalue P: Double) throws {
  let latent = try LatentForecast(
    eigenvalues: [P, 0], latents: 1, beta: 0.4 * P, decoderVariance: 0.5
  ).latents[0]
  #expect(abs(latent.level - 0.2 * P) <= ulps(1) * P)
  let modes = try SymmetricEigen(of: [[-1, P], [P, -latent.level * P]])
  let (m, d) = (modes.vectors[0, 1], modes.vectors[1, 1])
  let start = 1e-4
  let expected = log(latent.decoderNorm / (start * (m + d) * m)) / latent.growthRate
  let time = try #require(latent.escapeTime(fromOverlap: start))
  #expect(abs(time / expected - 1) <= ulps(64))
  #expect(latent.escapeTime(fromOverlap: 1e9) == 0)
}

/// Small data do not escape at once: with `P ≪ 1` the encoder has to grow first, and of the start
/// only `a₀P` is of use.
@Test func smallDataStayOnTheirPlateau() throws {
  let latent = try fate(0.007, level: 0.0023)
  let overlap = 0.125  // longer than the final decoder
  #expect(overlap > latent.decoderNorm)
  let time = try #require(latent.escapeTime(fromOverlap: overlap))
  let leading = log(latent.decoderNorm / (overlap * 0.007)) / latent.growthRate
  #expect(abs(time / leading - 1) <= 0.01)
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
