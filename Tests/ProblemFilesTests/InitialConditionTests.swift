import LinearVAE
import NumericKit
import ProblemFiles
import Testing

@Suite("Problem files: initial state")
struct InitialConditionTests {
  private func state(
    _ initial: String, data: String = "{signals: [1.0], noise: 1.0}", latents: Int = 2
  ) throws -> OrderParameters {
    try ProblemFile(
      yaml: problemText(
        data: data, model: "{latents: \(latents)}", rest: "initial: \(initial)")
    ).specification.initialState()
  }

  @Test func oneOverlapFillsDecoderAndEncoder() throws {
    let state = try state("{overlap: 0.5, decoder_norm: 2, encoder_norm: 3, variance: 0.25}")
    let shared = 0.25
    #expect(state.m == [[0.5], [0.5]] && state.d == state.m)
    #expect(state.Q == [[2, shared], [shared, 2]])
    #expect(state.E == [[3, shared], [shared, 3]])
    #expect(state.R == [[shared, shared], [shared, shared]])
    #expect(state.D == [0.25, 0.25])
  }

  /// With `m* = [[1, c], [c, 1]]`, `m m*⁻¹ mᵀ` has `(x·y − c(x₁y₂ + x₂y₁))/(1 − c²)` for rows `x, y`.
  @Test func partsOutsideTheFactorsAreOrthogonal() throws {
    let state = try state(
      "{overlap: [[0.2, 0.1], [0.05, 0.3]]}",
      data: "{signals: [1, 1], noise: 1, overlap: [[1, 0.6], [0.6, 1]]}")
    let offDiagonal = (0.2 * 0.05 + 0.1 * 0.3 - 0.6 * (0.2 * 0.3 + 0.1 * 0.05)) / 0.64
    #expect(abs(state.Q[0, 1] - offDiagonal) < 1e-16)
    #expect(abs(state.R[1, 1] - (0.0925 - 1.2 * 0.015) / 0.64) < 1e-16)
    #expect(state.Q[0, 1] == state.Q[1, 0] && state.E[0, 1] == state.R[0, 1])
    #expect(state.Q.diagonal == [1, 1] && state.E.diagonal == [1, 1])
  }

  @Test func orderParametersAreTakenAsTheyAre() throws {
    let state = try state(
      "{m: [[0.1]], d: [[0.2]], Q: [[1]], E: [[2]], R: [[0.3]], D: [0.5]}", latents: 1)
    #expect(
      state
        == OrderParameters(
          m: [[0.1]], d: [[0.2]], Q: [[1]], E: [[2]], R: [[0.3]], D: [0.5]))
  }

  /// The draw belongs to dimension and seed; flow and simulation start from the same one.
  @Test func aRandomStartIsOneDraw() throws {
    func start(_ simulation: String) throws -> OrderParameters {
      try state("random\nsimulation: \(simulation)")
    }
    let drawn = try start("{dimension: 400, seed: 3}")
    #expect(try start("{dimension: 400, seed: 3, replicas: 9, method: vector}") == drawn)
    #expect(try start("{dimension: 400, seed: 4}") != drawn)
    #expect(try start("{dimension: 401, seed: 3}") != drawn)
    #expect(drawn.D == [1, 1])
    #expect(abs(drawn.Q[0, 0] - 1) < 0.4 && abs(drawn.m[0, 0]) < 0.25)
  }

  @Test func aRandomStartNeedsASimulation() throws {
    let error = #expect(throws: InvalidProblem.self) { try state("random") }
    #expect(error?.keyPath == "initial")
    #expect(error?.description.contains("section simulation") == true)
  }

  @Test(arguments: [
    ("{overlap: 1.5}", "initial", "smallest eigenvalue of their Gram matrix is -"),
    ("{overlap: 0.1, variance: 0}", "initial.variance", "found 0.0, expected a number > 0"),
    ("{overlap: 0.1, decoder_norm: -1}", "initial.decoder_norm", "a number ≥ 0"),
    ("{overlap: [[1]]}", "initial.overlap", "found a 1 × 1 matrix, expected a 2 × 1 matrix"),
    ("{overlap: [[1, 2], [1]]}", "initial.overlap.1", "expected a row of 2 numbers"),
    ("{decoder_norm: 1}", "initial.overlap", "found nothing"),
    ("rnadom", "initial", "found text \"rnadom\""),
    ("{m: [[0], [0]], D: [1, 1]}", "initial.d", "found nothing, expected a 2 × 1 matrix"),
    ("{m: [[0], [0]], d: [[0], [0]]}", "initial.D", "found nothing, expected a list of numbers"),
    (
      "{m: [[0], [0]], d: [[0], [0]], Q: [[1, 0.5], [0.25, 1]], E: [[1, 0], [0, 1]], "
        + "R: [[0, 0], [0, 0]], D: [1, 1]}", "initial.Q", "Q[0][1] = 0.5 but Q[1][0] = 0.25"
    ),
    (
      "{m: [[0], [0]], d: [[0], [0]], Q: [[1, 0], [0, 1]], E: [[1, 0], [0, 1]], "
        + "R: [[0, 0], [0, 0]], D: [1, 0]}", "initial.D", "D[1] = 0.0, expected numbers > 0"
    ),
    (
      "{m: [[0], [0]], d: [[0], [0]], Q: [[1, 0], [0, 1]], E: [[1, 0], [0, 1]], "
        + "R: [[0, 0], [0, 0]], D: [1]}", "initial.m",
      "found a 2 × 1 matrix, expected a 1 × M* matrix, a row per latent"
    ),
  ])
  func impossibleStatesAreRefused(initial: String, keyPath: String, message: String) {
    let error = #expect(throws: ProblemFileError.self) { try state(initial) }
    #expect(error?.keyPath == keyPath)
    #expect(error?.line == 4)
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
