import FiniteSize
import LinearVAE
import NumericKit
import RealModule
import Storage
import TestSupport
import Testing

/// The coordinates of a sample without a factor, `√N x = √(ηN) n`.
@Suite("Distributions of samples")
struct SampleDistributionTests {
  private let count = 20_000

  private func noise(_ distribution: SampleDistribution) throws -> [Double] {
    let data = SpikedData(signals: [0], noise: 0.25, distribution: distribution)
    let example = Case("", latents: 1, data: data, rates: .uniform(0.1))
    let simulation = try Simulation(
      example.problem, dimension: count, method: .vector, seed: 12)
    let run = try simulation.run(0, from: try example.start())
    let scale = 1 / (0.25 * Double(count)).squareRoot()
    return run.snapshot.arrays[1].values.map { scale * $0 }
  }

  /// Kolmogorov–Smirnov at the level 1e-3 against the closed form with unit variance.
  @Test(arguments: [SampleDistribution.gaussian, .uniform, .laplace])
  func continuous(distribution: SampleDistribution) throws {
    let p = KolmogorovSmirnov.pValue(try noise(distribution)) { x in
      switch distribution {
      case .uniform: return min(max(0.5 + x / (2 * Double.sqrt(3)), 0), 1)
      case .laplace:
        let tail = 0.5 * Double.exp(-Double.sqrt(2) * abs(x))
        return x < 0 ? tail : 1 - tail
      default: return 0.5 * .erfc(-x / Double.sqrt(2))
      }
    }
    #expect(p > 1e-3, "p = \(p)")
  }

  /// Signs are fair, and products of two of them up to 64 apart, the length of a random word, average
  /// to zero: 4 standard deviations each, the second of 65 numbers with a level of 0.4 % in all.
  @Test func signs() throws {
    let signs = try noise(.rademacher)
    #expect(signs.allSatisfy { abs($0.magnitude - 1) < 1e-12 })
    for lag in 0...64 {
      let sum = (lag..<count).reduce(0) { $0 + (lag == 0 ? 1 : signs[$1 - lag]) * signs[$1] }
      #expect(abs(sum) < 4 * Double(count).squareRoot(), "lag \(lag)")
    }
  }

  /// All have the mean 0, the variance 1 and no correlation of neighbours.
  @Test(arguments: SampleDistribution.allCases)
  func neighbours(distribution: SampleDistribution) throws {
    let n = try noise(distribution)
    let products = (1..<count).reduce(0) { $0 + n[$1] * n[$1 - 1] }
    #expect(abs(n.reduce(0, +)) < 4 * Double(count).squareRoot())
    #expect(abs(products) < 4 * Double(count).squareRoot())
    // The fourth moment is 6 at most.
    let variance = n.reduce(0) { $0 + $1 * $1 } / Double(count)
    #expect(abs(variance - 1) < 4 * (5 / Double(count)).squareRoot())
  }
}
