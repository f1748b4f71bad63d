import LinearVAE
import MeanField
import NumericKit
import Spectra
import Studies
import Testing

@Suite("The predicted training curve")
struct LearningCurveTests {
  private let eigenvalues = [3.0, 2.2, 1.6, 0.7, 0.4, 0.3]
  private let overlap = 0.02

  private func curve(beta: Double) throws -> (LatentForecast, LearningCurve) {
    let forecast = try LatentForecast(eigenvalues: eigenvalues, latents: 4, beta: beta)
    let curve = try LearningCurve(
      of: forecast, totalVariance: eigenvalues.reduce(0, +), startOverlap: overlap)
    return (forecast, curve)
  }

  /// The claim that lets one latent be solved at a time: from this start the latents never mix.
  @Test("is the flow of all latents together, with the leading eigenvalues as factors")
  func coupledFlow() throws {
    let (forecast, curve) = try curve(beta: 1)
    let noise = 0.35
    let M = forecast.latents.count
    let data = SpikedData(signals: eigenvalues.prefix(M).map { $0 - noise }, noise: noise)
    let problem = LearningProblem(
      data: data, latents: M,
      training: Training(rates: .limit, beta: .constant(1), variance: .log))
    let squared = (overlap * overlap) * Matrix.identity(M)
    let start = OrderParameters(
      m: overlap * .identity(M), d: overlap * .identity(M), Q: squared, E: squared, R: squared,
      D: Array(repeating: 1, count: M))
    let states = try OrderParameterFlow(problem).trajectory(from: start, at: curve.times)
    for (i, state) in states.enumerated() {
      let kl = state.klDivergences(data: data)
      for k in 0..<M { #expect(abs(curve.kl[k][i] - kl[k]) < 1e-6) }
      let distortion = eigenvalues.reduce(0, +) + state.relativeDistortion(data: data)
      #expect(abs(curve.distortion[i] - distortion) < 1e-6)
    }
  }

  @Test("ends at the optimum of the forecast", arguments: [0.2, 1, 2.5])
  func end(beta: Double) throws {
    let (forecast, curve) = try curve(beta: beta)
    for (latent, kl) in zip(forecast.latents, curve.kl) {
      #expect(abs((kl.last ?? .nan) - latent.kl) < 1e-3)
    }
    #expect(abs((curve.distortion.last ?? .nan) - forecast.distortion) < 1e-2)
    #expect(abs((curve.rate.last ?? .nan) - forecast.rate) < 1e-2)
  }

  @Test("leaves the plateau when the escape time says")
  func escape() throws {
    let (forecast, curve) = try curve(beta: 1)
    for (latent, kl) in zip(forecast.latents, curve.kl) where latent.isActive {
      let half = curve.times[kl.firstIndex { $0 > 0.5 * latent.kl } ?? 0]
      let escape = latent.escapeTime(fromOverlap: overlap) ?? .nan
      #expect(abs(half / escape - 1) < 0.2, "half-way at \(half), escape time \(escape)")
    }
  }

  @Test("with every latent dead it says so for all times")
  func silence() throws {
    let (forecast, curve) = try curve(beta: 5)
    #expect(forecast.active == 0)
    #expect(curve.kl.allSatisfy { ($0.last ?? 1) < 1e-4 })
  }
}
