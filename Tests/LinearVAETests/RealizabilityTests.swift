import LinearVAE
import NumericKit
import Testing

@Suite("Realisable states")
struct RealizabilityTests {
  @Test(arguments: [(1, 1), (3, 2), (2, 4)])
  func gramMatrixIsThatOfTheVectors(latents: Int, factors: Int) {
    let model = VectorModel(latents: latents, factors: factors, seed: 21)
    let all = (0..<model.dimension).map { i in
      model.factors.rowArrays[i] + model.decoder.rowArrays[i] + model.encoder.rowArrays[i]
    }
    let vectors = Matrix(
      rows: model.dimension, columns: factors + 2 * latents, elements: all.flatMap { $0 })
    let difference =
      model.state.gramMatrix(overlap: model.data.overlap)
      - model.gram(vectors, vectors)
    #expect(difference.elements.allSatisfy { abs($0) < 1e-15 })
  }

  @Test(arguments: 1...8)
  func statesOfVectorsAreRealisable(seed: UInt64) throws {
    let model = VectorModel(latents: 3, factors: 2, seed: seed)
    try model.state.checkRealizable(data: model.data)
  }

  /// Decoder and encoder in the span of the factors: `Γ` is singular, rounding may go either way.
  @Test(arguments: [0.1, 0.3, 0.7, 1, 1.9, 3])
  func fixedPointsOnTheBoundaryAreRealisable(beta: Double) throws {
    let data = SpikedData(signals: [2, 0.5], noise: 0.9)
    try fixedPoint(signals: data.signals, noise: 0.9, beta: beta, latents: 2)
      .checkRealizable(data: data)
  }

  /// `Γ = [[1, 2, 0], [2, 1, 0], [0, 0, 1]]`: eigenvalues −1, 1, 3.
  @Test func overlapBeyondCauchySchwarzIsRefusedWithItsEigenvalue() {
    let state = OrderParameters(m: [[2]], d: [[0]], Q: [[1]], E: [[1]], R: [[0]], D: [1])
    let error = #expect(throws: InvalidProblem.self) {
      try state.checkRealizable(data: SpikedData(signals: [1], noise: 1))
    }
    let smallest = error?.found.split(separator: " ").last.flatMap { Double($0) }
    #expect(error?.keyPath == "" && error?.allowed.hasPrefix("an eigenvalue ≥ 0") == true)
    #expect(abs((smallest ?? .nan) + 1) < 1e-14)
  }

  @Test func theToleranceIsTenDigits() throws {
    let data = SpikedData(signals: [1], noise: 1)
    func state(excess: Double) -> OrderParameters {
      OrderParameters(m: [[1 + excess]], d: [[0]], Q: [[1]], E: [[1]], R: [[0]], D: [1])
    }
    try state(excess: 0.9e-10).checkRealizable(data: data)
    #expect(throws: InvalidProblem.self) {
      try state(excess: 1.1e-10).checkRealizable(data: data)
    }
  }

  @Test func wrongEntriesAreNamed() {
    let data = SpikedData(signals: [1], noise: 1)
    let good = VectorModel(latents: 2, factors: 1, seed: 3).state
    func error(_ change: (inout OrderParameters) -> Void) -> InvalidProblem? {
      var state = good
      change(&state)
      return #expect(throws: InvalidProblem.self) { try state.checkRealizable(data: data) }
    }
    let variance = error { $0.D[1] = 0 }
    #expect(variance?.keyPath == "D" && variance?.found == "D[1] = 0.0")
    let infinity = error { $0.R[1, 0] = .nan }
    #expect(infinity?.keyPath == "R" && infinity?.found == "R[1][0] that is not finite")
    let asymmetry = error {
      $0.E[0, 1] = 0.5
      $0.E[1, 0] = 0.25
    }
    #expect(asymmetry?.keyPath == "E" && asymmetry?.found == "E[0][1] = 0.5 but E[1][0] = 0.25")
    #expect(asymmetry?.allowed == "a symmetric E")
  }
}
