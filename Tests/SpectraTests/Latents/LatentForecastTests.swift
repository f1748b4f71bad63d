import Foundation
import NumericKit
import LinearVAE
import Spectra
import Testing

private let spectrum = [9.0, 4, 1.5, 1, 0.5, 0.25]

/// At β = 60 and σ² = 1 five of 16 latents live on the digits: the eigenvalues above 60.
@Test func fiveOfSixteenLatentsLiveOnTheDigits() throws {
  let eigenvalues = try DataSpectrum(of: SampleCovariance(of: digits())).eigenvalues
  let forecast = try LatentForecast(eigenvalues: eigenvalues, latents: 16, beta: 60)
  #expect(forecast.active == 5)
  #expect(forecast.latents.count == 16)
  #expect(forecast.latents.map(\.isActive) == (0..<16).map { $0 < 5 })
  #expect(
    abs(forecast.rate - 0.5 * eigenvalues.prefix(5).reduce(0) { $0 + log($1 / 60) }) <= ulps(32))
}

/// By hand: level 2·0.5 = 1, so the eigenvalue 1 itself is collapsed (the inequality is strict).
@Test func forecastIsReverseWaterFilling() throws {
  let forecast = try LatentForecast(
    eigenvalues: spectrum, latents: 5, beta: 2, decoderVariance: 0.5)
  #expect(forecast.active == 3)
  #expect(forecast.latents.map(\.threshold) == [18, 8, 3, 2, 1])
  let kl = [log(3.0), log(2.0), 0.5 * log(1.5), 0, 0]
  for (latent, expected) in zip(forecast.latents, kl) {
    #expect(abs(latent.kl - expected) <= ulps(4))
  }
  #expect(abs(forecast.distortion - (3 * 1 + 1 + 0.5 + 0.25)) <= ulps(8))
  #expect(forecast.latents[1].decoderNorm == 3.0.squareRoot())
  #expect(forecast.latents[1].encoderVariance == 0.25)
  #expect(forecast.latents[3].decoderNorm == 0 && forecast.latents[3].encoderVariance == 1)
  #expect(abs(forecast.latents[0].varianceShare - 9 / 16.25) <= ulps(2))
}

/// The forecast minimises the loss: no other active set and no other decoder does better. The loss
/// of a diagonal model with decoder `w_i` and encoder optimal for it is
/// `½ Σ [λ_i/σ² − …]`; here it is evaluated from its definition with mean gain `v` and variance `D`.
@Test func forecastMinimisesTheLoss() throws {
  let (beta, variance) = (1.3, 0.7)
  let forecast = try LatentForecast(
    eigenvalues: spectrum, latents: 4, beta: beta, decoderVariance: variance)
  func loss(_ λ: Double, w: Double, v: Double, D: Double) -> Double {
    let error = λ * (1 - w * v) * (1 - w * v) + w * w * D
    return error / (2 * variance) + beta / 2 * (v * v * λ + D - 1 - log(D))
  }
  var generator = SplitMix64(state: 11)
  for latent in forecast.latents {
    let (λ, w, D) = (latent.eigenvalue, latent.decoderNorm, latent.encoderVariance)
    let v = w / (w * w + beta * variance)
    let best = loss(λ, w: w, v: v, D: D)
    #expect(abs(v * v * λ - (1 - D)) <= ulps(8))
    #expect(abs(beta / 2 * (v * v * λ + D - 1 - log(D)) - beta * latent.kl) <= ulps(16))
    for _ in 0..<2000 {
      let other = loss(
        λ, w: Double.random(in: 0...4, using: &generator),
        v: Double.random(in: 0...2, using: &generator),
        D: Double.random(in: 0.001...2, using: &generator))
      #expect(other >= best - ulps(64))
    }
  }
}

