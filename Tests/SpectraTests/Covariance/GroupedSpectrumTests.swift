import LinearVAE
import NumericKit
import Spectra
import Testing

@Suite("Eigenvalues in groups")
struct GroupedSpectrumTests {
  /// The smallest loss of the second moment over all divisions into runs.
  private func best(_ values: [Double], parts: Int) -> Double {
    func loss(_ run: ArraySlice<Double>) -> Double {
      let mean = run.reduce(0, +) / Double(run.count)
      return run.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    guard parts > 1 else { return loss(values[...]) }
    return (1...(values.count - parts + 1)).map { first in
      loss(values[..<first]) + best(Array(values[first...]), parts: parts - 1)
    }.min() ?? 0
  }

  @Test("no other division loses less of the second moment", arguments: 1...5)
  func optimal(groups: Int) {
    var random = RandomStream(seed: 4, stream: 0)
    for _ in 0..<20 {
      let values = (0..<9).map { _ in 3 * random.uniform() }.sorted(by: >)
      let grouped = GroupedSpectrum(of: values, groups: groups)
      let second = values.reduce(0) { $0 + $1 * $1 }
      #expect(abs(grouped.momentError - best(values, parts: groups) / second) < 1e-12)
      #expect(grouped.data.groups.count == groups)
    }
  }

  @Test("variances of many directions are kept on average, single directions have no share")
  func moments() {
    let values = [9.0, 5] + Array(repeating: 1.1, count: 4) + Array(repeating: 0.9, count: 4)
    let data = GroupedSpectrum(of: values, groups: 3).data
    #expect(data.groups.map(\.share) == [0, 0, 1])
    #expect(zip(data.groups, [9, 5, 1]).allSatisfy { abs($0.variance - $1) < 4e-16 })
    let four = GroupedSpectrum(of: values, groups: 4)
    #expect(four.data.groups.map(\.share) == [0, 0, 0.5, 0.5] && four.momentError < 1e-15)
    // As many groups as directions: the last two are joined, since some must have a share.
    let all = GroupedSpectrum(of: [3, 2, 1], groups: 64).data
    #expect(all.groups.map(\.share) == [0, 1] && all.meanVariance == 1.5)
  }
}
