import Benchmark
import LinearVAE
import MeanField
import NumericKit

/// Eight latents on a spectrum of 64 groups that decays as a power, `β` at a fifth of its largest eigenvalue.
private func grouped(_ rates: LearningRates) -> SpectralProblem {
  let groups = (1...64).map {
    SpectralData.Group(variance: 4 / Double($0).squareRoot(), share: 1 / 64)
  }
  return SpectralProblem(
    data: SpectralData(groups), latents: 8, training: Training(rates: rates, beta: .constant(0.8)))
}

/// Two latents for one factor, as `fluctuations_scipy.py` has it.
private let noisy = LearningProblem(
  data: SpikedData(signals: [1], noise: 1), latents: 2,
  training: Training(rates: .uniform(0.01), beta: .constant(1)))

private let noisyStart = OrderParameters(
  m: [[0.3], [0.2]], d: [[0.3], [0.2]], Q: [[1.09, 0.06], [0.06, 1.04]],
  E: [[1.09, 0.06], [0.06, 1.04]], R: [[0.09, 0.06], [0.06, 0.04]], D: [1, 1])

/// The flow on spectra, from a random start to where it no longer moves; and fluctuations beside the flow
/// alone.
func spectralSuite() throws -> BenchmarkSuite {
  let suite = BenchmarkSuite(name: "spectral")
  // At the first time the state is within 1e-8, the tolerance, of the fixed point.
  for (name, rates, end) in [
    ("limit, to the fixed point", LearningRates.limit, 66.0),
    ("limit, and on to t = 100", .limit, 100),
    ("rates of 0.01, to the fixed point", .uniform(0.01), 6600),
    ("rates of 0.01, and on to t = 10000", .uniform(0.01), 10_000),
  ] {
    let problem = grouped(rates)
    let flow = try SpectralFlow(problem)
    let start = try SpectralStart.random.state(
      for: problem, simulation: SimulationSettings(dimension: 100_000))
    suite.benchmark("64 groups, 8 latents, \(name)", settings: Iterations(9)) {
      _ = try flow.solution(from: start, at: [end])
    }
  }

  let (flow, noise) = (try OrderParameterFlow(noisy), try LinearNoise(noisy))
  for (name, times) in [
    ("at one time", [3000]), ("at 301 times", (0...300).map { 10 * Double($0) }),
  ] {
    suite.benchmark("16 variables, the flow alone \(name)") {
      _ = try flow.solution(from: noisyStart, at: times)
    }
    suite.benchmark("16 variables, with fluctuations \(name)") {
      _ = try noise.course(from: noisyStart, at: times)
    }
  }
  return suite
}
