import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Testing

/// The prediction for random starts against SGD at finite `N` from as many draws.
@Suite("Escape from the plateau at finite N")
struct RandomEscapeTests {
  @Test("mean and spread of the plateau over draws are those of the exact chain")
  func ensemble() throws {
    let problem = LearningProblem(
      data: SpikedData(signals: [1.5], noise: 0.5), latents: 2,
      training: Training(rates: .uniform(0.02), beta: .constant(1)))
    let (dimension, runs) = (4000, 60)
    let predicted = try EscapeProblem(problem).escapes(fromRandomStartIn: dimension)[0]
    let mean = try #require(predicted.time)
    let learned = try #require(try FixedPointAnalysis(problem).attractors().first).state
    let half = 0.5 * learned.m[0, 0] * learned.m[0, 0]
    let times = (0...600).map { 3 * mean * Double($0) / 600 }
    let measured = try (0..<runs).map { run -> Double in
      let start = try OrderParameters.random(
        latents: 2, data: problem.data, dimension: dimension, seed: UInt64(run))
      let states = try Simulation(
        problem, dimension: dimension, method: .exact, seed: 1000 + UInt64(run)
      ).trajectory(from: start, at: times)
      let reached = states.firstIndex {
        $0.m[0, 0] * $0.m[0, 0] + $0.m[1, 0] * $0.m[1, 0] >= half
      }
      return times[try #require(reached)]
    }
    let average = measured.reduce(0, +) / Double(runs)
    let spread = (measured.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(runs - 1))
      .squareRoot()
    let error = predicted.spread / Double(runs).squareRoot()
    #expect(abs(average - mean) < 3 * error + 0.02 * mean, "\(average), predicted \(mean)")
    // The relative error of a deviation over 60 draws is 9 %; of a skewed law somewhat more.
    #expect(abs(spread / predicted.spread - 1) < 0.35, "\(spread), predicted \(predicted.spread)")
  }
}
