import LinearVAE
import MeanField
import NumericKit
import RealModule
import Testing

@Suite("Direct transcription of the choice of β(t)")
struct ScheduleTranscriptionTests {
  private typealias Goal = ScheduleTranscription.Goal

  /// Two problems: one latent in the limit; two latents, two unequal overlapping factors, unequal
  /// finite rates, weight decay, a batch, and `ln D` trained.
  private func problems() throws -> [(ConvergenceProblem, unit: Double)] {
    let small = try ConvergenceProblem(
      LearningProblem(
        data: SpikedData(signals: [1], noise: 1), latents: 1,
        training: Training(rates: .limit, beta: .constant(1))),
      from: OrderParameters(m: [[0.1]], d: [[0.1]], Q: [[1]], E: [[1]], R: [[0]], D: [1]))
    let data = SpikedData(signals: [1.5, 0.8], noise: 0.6, overlap: [[1, 0.3], [0.3, 1]])
    let m: Matrix = [[0.4, 0.1], [-0.1, 0.5]]
    let product = m * m.transposed
    let large = try ConvergenceProblem(
      LearningProblem(
        data: data, latents: 2,
        training: Training(
          rates: .finite(decoder: 0.05, encoder: 0.04, variance: 0.03), weightDecay: 0.05, batch: 2,
          beta: .constant(0.7), variance: .log)),
      from: OrderParameters(
        m: m, d: 0.8 * m, Q: product + .identity(2), E: product + .identity(2), R: product,
        D: [1, 0.9]))
    return [(small, 1), (large, 20)]
  }

  private func goals(unit: Double) -> [Goal] {
    [
      .time(level: 0.01, scale: 6 * unit, tail: [0.3, 0.5, 0.9, 1.6].map { $0 * unit }),
      .error(at: 5 * unit, scale: 1),
    ]
  }

  /// Fourth-order central differences, with pieces between 0.2 and 1 so that no step is stiff.
  @Test("exact gradients agree with finite differences to 1e-6 of the largest")
  func gradients() throws {
    for (problem, unit) in try problems() {
      for goal in goals(unit: unit) {
        let transcription = ScheduleTranscription(
          problem, maximum: 0.9, goal: goal, pieces: 7, isMonotone: true, substeps: 2)
        let values = [0.3, 0.9, 0.5, 0.2, 0.8, 0.6, 0.95]
        let x = transcription.variables(time: 5 * unit, values: values)
        let exact = transcription.evaluation(at: x)
        func numbers(_ x: [Double]) -> [Double] {
          let evaluation = transcription.evaluation(at: x)
          return [evaluation.value] + evaluation.constraints
        }
        let rows: [[Double]] =
          [exact.gradient]
          + exact.constraints.indices.map { row in x.indices.map { exact.jacobian[row, $0] } }
        let largest = rows.joined().map(\.magnitude).max() ?? 0
        #expect(largest > 1e-3)
        let ε = 1e-3
        for j in x.indices {
          func moved(_ steps: Double) -> [Double] {
            var point = x
            point[j] += steps * ε
            return numbers(point)
          }
          let (a, b, c, d) = (moved(-2), moved(-1), moved(1), moved(2))
          for i in rows.indices {
            let difference = (a[i] - 8 * b[i] + 8 * c[i] - d[i]) / (12 * ε)
            #expect(abs(rows[i][j] - difference) < 1e-6 * max(1, largest), "\(i), \(j)")
          }
        }
      }
    }
  }

  @Test("the error on the grid is that of the adaptive flow under the schedule")
  func agreesWithFlow() throws {
    for (problem, unit) in try problems() {
      let transcription = ScheduleTranscription(
        problem, maximum: 0.9, goal: .error(at: 5 * unit, scale: 1), pieces: 10, isMonotone: false,
        substeps: 4)
      let values = (0..<10).map { 0.02 + 0.1 * Double(($0 * 7) % 10) }
      let x = transcription.variables(time: 5 * unit, values: values)
      let training = problem.problem.training
      let flow = try OrderParameterFlow(
        LearningProblem(
          data: problem.problem.data, latents: problem.problem.latents,
          training: Training(
            rates: training.rates, weightDecay: training.weightDecay, batch: training.batch,
            beta: transcription.schedule(of: x), variance: training.variance)),
        integrator: Integrator(tolerance: Tolerance(relative: 1e-11)))
      let state = try flow.trajectory(from: problem.initial, at: [5 * unit])[0]
      let expected = state.generalizationError(data: problem.problem.data)
      #expect(abs(transcription.evaluation(at: x).value / expected - 1) < 1e-6)
    }
  }
}
