import Foundation
import NumericKit
import Spectra
import Studies
import Testing

@Suite("The flow of one latent")
struct LatentFlowTests {
  private func flow(_ eigenvalue: Double, level: Double) throws -> LatentFlow {
    let forecast = try LatentForecast(eigenvalues: [eigenvalue], latents: 1, beta: level)
    return try LatentFlow(forecast.latents[0], startOverlap: 0.01)
  }

  /// The law (settle), from the slow flow of the lengths and `D`; its corrections are of order `β/Λ`.
  /// At small levels rounding spoils the Jacobian, and at the smallest it overflows.
  @Test(
    "settles at the rate of its slow mode", arguments: [0.01, 0.1, 1, 10, 100, 1e4, 1e6],
    [1e-5, 1e-7, 1e-9, 1e-100])
  func slowMode(eigenvalue: Double, ratio: Double) throws {
    let r = 4 * eigenvalue / (1 + eigenvalue * eigenvalue)
    // The smaller root, without the difference of nearly equal numbers.
    let x = 0.5 * r / ((0.5 + r) + ((0.5 + r) * (0.5 + r) - r).squareRoot())
    let level = ratio * eigenvalue
    let rate = try flow(eigenvalue, level: level).settlingRate()
    #expect(abs(rate / (x * level) - 1) < max(20 * ratio, 1e-14), "\(rate) for \(x * level)")
  }

  /// Near the threshold, on either side, `Q`, `E` and `R` settle at twice the rate at which overlaps
  /// grow or decay, to first order in the distance.
  @Test("slows down at the threshold", arguments: [0.05, 1, 30], [1e-3, -1e-3])
  func threshold(eigenvalue: Double, distance: Double) throws {
    let flow = try flow(eigenvalue, level: eigenvalue * (1 - distance))
    let expected = 2 * abs(flow.latent.growthRate)
    #expect(abs(try flow.settlingRate() / expected - 1) < 20 * abs(distance))
  }

  /// SGD with single samples in 200 dimensions ends farther from the optimum than small steps do, by what
  /// the noise of all directions adds; a latent without it would reach the optimum.
  @Test("with its noise, ends where SGD does")
  func noise() throws {
    let (N, level, step, steps) = (200, 0.8, 0.5 / 200, 27_000)
    let eigenvalues = [3] + (1..<N).map { $0 < 70 ? 0.6 : 0.3 }
    let forecast = try LatentForecast(eigenvalues: eigenvalues, latents: 1, beta: level)
    let noise = SGDNoise(step: step, batch: 1, eigenvalues: eigenvalues, living: 1)
    let flow = try LatentFlow(forecast.latents[0], startOverlap: 0.05, noise: noise)
    let predicted = try flow.course(at: [step * Double(steps)])
    let optimum = try LatentFlow(forecast.latents[0], startOverlap: 0.05)
      .course(at: [step * Double(steps)])

    var stream = RandomStream(seed: 3, stream: 0)
    var (w, v, logD) = (Array(repeating: 0.0, count: N), Array(repeating: 0.0, count: N), 0.0)
    (w[0], v[0]) = (0.05, 0.05)
    let deviations = eigenvalues.map { $0.squareRoot() }
    var (sum, rate, count) = (0.0, 0.0, 0.0)
    for index in 0..<steps {
      let x = zip(stream.normals(N), deviations).map { $0 * $1 }
      var (a, b, Q) = (0.0, 0.0, 0.0)
      for i in 0..<N {
        a += v[i] * x[i]
        b += w[i] * x[i]
        Q += w[i] * w[i]
      }
      let (h, D) = ((Q + level) * a - b, exp(logD))
      for i in 0..<N {
        w[i] -= step * ((w[i] * a - x[i]) * a + w[i] * D)
        v[i] -= step * x[i] * h
      }
      logD -= step * 0.5 * (D * (Q + level) - level)
      guard index > steps / 3, index % 20 == 0 else { continue }
      var (A, C) = (0.0, 0.0)
      for i in 0..<N {
        A += eigenvalues[i] * v[i] * v[i]
        C += eigenvalues[i] * w[i] * v[i]
      }
      sum += -2 * C + Q * A + Q * exp(logD)
      rate += 0.5 * (A + exp(logD) - 1 - logD)
      count += 1
    }
    let excess = sum / count - optimum.distortion[0]
    #expect(excess > 0.05)
    #expect(abs((predicted.distortion[0] - optimum.distortion[0]) / excess - 1) < 0.06)
    #expect(abs(predicted.kl[0] / (rate / count) - 1) < 0.02)
  }
}
