import NumericKit
import RealModule
import TestSupport
import Testing

@Suite("Normal and uniform numbers")
struct RandomStreamTests {
  static let count = 2_000_000

  /// The first eight moments, each within 4 standard errors.
  @Test func momentsOfNormals() {
    var stream = RandomStream(seed: 11, stream: 0)
    let numbers = stream.normals(Self.count)
    // E x^{2k} = (2k − 1)!!
    let even: [Int: Double] = [
      2: 1, 4: 3, 6: 15, 8: 105, 10: 945, 12: 10_395, 14: 135_135, 16: 2_027_025,
    ]
    for power in 1...8 {
      let mean = numbers.reduce(0) { $0 + Double.pow($1, power) } / Double(Self.count)
      let expected = even[power] ?? 0
      let variance = (even[2 * power] ?? 0) - expected * expected
      let error = (variance / Double(Self.count)).squareRoot()
      #expect(abs(mean - expected) < 4 * error, "moment \(power): \(mean)")
    }
  }

  /// Kolmogorov–Smirnov at the level 1e-3.
  @Test func distributionOfNormals() {
    var stream = RandomStream(seed: 12, stream: 0)
    let p = KolmogorovSmirnov.pValue(stream.normals(Self.count)) {
      0.5 * .erfc(-$0 / Double.sqrt(2))
    }
    #expect(p > 1e-3, "p = \(p)")
  }

  /// Counts beyond several bounds, the ziggurat's last edge 3.654 among them, within 4 standard
  /// deviations on either side.
  @Test(arguments: [1, 2, 3, 3.5, 3.654_152_885_361_008_8, 3.8, 4.2])
  func tails(bound: Double) {
    var stream = RandomStream(seed: 13, stream: 0)
    let total = 10 * Self.count
    var (above, below) = (0, 0)
    for _ in 0..<total {
      let x = stream.normal()
      if x > bound { above += 1 }
      if x < -bound { below += 1 }
    }
    let expected = Double(total) * 0.5 * .erfc(bound / Double.sqrt(2))
    for found in [above, below] {
      #expect(abs(Double(found) - expected) < 4 * expected.squareRoot(), "\(found), \(expected)")
    }
  }

  /// The tail itself has the right shape: the numbers beyond the last edge, mapped to uniform ones.
  @Test func shapeOfTheTail() {
    var stream = RandomStream(seed: 14, stream: 0)
    let edge = 3.654_152_885_361_008_8
    var beyond: [Double] = []
    while beyond.count < 3000 {
      let x = abs(stream.normal())
      if x > edge { beyond.append(x) }
    }
    let whole = Double.erfc(edge / Double.sqrt(2))
    let p = KolmogorovSmirnov.pValue(beyond) { 1 - .erfc($0 / Double.sqrt(2)) / whole }
    #expect(p > 1e-3, "p = \(p)")
  }

  /// Products of numbers up to 8 apart, and of their squares, average to those of independent
  /// ones within 4 standard errors.
  @Test(arguments: 1...8)
  func independenceOfNormals(lag: Int) {
    var stream = RandomStream(seed: 15, stream: 0)
    let x = stream.normals(Self.count)
    let n = Double(Self.count - lag)
    var (linear, square) = (0.0, 0.0)
    for i in lag..<x.count {
      linear += x[i] * x[i - lag]
      square += (x[i] * x[i] - 1) * (x[i - lag] * x[i - lag] - 1)
    }
    #expect(abs(linear / n) < 4 / n.squareRoot())
    #expect(abs(square / n) < 4 * 2 / n.squareRoot())
  }

  /// Numbers at one place of neighbouring streams are independent normal numbers too.
  @Test func independenceOfStreams() {
    let x = (0..<20_000).map { stream -> [Double] in
      var stream = RandomStream(seed: 16, stream: UInt64(stream))
      return stream.normals(2)
    }
    let p = KolmogorovSmirnov.pValue(x.map { $0[0] }) { 0.5 * .erfc(-$0 / Double.sqrt(2)) }
    #expect(p > 1e-3, "p = \(p)")
    let n = Double(x.count - 1)
    let neighbours = (1..<x.count).reduce(0) { $0 + x[$1][0] * x[$1 - 1][0] } / n
    #expect(abs(neighbours) < 4 / n.squareRoot())
  }

  @Test func uniformNumbersAreInsideTheUnitInterval() {
    var stream = RandomStream(seed: 17, stream: 0)
    let numbers = (0..<200_000).map { _ in stream.uniform() }
    #expect(numbers.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(KolmogorovSmirnov.pValue(numbers) { $0 } > 1e-3)
  }

  /// A block is the same numbers as one by one.
  @Test func blocksAndSingles() {
    var (block, single) = (RandomStream(seed: 18, stream: 5), RandomStream(seed: 18, stream: 5))
    #expect(block.normals(1001) == (0..<1001).map { _ in single.normal() })
    #expect(block.generator == single.generator)
  }
}
