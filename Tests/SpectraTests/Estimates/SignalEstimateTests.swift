import NumericKit
import Spectra
import Storage
import Testing

/// The spectrum of `P` samples of white noise of variance `η` with strong directions in it.
func spikedSpectrum(
  rows: Int, columns: Int, spikes: [Double] = [], noise: Double, draw: Int, seed: UInt64 = 11
) throws -> DataSpectrum {
  var stream = RandomStream(seed: seed, stream: UInt64(draw))
  var values = stream.normals(rows * columns)
  for index in values.indices {
    let column = index % columns
    values[index] *= (column < spikes.count ? spikes[column] : noise).squareRoot()
  }
  return try DataSpectrum(
    of: DataTable(Matrix(rows: rows, columns: columns, elements: values)))
}

/// Whether a share of draws is that of a stated level, but for three standard deviations of chance.
func isCovered(_ hits: Int, of total: Int, level: Double) -> Bool {
  let count = Double(total)
  return abs(Double(hits) - level * count) <= 3 * (count * level * (1 - level)).squareRoot()
}

@Suite("Noise and signals of a data set")
struct SignalEstimateTests {
  private let η = 0.7

  /// The population eigenvalue whose sample eigenvalue is this far above the edge of the noise.
  private func spike(sample factor: Double, ratio g: Double) -> Double {
    let y = factor * (1 + g.squareRoot()) * (1 + g.squareRoot())
    let sum = y + 1 - g
    return (sum + (sum * sum - 4 * y).squareRoot()) / 2 * η
  }