/// Along the rate–distortion curve `dR/dD = −1/(2βσ²)`, wherever no latent is about to collapse.
@Test(arguments: [0.3, 0.8, 1.2, 3, 6])
func slopeOfRateAgainstDistortionIsTheLevel(level: Double) throws {
  let step = 1e-5 * level
  let low = try LatentForecast(eigenvalues: spectrum, latents: 6, beta: level - step)
  let high = try LatentForecast(eigenvalues: spectrum, latents: 6, beta: level + step)
  let slope = (high.rate - low.rate) / (high.distortion - low.distortion)
  #expect(abs(slope * 2 * level + 1) <= 1e-8)
}

/// Only `βσ²` decides what is learned.
@Test func betaAndVarianceActOnlyThroughTheirProduct() throws {
  let one = try LatentForecast(eigenvalues: spectrum, latents: 4, beta: 2, decoderVariance: 0.5)
  let other = try LatentForecast(eigenvalues: spectrum, latents: 4, beta: 0.5, decoderVariance: 2)
  #expect(one.rate == other.rate && one.distortion == other.distortion)
  #expect(one.latents.map(\.growthRate) == other.latents.map(\.growthRate))
}

/// For decoders of other kinds `β` itself is the level: what lives is exact, how far it goes is not.
@Test func otherDecodersAreForecastNextToTheCollapsedState() throws {
  let forecast = try LatentForecast(scoreEigenvalues: [4.8, 2, 0.5, 0], latents: 3, beta: 1.5)
  #expect(forecast.active == 2 && !forecast.isExact && forecast.decoderVariance == 1)
  #expect(forecast.latents.map(\.threshold) == [4.8, 2, 0.5])
  #expect(abs(forecast.latents[0].kl - 0.5 * log(4.8 / 1.5)) <= ulps(2))
  let gaussian = try LatentForecast(eigenvalues: [4.8, 2, 0.5, 0], latents: 3, beta: 1.5)
  #expect(gaussian.isExact && gaussian.latents == forecast.latents)
  let error = #expect(throws: InvalidProblem.self) {
    try LatentForecast(scoreEigenvalues: [4.8, 2], latents: 3, beta: 1.5)
  }
  #expect(error?.keyPath == "latents")
}

/// The KL divergence at another level is that of the forecast for it.
@Test func cascadeFallsLatentByLatent() throws {
  let betas = [0.5, 1, 2, 8.9, 9, 20]
  let forecast = try LatentForecast(
    eigenvalues: spectrum, latents: 3, beta: 7, decoderVariance: 0.5)
  let cascade = forecast.latents.map { latent in betas.map { latent.kl(atLevel: $0) } }
  for (j, beta) in betas.enumerated() {
    let other = try LatentForecast(
      eigenvalues: spectrum, latents: 3, beta: 2 * beta, decoderVariance: 0.5)
    for (row, latent) in zip(cascade, other.latents) { #expect(abs(row[j] - latent.kl) <= ulps(4)) }
  }
  #expect(cascade.map { row in row.count { $0 > 0 } } == [4, 3, 2])
  for row in cascade { #expect(row == row.sorted(by: >)) }
  #expect(abs(cascade[1][1] - log(2)) <= ulps(4))
}

@Test(arguments: [
  (7, 1.0, 1.0, "latents", "7"), (0, 1, 1, "latents", "0"), (1, 0, 1, "beta", "0.0"),
  (1, -1, 1, "beta", "-1.0"), (1, .nan, 1, "beta", "nan"), (1, 1, 0, "decoder_variance", "0.0"),
  (1, 1, 1e121, "decoder_variance", "the decoder variance σ² = 1e+121"),
  (1, 1e-121, 1, "beta", "the level βσ² = 1e-121"),
])
func forecastNamesWhatIsOutOfRange(
  latents: Int, beta: Double, variance: Double, key: String, found: String
) {
  let error = #expect(throws: InvalidProblem.self) {
    try LatentForecast(
      eigenvalues: spectrum, latents: latents, beta: beta, decoderVariance: variance)
  }
  #expect(error?.keyPath == key && error?.found == found)
  #expect(latents != 7 || error?.allowed.contains("≤ 6, the columns of the data") == true)
}
