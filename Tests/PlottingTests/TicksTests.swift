import Testing

@testable import Plotting

@Suite struct TicksTests {
  private func ticks(
    _ lower: Double, _ upper: Double, _ scale: Axis.Scale = .linear, length: Double = 40
  ) -> Ticks {
    .automatic(for: AxisScale(lower: lower, upper: upper, scale: scale), length: length) { _ in 8 }
  }

  private func labels(_ ticks: Ticks) -> [String] { ticks.major.map(\.label.markup) }

  @Test func linearTicksAreTheNearestDoubles() {
    let ticks = ticks(0, 1)
    #expect(ticks.major.map(\.position) == [0, 0.2, 0.4, 0.6, 0.8, 1])
    #expect(labels(ticks) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
  }

  @Test func negativeNumbersHaveATrueMinus() {
    #expect(labels(ticks(-2, 2)) == ["−2", "−1", "0", "1", "2"])
  }

  @Test func largeAndSmallNumbersArePowersOfTen() {
    #expect(labels(ticks(0, 2e6)) == ["0", "5×10^{5}", "1×10^{6}", "1.5×10^{6}", "2×10^{6}"])
    #expect(labels(ticks(0, 1e-4)).last == "1×10^{−4}")
  }

  @Test func logarithmicTicksArePowersOfTen() {
    let ticks = ticks(1e-2, 1e2, .logarithmic)
    #expect(ticks.major.map(\.position) == [0.01, 0.1, 1, 10, 100])
    #expect(labels(ticks) == ["10^{−2}", "10^{−1}", "10^{0}", "10^{1}", "10^{2}"])
    #expect(ticks.isDecades)
  }

  @Test func manyDecadesAreLabelledSparsely() {
    let ticks = ticks(1e-10, 1e10, .logarithmic)
    #expect(ticks.major.count == 21)
    #expect(ticks.major.count { !$0.label.isEmpty } == 5)
    #expect(!ticks.isDecades)
  }

  @Test func lessThanADecadeStillHasLabels() {
    #expect(labels(ticks(1.5, 6, .logarithmic)) == ["2", "5"])
    #expect(ticks(1.5, 6, .logarithmic).minor == [3, 4, 6])
    #expect(labels(ticks(2.1, 4.9, .logarithmic)).count >= 2)
    #expect(labels(ticks(0.15, 0.6, .logarithmic)) == ["0.2", "0.5"])
  }

  @Test func twoPowersOfTenAreJoinedByTwosAndFives() {
    #expect(
      labels(ticks(0.05, 2, .logarithmic, length: 60)) == ["0.05", "0.1", "0.2", "0.5", "1", "2"])
    // Where these would meet, there are powers of ten alone.
    #expect(labels(ticks(0.05, 2, .logarithmic, length: 20)) == ["10^{−1}", "10^{0}"])
  }

  /// No range of doubles, however odd, makes the search for ticks fail or fill the memory.
  @Test(arguments: [
    (1e16, 1e16 + 8), (-1e308, 7e307), (0.0, .leastNonzeroMagnitude), (1.0, 1.0000000000000002),
    (1e-300, 1e300),
  ])
  func extremeRangesEnd(lower: Double, upper: Double) {
    for scale in [Axis.Scale.linear, .logarithmic] where scale == .linear || lower > 0 {
      #expect(ticks(lower, upper, scale).major.count < 1000)
    }
  }
}
