import Foundation
import LinearVAE
import Spectra
import Testing

private let spectrum = [9.0, 4, 1.5, 1, 0.5, 0.25]

/// The loss at the optimum of all other parameters, as a function of `σ²`, up to constants:
/// `N/2 ln σ² + distortion/(2σ²) + β rate`.
private func profile(_ variance: Double, latents: Int, beta: Double) throws -> Double {
  let forecast = try LatentForecast(
    eigenvalues: spectrum, latents: latents, beta: beta, decoderVariance: variance)
  return 3 * log(variance) + forecast.distortion / (2 * variance) + beta * forecast.rate
}

/// The learned variance is the global minimum of the profile and satisfies its own equation, for `β`
/// below and above 1, and where `N − βM` is negative.
@Test(arguments: [1, 2, 4, 5], [0.3, 1, 1.4, 2, 5])
func learnedVarianceMinimisesTheProfile(latents: Int, beta: Double) throws {
  let forecast = try LatentForecast(
    learningDecoderVarianceOf: spectrum, latents: latents, beta: beta)
  let variance = forecast.decoderVariance
  let k = forecast.active
  let rest = spectrum.dropFirst(k).reduce(0, +)
  #expect(abs(variance * (6 - beta * Double(k)) - rest) <= ulps(64) * rest)
  let best = try profile(variance, latents: latents, beta: beta)
  for exponent in stride(from: -6.0, through: 6, by: 0.01) {
    let other = try profile(variance * exp(exponent), latents: latents, beta: beta)
    #expect(other >= best - ulps(64))
  }
}

/// Probabilistic PCA (β = 1): the mean of the eigenvalues left out.
@Test func unitBetaIsProbabilisticPCA() throws {
  let forecast = try LatentForecast(learningDecoderVarianceOf: spectrum, latents: 3, beta: 1)
  #expect(abs(forecast.decoderVariance - (1 + 0.5 + 0.25) / 3) <= ulps(4))
  #expect(forecast.active == 3)
}

/// Nothing left over, exactly or within the rounding of the eigenvalues: `σ²` goes to 0.
@Test(arguments: [[4, 2, 0, 0], [4, 2, 1e-16, 1e-17], [0, 0]])
func completeModelsHaveNoVariance(eigenvalues: [Double]) {
  let error = #expect(throws: InvalidProblem.self) {
    try LatentForecast(learningDecoderVarianceOf: eigenvalues, latents: 2, beta: 1)
  }
  let message = "2 latents that leave nothing of \(eigenvalues.count) dimensions unexplained"
  #expect(error?.keyPath == "decoder_variance" && error?.found == message)
}

@Test func learnedForecastNamesWhatIsOutOfRange() {
  for (latents, beta, key, found) in [(7, 1.0, "latents", "7"), (1, -2, "beta", "-2.0")] {
    let error = #expect(throws: InvalidProblem.self) {
      try LatentForecast(learningDecoderVarianceOf: spectrum, latents: latents, beta: beta)
    }
    #expect(error?.keyPath == key && error?.found == found)
  }
}
