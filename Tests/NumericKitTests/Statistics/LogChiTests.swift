import NumericKit
import RealModule
import TestSupport
import Testing

@Suite("The logarithm of the length of a Gaussian vector")
struct LogChiTests {
  @Test("mean and deviation are those of draws", arguments: [1, 2, 3, 6])
  func draws(degrees: Int) {
    var stream = RandomStream(seed: 3, stream: UInt64(degrees))
    let count = 200_000
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<count {
      let square = (0..<degrees).reduce(0.0) { total, _ in
        let g = stream.normal()
        return total + g * g
      }
      let value = 0.5 * Double.log(square)
      sum += value
      squares += value * value
    }
    let mean = sum / Double(count)
    let deviation = (squares / Double(count) - mean * mean).squareRoot()
    let error = LogChi.standardDeviation(degrees: degrees) / Double(count).squareRoot()
    #expect(abs(mean - LogChi.mean(degrees: degrees)) < 4 * error)
    #expect(abs(deviation / LogChi.standardDeviation(degrees: degrees) - 1) < 0.02)
  }
}
