import FiniteSize
import LinearVAE
import NumericKit
import RealModule
import Spectra
import Studies
import Testing

/// (start-band) against runs of SGD, by the exact chain, each from a start of its own.
@Suite("The band over seeds around a predicted curve")
struct CurveBandTests {
  private struct Setting {
    let latents: Int
    /// Single directions, and what all others have.
    let singles: [Double]
    let rest: Double
    let step: Double
    let batch: Int
    static let columns = 60
    static let level = 0.8

    var eigenvalues: [Double] {
      singles + Array(repeating: rest, count: Self.columns - singles.count)
    }
  }

  private static let settings = [
    Setting(latents: 1, singles: [3], rest: 0.3, step: 0.002, batch: 4),
    Setting(latents: 1, singles: [2], rest: 0.6, step: 0.006, batch: 1),
    Setting(latents: 3, singles: [3], rest: 0.3, step: 0.004, batch: 2),
    Setting(latents: 2, singles: [4, 2], rest: 0.3, step: 0.004, batch: 2),
  ]

  /// `E‖x − x̂‖² − E‖x‖²` along the single directions, of runs at some times of a curve: what the weights
  /// elsewhere add dies out, and is no part of the band.
  private func distortions(
    _ setting: Setting, at times: [Double], runs: Int
  ) throws -> [[Double]] {
    let N = Double(Setting.columns)
    let problem = SpectralProblem(
      data: SpectralData(
        setting.singles.map { .init(variance: $0, share: 0) }
          + [.init(variance: setting.rest, share: 1)]),
      latents: setting.latents,
      training: Training(
        rates: .uniform(setting.step * N), batch: setting.batch, beta: .constant(Setting.level),
        variance: .log))
    return try (0..<runs).map { run in
      let seed = UInt64(run + 1)
      let start = try SpectralStart.random.state(
        for: problem, simulation: SimulationSettings(dimension: Setting.columns, seed: seed))
      return try SpectralSimulation(
        problem, dimension: Setting.columns, method: .exact, seed: seed
      ).trajectory(from: start, at: times.map { $0 / (setting.step * N) })
        .map { state in
          var state = state
          let zero = Matrix(rows: setting.latents, columns: setting.latents)
          state.groups[setting.singles.count] = .init(Q: zero, E: zero, R: zero)
          return state.relativeDistortion(data: problem.data)
        }
    }
  }

  /// As each bound passes half of its way, one run in ten is below it, half are, or one in ten is above: within
  /// four standard errors of 300 runs.
  @Test("one run in ten is below, one in ten above", arguments: 0..<4)
  func coverage(index: Int) throws {
    let (setting, runs) = (Self.settings[index], 300)
    var specification = PlanSpecification(
      latents: setting.latents, beta: Setting.level, learningRate: setting.step)
    specification.batch = setting.batch
    let plan = try specification.run(
      on: DataSpectrum(rows: 100_000, eigenvalues: setting.eigenvalues))
    let curve = try #require(plan.curve)
    let band = try #require(curve.band).distortion
    let total = setting.eigenvalues.reduce(0, +)
    // Half of what the first latent, which is the fastest, explains.
    let half = total - 0.5 * (setting.singles[0] - Setting.level)
    func crossing(_ bound: [Double]) throws -> Int {
      try #require(bound.firstIndex { $0 < half })
    }
    let bounds = [(0.1, band.lower), (0.5, band.median), (0.9, band.upper)]
    for (probability, bound) in bounds {
      let i = try crossing(bound)
      let values = try distortions(setting, at: [curve.times[i]], runs: runs).map { $0[0] }
      let share = Double(values.count { $0 + total < bound[i] }) / Double(runs)
      let error = (probability * (1 - probability) / Double(runs)).squareRoot()
      #expect(abs(share - probability) < 4 * error, "\(share) of \(probability)")
    }
  }
}
