import NumericKit
import Spectra
import Testing

@Suite("Noise and signals of a data set")
struct SignalEstimateTests {
  /// The spectrum of `P` samples of white noise of variance `η` with strong directions in it.
  static func spectrum(
    rows: Int, columns: Int, spikes: [Double], noise: Double, seed: UInt64
  ) throws -> DataSpectrum {
    var stream = RandomStream(seed: 11, stream: seed)
    var values = stream.normals(rows * columns)
    for index in values.indices {
      let column = index % columns
      let variance = column < spikes.count ? spikes[column] : noise
      values[index] *= variance.squareRoot()
    }
    return try DataSpectrum(of: DataTable(values, columns: columns, named: "draw"))
  }

  /// Spikes whose sample eigenvalue is 20 % above the edge: right in 95 % of the draws, and the noise
  /// within 2 % on average and within its interval.
  @Test(arguments: [(1000, 100), (200, 200), (400, 400), (100, 400)])
  func signalsAreCounted(rows: Int, columns: Int) throws {
    let g = Double(columns) / Double(rows)
    let η = 0.7
    // λ̂ = 1.2 (1 + √g)² η, and three that are stronger.
    let target = 1.2 * (1 + g.squareRoot()) * (1 + g.squareRoot())
    let sum = target + 1 - g
    let weakest = (sum + (sum * sum - 4 * target).squareRoot()) / 2 * η
    let spikes = [weakest * 4, weakest * 2, weakest * 1.5, weakest]
    var (right, noise, inside, covered, total) = (0, 0.0, 0, 0, 0)
    let draws = 200
    for draw in 0..<draws {
      let estimate = try #require(
        SignalEstimate(
          of: Self.spectrum(
            rows: rows, columns: columns, spikes: spikes, noise: η, seed: UInt64(draw))))
      if estimate.signals == spikes.count { right += 1 }
      noise += estimate.noise / Double(draws)
      if estimate.noiseInterval.contains(η) { inside += 1 }
      for (spike, truth) in zip(estimate.spikes, spikes).prefix(1) {
        total += 1
        if spike.interval[0] <= truth, truth <= spike.interval[1] { covered += 1 }
      }
    }
    #expect(Double(right) >= 0.95 * Double(draws), "\(right) of \(draws)")
    #expect(abs(noise - η) <= 0.02 * η, "\(noise)")
    #expect(Double(inside) >= 0.9 * Double(draws), "\(inside)")
    #expect(Double(covered) >= 0.9 * Double(total), "\(covered) of \(total)")
  }
}
