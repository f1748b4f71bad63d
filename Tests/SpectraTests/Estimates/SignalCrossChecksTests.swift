import Foundation
import NumericKit
import Spectra
import Testing

@Suite("Other ways to count signals")
struct SignalCrossChecksTests {
  /// Strong signals, on which all methods agree.
  @Test("agree on strong signals", arguments: [(500, 50), (200, 100), (80, 200)])
  func strong(rows: Int, columns: Int) throws {
    let g = Double(columns) / Double(rows)
    let spikes = [100, 90, 80].map { $0 * (1 + g.squareRoot()) }
    for draw in 0..<10 {
      let spectrum = try spikedSpectrum(
        rows: rows, columns: columns, spikes: spikes, noise: 1, draw: draw)
      let checks = try #require(SignalCrossChecks(of: spectrum))
      #expect(checks.gavishDonoho == 3 && checks.parallelAnalysis == 3)
      #expect(checks.profileLikelihood == 3 && checks.minka == (rows > columns ? 3 : nil))
    }
  }

  /// Pure noise, where the profile likelihood has no way to say so.
  @Test("find none in noise, but for the profile likelihood")
  func none() throws {
    var counts = [0, 0, 0]
    for draw in 0..<100 {
      let spectrum = try spikedSpectrum(rows: 300, columns: 30, noise: 2, draw: draw)
      let checks = try #require(SignalCrossChecks(of: spectrum))
      counts[0] += checks.gavishDonoho
      counts[1] += checks.parallelAnalysis
      counts[2] += try #require(checks.minka)
      #expect(try #require(checks.profileLikelihood) >= 1)
    }
    // Parallel analysis is a test at the level of 5 %.
    #expect(counts[0] <= 1 && counts[1] <= 12 && counts[2] <= 1, "\(counts)")
  }

  /// The evidence as Minka prints it, term by term, for every number of dimensions.
  @Test("have Minka's evidence", arguments: [40, 200, 5000])
  func evidence(samples: Int) throws {
    let eigenvalues = [9, 4.1, 3.9, 2.2, 1.9, 1.7, 1.6, 1.4, 1.1, 0.9]
    let (d, N) = (eigenvalues.count, Double(samples))
    func evidence(_ k: Int) -> Double {
      let v = eigenvalues[k...].reduce(0, +) / Double(d - k)
      let m = Double(d * k) - Double(k * (k + 1)) / 2
      var sum = -Double(k) * log(2) - N * Double(d - k) / 2 * log(v)
      for i in 0..<k {
        let half = Double(d - i) / 2
        sum += lgamma(half) - half * log(.pi) - N / 2 * log(eigenvalues[i])
        for j in (i + 1)..<d {
          let inverse = 1 / (j < k ? eigenvalues[j] : v) - 1 / eigenvalues[i]
          sum -= 0.5 * log(inverse * (eigenvalues[i] - eigenvalues[j]) * N)
        }
      }
      return sum + (m + Double(k)) / 2 * log(2 * .pi) - Double(k) / 2 * log(N)
    }
    let best = (0..<d).max { evidence($0) < evidence($1) }
    let checks = try #require(
      SignalCrossChecks(of: DataSpectrum(rows: samples, eigenvalues: eigenvalues)))
    #expect(checks.minka == best)
  }

  /// The split as Zhu and Ghodsi print it: two normal densities of one variance.
  @Test("have the profile likelihood of two normal groups")
  func profile() throws {
    let eigenvalues = [50, 42, 30, 9, 8, 7.5, 6, 5.5, 5, 1]
    let count = eigenvalues.count
    func likelihood(_ q: Int) -> Double {
      let groups = [eigenvalues[..<q], eigenvalues[q...]]
      let spread = groups.reduce(0.0) { sum, group in
        let mean = group.reduce(0, +) / Double(group.count)
        return sum + group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      }
      return -Double(count) / 2 * log(spread / Double(count - 2))
    }
    let best = (1..<count).max { likelihood($0) < likelihood($1) }
    let checks = SignalCrossChecks(of: DataSpectrum(rows: 100, eigenvalues: eigenvalues))
    #expect(checks?.profileLikelihood == best && best == 3)
  }

  /// One seed, one answer; few eigenvalues; no noise.
  @Test("answer whatever the spectrum")
  func degenerate() throws {
    let spectrum = try spikedSpectrum(rows: 60, columns: 20, spikes: [3], noise: 1, draw: 2)
    #expect(SignalCrossChecks(of: spectrum, seed: 4) == SignalCrossChecks(of: spectrum, seed: 4))
    let single = try #require(SignalCrossChecks(of: DataSpectrum(rows: 9, eigenvalues: [2])))
    #expect(single.profileLikelihood == nil && single.minka == 0)
    let low = try #require(
      SignalCrossChecks(of: DataSpectrum(rows: 9, eigenvalues: [2, 1, 0, 0, 0, 0])))
    #expect(low.gavishDonoho == 2 && low.minka == nil)
    #expect(SignalCrossChecks(of: DataSpectrum(rows: 9, eigenvalues: [0])) == nil)
  }
}
