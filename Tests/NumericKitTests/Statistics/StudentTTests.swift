import NumericKit
import RealModule
import TestSupport
import Testing

@Suite("Student's distribution")
struct StudentTTests {
  /// One and two degrees of freedom have closed forms, which hold far out too.
  @Test(arguments: [0.01, 0.5, 1, 3, 25, 1e4, 1e9])
  func closedForms(t: Double) {
    let one = 2 / Double.pi * Double.atan(1 / t)
    #expect(abs(StudentT.tails(beyond: t, degrees: 1) / one - 1) < 1e-12)
    // 1 − t/√(2 + t²) without cancellation.
    let root = (2 + t * t).squareRoot()
    let two = 2 / (root * (root + t))
    #expect(abs(StudentT.tails(beyond: t, degrees: 2) / two - 1) < 1e-12)
  }

  /// Percentage points as tables print them.
  @Test(arguments: [
    (0.05, 4, 2.776_445_105_2), (0.01, 1, 63.656_741_162_9), (0.001, 9, 4.780_912_585_9),
    (0.05, 1_000_000, 1.959_966_356_8), (1e-6, 101, 5.210_362_692_97),
    (1e-6, 99, 5.217_164_206_65),
  ])
  func percentagePoints(probability: Double, degrees: Int, magnitude: Double) {
    let found = StudentT.magnitude(ofTails: probability, degrees: degrees)
    #expect(abs(found / magnitude - 1) < 1e-9)
    // The continued fraction rounds like the number of degrees.
    let rounding = 1e-12 + 1e-16 * Double(degrees)
    #expect(abs(StudentT.tails(beyond: found, degrees: degrees) / probability - 1) < rounding)
  }

  @Test func ends() {
    #expect(StudentT.tails(beyond: 0, degrees: 3) == 1)
    #expect(StudentT.tails(beyond: .infinity, degrees: 3) == 0)
    #expect(StudentT.tails(beyond: 1e200, degrees: 3) == 0)
    #expect(StudentT.magnitude(ofTails: 1, degrees: 3) < 1e-12)
    #expect(abs(StudentT.magnitude(ofTails: 1e-12, degrees: 1) / (2e12 / Double.pi) - 1) < 1e-9)
  }

  /// A mean of a few normal numbers over its estimated error.
  @Test(arguments: [2, 3, 5, 20])
  func draws(count: Int) {
    var stream = RandomStream(seed: 9, stream: UInt64(count))
    let probabilities = (0..<2000).map { _ in
      let numbers = (0..<count).map { _ in stream.normal() }
      let mean = numbers.reduce(0, +) / Double(count)
      let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let error = (squares / Double(count * (count - 1))).squareRoot()
      return StudentT.tails(beyond: abs(mean / error), degrees: count - 1)
    }
    #expect(KolmogorovSmirnov.pValue(probabilities) { $0 } > 1e-3)
  }
}
