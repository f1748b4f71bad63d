import NumericKit
import RealModule
import Spectra
import Testing

@Suite("Level of a rate")
struct RateLevelTests {
  /// (rate-level) inverts (water-filling).
  @Test("the level of a forecast's rate is that of the forecast", arguments: 1...50)
  func inverse(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed), stream: 8)
    let values = (0..<12).map { _ in 10 * stream.uniform() }.sorted(by: >) + [0, 0]
    let level = values[0] * stream.uniform() * 0.999
    let forecast = try LatentForecast(eigenvalues: values, latents: 14, beta: level)
    let found = try #require(
      LatentForecast.level(ofRate: forecast.rate, eigenvalues: forecast.latents.map(\.eigenvalue)))
    #expect(abs(found / level - 1) < 1e-12)
  }

  @Test("huge rates, single latents and nothing that varies")
  func edges() throws {
    #expect(LatentForecast.level(ofRate: 3, eigenvalues: [0, 0]) == nil)
    #expect(
      abs(try #require(LatentForecast.level(ofRate: 1, eigenvalues: [5])) - 5 * .exp(-2)) < 1e-15)
    let deep = try #require(LatentForecast.level(ofRate: 600, eigenvalues: [2, 1]))
    #expect(deep > 0 && deep < 1e-199)
  }
}
