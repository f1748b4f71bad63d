import LinearVAE
import NumericKit
import RealModule
import Testing

/// `‖X − Y‖²/N`.
private func distance(_ x: Matrix, _ y: Matrix, _ model: VectorModel) -> Double {
  (x - y).elements.reduce(0) { $0 + $1 * $1 } / Double(model.dimension)
}

/// All signed permutation matrices of order `n`.
private func signedPermutations(_ n: Int) -> [Matrix] {
  guard n > 0 else { return [Matrix(rows: 0, columns: 0)] }
  return signedPermutations(n - 1).flatMap { smaller in
    (0..<n).flatMap { column in
      [1.0, -1.0].map { sign in
        var larger = Matrix(rows: n, columns: n)
        larger[n - 1, column] = sign
        for i in 0..<(n - 1) {
          for j in 0..<(n - 1) { larger[i, j < column ? j : j + 1] = smaller[i, j] }
        }
        return larger
      }
    }
  }
}

@Suite("ε_g")
struct GeneralizationErrorTests {
  @Test(arguments: 1...6)
  func pairedIsTheDistanceOfTheVectors(seed: UInt64) {
    let model = VectorModel(latents: 3, factors: 3, seed: seed)
    let expected = distance(model.target, model.decoder, model)
    #expect(abs(model.state.generalizationError(.paired, data: model.data) - expected) < 1e-14)
  }

  @Test(arguments: 1...6)
  func alignedIsTheLeastDistanceOverSignedPermutations(seed: UInt64) throws {
    let model = VectorModel(latents: 3, factors: 3, seed: seed)
    let distances = signedPermutations(3).map {
      distance(model.target, model.decoder * $0, model)
    }
    #expect(distances.count == 48)
    let least = try #require(distances.min())
    #expect(abs(model.state.generalizationError(data: model.data) - least) < 1e-14)
  }

  /// Rotations and reflections of two latents, on a grid of angles: the distance is quadratic at its
  /// minimum, so half a step of 1e-3 leaves less than 1e-6.
  @Test(arguments: 1...6)
  func subspaceIsTheLeastDistanceOverRotations(seed: UInt64) throws {
    let model = VectorModel(latents: 2, factors: 2, seed: seed)
    let distances = stride(from: 0, to: 2 * Double.pi, by: 1e-3).flatMap { angle in
      let (c, s) = (Double.cos(angle), Double.sin(angle))
      let turns: [Matrix] = [[[c, -s], [s, c]], [[c, s], [s, -c]]]
      return turns.map { distance(model.target, model.decoder * $0, model) }
    }
    let least = try #require(distances.min())
    let subspace = model.state.generalizationError(.subspace, data: model.data)
    #expect(subspace <= least + 1e-14)
    #expect(subspace >= least - 1e-6)
  }

  @Test(arguments: [(1, 1), (2, 1), (3, 2)])
  func pooledIsTheDistanceOfTheSums(latents: Int, factors: Int) {
    let model = VectorModel(latents: latents, factors: factors, seed: 5)
    let ones = { Matrix(rows: $0, columns: 1, repeating: 1) }
    let expected = distance(model.target * ones(factors), model.decoder * ones(latents), model)
    #expect(abs(model.state.generalizationError(.pooled, data: model.data) - expected) < 1e-14)
  }

  /// `M > 1`, `M* = 1`, as printed for the authors' script: `ρ − 2√ρ Σ_k m_k + Σ_kl Q_kl`.
  @Test func pooledWithOneFactor() {
    let state = OrderParameters(
      m: [[0.5], [0.25]], d: Matrix(rows: 2, columns: 1), Q: [[1, 0.125], [0.125, 2]],
      E: .identity(2), R: Matrix(rows: 2, columns: 2), D: [1, 1])
    let data = SpikedData(signals: [4], noise: 1)
    #expect(state.generalizationError(.pooled, data: data) == 4 - 4 * 0.75 + 3.25)
  }

  /// Two latents for one factor: the better one counts, the other only through its norm.
  @Test func alignedPicksTheBetterLatentAndItsSign() {
    let state = OrderParameters(
      m: [[0.1], [-0.5]], d: Matrix(rows: 2, columns: 1), Q: .diagonal([1, 1]),
      E: .identity(2), R: Matrix(rows: 2, columns: 2), D: [1, 1])
    let data = SpikedData(signals: [1], noise: 1)
    #expect(state.generalizationError(data: data) == 1 + 2 - 1)
    #expect(state.generalizationError(.paired, data: data) == 1 + 2 - 0.2)
  }

  @Test(arguments: [(1, 1), (1, 3), (3, 1), (4, 2)])
  func formsAreOrdered(latents: Int, factors: Int) {
    for seed in UInt64(1)...20 {
      let model = VectorModel(latents: latents, factors: factors, seed: seed)
      let paired = model.state.generalizationError(.paired, data: model.data)
      let aligned = model.state.generalizationError(.aligned, data: model.data)
      let subspace = model.state.generalizationError(.subspace, data: model.data)
      #expect(subspace <= aligned + 1e-14 && aligned <= paired + 1e-14)
    }
  }

  /// Theorem (optimum): at `β = η` the stable point has recovered the factors.
  @Test func everyFormButPooledVanishesAtTheLearnedPoint() {
    let data = SpikedData(signals: [2, 0.5], noise: 0.25)
    let state = fixedPoint(signals: data.signals, noise: 0.25, beta: 0.25, latents: 3)
    for form in [GeneralizationError.aligned, .paired, .subspace] {
      #expect(abs(state.generalizationError(form, data: data)) < 1e-15)
    }
  }
}
