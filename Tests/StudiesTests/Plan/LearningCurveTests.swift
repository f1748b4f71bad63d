import Foundation
import LinearVAE
import MeanField
import NumericKit
import Spectra
import Storage
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

  /// An eigen-direction is noise to a latent or a factor to it: the same curve, one far cheaper.
  @Test("is that of a factor of the same strength", arguments: [0.3, 1, 2.9])
  func factor(beta: Double) throws {
    let (forecast, curve) = try curve(beta: beta)
    for (latent, kl) in zip(forecast.latents, curve.kl) {
      let data = SpikedData(signals: [latent.eigenvalue], noise: 0)
      let problem = LearningProblem(
        data: data, latents: 1,
        training: Training(rates: .limit, beta: .constant(beta), variance: .log))
      let squared = overlap * overlap
      let start = OrderParameters(
        m: [[overlap]], d: [[overlap]], Q: [[squared]], E: [[squared]], R: [[squared]], D: [1])
      let states = try OrderParameterFlow(problem).trajectory(from: start, at: curve.times)
      for (value, state) in zip(kl, states) { #expect(abs(value - state.rate(data: data)) < 1e-6) }
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

  /// Where `β` is far below the eigenvalue, settling takes far longer than the plateau, (settle).
  @Test(
    "ends at the optimum for data of any scale, for any level",
    arguments: [1e-4, 1e-2, 1, 178.9, 1e5], [1.1, 2, 100, 1e4])
  func endFarFromOne(eigenvalue: Double, ratio: Double) throws {
    let forecast = try LatentForecast(
      eigenvalues: [eigenvalue, 0], latents: 1, beta: eigenvalue / ratio)
    let curve = try LearningCurve(of: forecast, totalVariance: eigenvalue, startOverlap: 0.1)
    #expect(abs((curve.rate.last ?? .nan) - forecast.rate) < 1e-4)
    #expect(abs((curve.distortion.last ?? .nan) / forecast.distortion - 1) < 1e-4)
    #expect(curve.steps < 5000)
  }

  /// The digits, as they are and in units a 500th and 160 times as large.
  @Test("is followed in any units, at the same small cost", arguments: [1.0, 500, 1.0 / 160])
  func units(scale: Double) throws {
    let squared = scale * scale
    let eigenvalues = try digits().map { $0 * squared }
    let total = eigenvalues.reduce(0, +)
    for (beta, limit) in [(0.5, 40_000), (60, 5000)] {
      let forecast = try LatentForecast(
        eigenvalues: eigenvalues, latents: 16, beta: beta * squared)
      let curve = try LearningCurve(of: forecast, totalVariance: total, startOverlap: 0.125)
      #expect(curve.steps < limit, "\(curve.steps) steps")
      #expect(abs((curve.rate.last ?? .nan) - forecast.rate) < 1e-2)
      #expect(abs((curve.distortion.last ?? .nan) / forecast.distortion - 1) < 1e-3)
    }
  }

  private func digits() throws -> [Double] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let root = tests.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path = root.appendingPathComponent("Examples/digits.csv").path
    return try DataSpectrum(of: SampleCovariance(of: DataTable(contentsOf: path))).eigenvalues
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

  @Test(
    "leaves the plateau when the escape time says, for data of any scale",
    arguments: [1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1e3, 1e4], [1.1, 2])
  func escapeFarFromOne(eigenvalue: Double, ratio: Double) throws {
    let forecast = try LatentForecast(
      eigenvalues: [eigenvalue], latents: 1, beta: eigenvalue / ratio)
    let latent = forecast.latents[0]
    let curve = try LearningCurve(
      of: forecast, totalVariance: eigenvalue, startOverlap: overlap, samples: 1000)
    let half = curve.times[curve.kl[0].firstIndex { $0 > 0.5 * latent.kl } ?? 0]
    let escape = latent.escapeTime(fromOverlap: overlap) ?? .nan
    #expect(abs(half / escape - 1) < 0.2, "half-way at \(half), escape time \(escape)")
  }

  @Test("with every latent dead it says so for all times")
  func silence() throws {
    let (forecast, curve) = try curve(beta: 5)
    #expect(forecast.active == 0)
    #expect(curve.kl.allSatisfy { ($0.last ?? 1) < 1e-4 })
  }
}
