import Foundation
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
}
