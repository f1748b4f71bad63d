import NumericKit
import Testing

@Suite("The law of χ²")
struct ChiSquareLawTests {
  /// From tables, to the digits that they have.
  @Test(
    "quantiles",
    arguments: [
      (0.1, 1, 0.0157908), (0.5, 1, 0.454936), (0.9, 1, 2.70554), (0.1, 2, 0.210721),
      (0.9, 5, 9.23636), (0.95, 10, 18.3070), (0.05, 30, 18.4927), (0.99, 100, 135.807),
    ])
  func quantile(probability: Double, degrees: Int, expected: Double) {
    #expect(
      abs(ChiSquareLaw.quantile(probability, degrees: degrees) / expected - 1) < 3e-6)
  }

  @Test("probability and quantile are inverse", arguments: [1, 2, 3, 16, 401])
  func inverse(degrees: Int) {
    for probability in [1e-3, 0.2, 0.7, 0.999] {
      let square = ChiSquareLaw.quantile(probability, degrees: degrees)
      #expect(
        abs(ChiSquareLaw.probability(upTo: square, degrees: degrees) - probability) < 1e-10)
    }
  }
}