  /// Four signals, of which the weakest has a sample eigenvalue 20 % above the edge, are counted right in
  /// 95 % of 200 draws; the noise is within 2 %, and it and all of the signals are within their intervals
  /// of 95 % but for chance.
  ///
  /// Without the shares that signals take from the bulk the noise leaves its interval.
  @Test(
    "are found from g = 0.1 to 4",
    arguments: [(1000, 100), (600, 240), (400, 400), (300, 600), (250, 1000)])
  func areFound(rows: Int, columns: Int) throws {
    let weakest = spike(sample: 1.2, ratio: Double(columns) / Double(rows))
    let spikes = [weakest * 4, weakest * 2, weakest * 1.5, weakest]
    var (right, close, inside, covered, total) = (0, 0, 0, 0, 0)
    var mean = 0.0
    let draws = 200
    for draw in 0..<draws {
      let estimate = try #require(
        SignalEstimate(
          of: spikedSpectrum(rows: rows, columns: columns, spikes: spikes, noise: η, draw: draw)))
      if estimate.signals == spikes.count { right += 1 }
      if abs(estimate.noise.variance - η) <= 0.02 * η { close += 1 }
      if estimate.noise.interval.contains(η) { inside += 1 }
      mean += estimate.noise.variance / Double(draws)
      for (spike, truth) in zip(estimate.spikes, spikes) {
        total += 1
        if spike.interval.contains(truth) { covered += 1 }
      }
    }
    #expect(right >= 190, "\(right) of \(draws)")
    #expect(close >= 198, "\(close) of \(draws)")
    #expect(abs(mean / η - 1) <= 0.002, "\(mean)")
    #expect(isCovered(inside, of: draws, level: 0.95), "\(inside) of \(draws)")
    #expect(isCovered(covered, of: total, level: 0.95), "\(covered) of \(total)")
  }

  /// Signals that are close to each other in few samples, one by one: without Lawley's term the second is
  /// within its interval too often.
  @Test("are within their intervals in few samples")
  func coverInFewSamples() throws {
    let spikes = [12, 6, 3.5].map { $0 * (1 + 2.0.squareRoot()) }
    var (covered, total) = ([0, 0, 0], 0)
    for draw in 0..<2000 {
      let estimate = try #require(
        SignalEstimate(
          of: spikedSpectrum(rows: 60, columns: 120, spikes: spikes, noise: 1, draw: draw, seed: 77)
        ))
      guard estimate.signals == 3 else { continue }
      total += 1
      for index in 0..<3 where estimate.spikes[index].interval.contains(spikes[index]) {
        covered[index] += 1
      }
    }
    #expect(total >= 1960)
    for count in covered { #expect(isCovered(count, of: total, level: 0.95), "\(covered)") }
  }

  /// The harder reading: `ℓ` is 20 % above the point from which on it can be seen at all, so that its
  /// eigenvalue is 7 % above the edge at `g = 0.1` (and 3 % at `g = 1`, which takes thousands of samples).
  @Test("are found 20 % above the point where they become visible")
  func areFoundWhenBarelyVisible() throws {
    let visible = η * (1 + 0.1.squareRoot())
    var right = 0
    for draw in 0..<200 {
      let spectrum = try spikedSpectrum(
        rows: 2500, columns: 250, spikes: [1.2 * visible], noise: η, draw: draw)
      if SignalEstimate(of: spectrum)?.signals == 1 { right += 1 }
    }
    #expect(right >= 190, "\(right)")
  }

  /// Pure noise has no signals, however few the samples; one draw in a hundred may seem to have one.
  @Test(
    "are none in pure noise",
    arguments: [(20, 1000), (5, 200), (3, 50), (10, 10), (100, 3), (2000, 6), (300, 100)])
  func areNoneInNoise(rows: Int, columns: Int) throws {
    let draws = 300
    var (wrong, fits, mean, inside) = (0, 0, 0.0, 0)
    for draw in 0..<draws {
      let estimate = try #require(
        SignalEstimate(
          of: spikedSpectrum(rows: rows, columns: columns, noise: η, draw: draw, seed: 5)))
      if estimate.signals > 0 { wrong += 1 }
      if estimate.noise.isBulkLikeNoise { fits += 1 }
      if estimate.noise.interval.contains(η) { inside += 1 }
      mean += estimate.noise.variance / Double(draws)
    }
    #expect(wrong <= draws * 3 / 100, "\(wrong)")
    #expect(fits >= draws * 97 / 100, "\(fits)")
    #expect(abs(mean / η - 1) <= 0.02, "\(mean)")
  }

  /// Data of rank 3 in 12 columns have three signals and no noise; constant columns change nothing, nor
  /// does a column that repeats another one.
  @Test("are all there is without noise")
  func areAllWithoutNoise() throws {
    let data = spikedData(rows: 50, columns: 3, spikes: [9, 4, 1], noise: 1, seed: 3)
    var turned = Matrix(rows: 50, columns: 12)
    for i in 0..<50 {
      for j in 0..<12 { turned[i, j] = data[i, j % 3] + 0.3 * data[i, (j + j / 3) % 3] }
    }
    let estimate = try #require(SignalEstimate(of: DataSpectrum(of: DataTable(turned))))
    #expect(estimate.signals == 3 && estimate.noise.variance == 0 && estimate.edge == 0)
    #expect(estimate.noise.method == .rank && estimate.noise.interval == 0...0)
    #expect(estimate.spikes.allSatisfy { $0.cosine2 == 1 && $0.interval.contains($0.debiased) })
    #expect(estimate.detection == 0)

    let noise = spikedData(rows: 400, columns: 40, spikes: [9], noise: 1, seed: 8)
    let doubled = Matrix(rows: 400, columns: 41) { i, j in noise[i, min(j, 39)] }
    let plain = try #require(SignalEstimate(of: DataSpectrum(of: DataTable(noise))))
    let repeated = try #require(SignalEstimate(of: DataSpectrum(of: DataTable(doubled))))
    #expect(plain.signals == 1 && plain.noise.ratio == 39.0 / 398)
    // The two columns together are a direction of twice the variance.
    #expect(repeated.signals == 2 && repeated.noise.ratio == 38.0 / 397)
  }

  /// Two digits of samples, two columns, one column: numbers, and nothing that is not there.
  @Test("are told from few eigenvalues without failing")
  func fewEigenvalues() throws {
    for (rows, eigenvalues) in [
      (2, [3.0]), (2, [3, 0]), (3, [3, 2]), (3, [3, 2, 0]), (100, [10, 1]), (4, [5, 1, 1e-9]),
      (1000, [1, 1, 1]), (1_000_000, [9, 1, 1, 1]), (5, [1e100, 1e-100, 1e-100, 0]),
    ] {
      let spectrum = DataSpectrum(rows: rows, eigenvalues: eigenvalues)
      let estimate = try #require(SignalEstimate(of: spectrum), "\(eigenvalues)")
      let noise = estimate.noise
      #expect(noise.variance.isFinite && noise.variance >= 0 && estimate.detection.isFinite)
      #expect(noise.interval.contains(noise.variance), "\(eigenvalues) \(noise)")
      #expect(estimate.signals + estimate.rest.count == eigenvalues.count { $0 > 0 })
      #expect(estimate.spikes.allSatisfy { (0...1).contains($0.cosine2) && $0.debiased.isFinite })
    }
    let four = DataSpectrum(rows: 1_000_000, eigenvalues: [9, 1, 1, 1])
    #expect(SignalEstimate(of: four)?.signals == 1)
    #expect(SignalEstimate(of: DataSpectrum(rows: 5, eigenvalues: [0, 0])) == nil)
  }

  /// A spectrum that decays all the way has no noise to speak of, and the estimate says so: the digits,
  /// and the eigenvalues of 178 wines in their own units.
  @Test("in spectra that decay are marked as doubtful")
  func decayingSpectra() throws {
    let wine = DataSpectrum(
      rows: 178,
      eigenvalues: [
        98_644, 171.6, 9.385, 4.963, 1.222, 0.8363, 0.2774, 0.1507, 0.1115, 0.0713, 0.0373, 0.0210,
        0.00820,
      ])
    let iris = DataSpectrum(rows: 150, eigenvalues: [4.2, 0.24, 0.078, 0.024])
    for spectrum in [try DataSpectrum(of: digits()), wine, iris] {
      let estimate = try #require(SignalEstimate(of: spectrum))
      #expect(!estimate.noise.isBulkLikeNoise && estimate.noise.method == .median)
      #expect(estimate.signals > 0 && estimate.signals < spectrum.structuralRank)
      #expect(estimate.noise.interval.lowerBound < estimate.noise.interval.upperBound)
      #expect(estimate.edge < spectrum.eigenvalues[estimate.signals - 1])
    }
  }

  /// Data in other units have the same signals.
  @Test("do not depend on units")
  func units() throws {
    let spectrum = try spikedSpectrum(rows: 300, columns: 100, spikes: [9, 5], noise: 1, draw: 1)
    let one = try #require(SignalEstimate(of: spectrum))
    for factor in [1e-90, 1e90] {
      let scaled = DataSpectrum(rows: 300, eigenvalues: spectrum.eigenvalues.map { $0 * factor })
      let other = try #require(SignalEstimate(of: scaled))
      #expect(other.signals == one.signals)
      #expect(abs(other.noise.variance / factor / one.noise.variance - 1) <= ulps(64))
      for (a, b) in zip(one.spikes, other.spikes) {
        #expect(abs(b.debiased / factor / a.debiased - 1) <= ulps(64))
        #expect(abs(a.cosine2 - b.cosine2) <= ulps(64))
      }
    }
  }

  /// 350 rows that count for nothing beside 50 that do.
  @Test("rows of weight 0 are no samples")
  func rowsWithoutWeight() throws {
    var stream = RandomStream(seed: 3, stream: 0)
    let values = stream.normals(400 * 8)
    let weights = (0..<400).map { $0 < 50 ? 1.0 : 0 }
    let all = try DataTable(values, columns: 8, named: "all")
    let some = try DataTable(Array(values[..<400]), columns: 8, named: "some")
    let weighted = try #require(
      SignalEstimate(of: DataSpectrum(of: all, options: SpectrumOptions(weights: weights))))
    let alone = try #require(SignalEstimate(of: DataSpectrum(of: some)))
    #expect(weighted.signals == alone.signals)
    #expect(abs(weighted.noise.variance / alone.noise.variance - 1) < 1e-12)
    #expect(abs(weighted.edge / alone.edge - 1) < 1e-12)
  }
}
