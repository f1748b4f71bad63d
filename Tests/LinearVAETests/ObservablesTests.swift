import LinearVAE
import NumericKit
import RealModule
import Testing

@Suite("Observables")
struct ObservablesTests {
  @Test(arguments: [(1, 1), (3, 2), (2, 4)])
  func klIsThatOfTheCodes(latents: Int, factors: Int) {
    let model = VectorModel(latents: latents, factors: factors, seed: 11)
    let variances = model.gram(model.encoder, model.covariance * model.encoder).diagonal
    let divergences = model.state.klDivergences(data: model.data)
    #expect(divergences.count == latents)
    for (k, kl) in divergences.enumerated() {
      let D = model.variances[k]
      #expect(abs(kl - 0.5 * (variances[k] + D - 1 - Double.log(D))) < 1e-14)
    }
    let sum = divergences.reduce(0, +)
    #expect(model.state.rate(data: model.data) == sum)
  }

  /// `x̂ = W (Vᵀx/√N + √D ε)/√N`, so `x − x̂` is a linear image of `x` and independent noise.
  @Test(arguments: [(1, 1), (3, 2), (2, 4)])
  func distortionIsTheErrorOfTheReconstruction(latents: Int, factors: Int) {
    let model = VectorModel(latents: latents, factors: factors, seed: 12)
    let N = Double(model.dimension)
    let residual =
      .identity(model.dimension) - (1 / N) * (model.decoder * model.encoder.transposed)
    let fromData = (residual * model.covariance * residual.transposed).trace
    let fromCode = (model.decoder * Matrix.diagonal(model.variances) * model.decoder.transposed)
      .trace
    let expected = fromData + fromCode / N - model.covariance.trace
    #expect(abs(model.state.relativeDistortion(data: model.data) - expected) < 1e-13)
  }

  /// Reverse water-filling at level `β`: `½ ln(Λ_i/β)` nats and distortion `β` per active latent.
  @Test(arguments: [0.1, 0.5, 1, 3])
  func fixedPointsFillWater(beta: Double) {
    let data = SpikedData(signals: [2, 0.5], noise: 0.25)
    let state = fixedPoint(signals: data.signals, noise: data.noise, beta: beta, latents: 3)
    let eigenvalues = [2.25, 0.75, 0.25]
    for (kl, eigenvalue) in zip(state.klDivergences(data: data), eigenvalues) {
      #expect(abs(kl - 0.5 * max(Double.log(eigenvalue / beta), 0)) < 1e-15)
    }
    let expected = eigenvalues.reduce(0) { $0 + min(beta - $1, 0) }
    #expect(abs(state.relativeDistortion(data: data) - expected) < 1e-14)
    #expect(state.entanglement == 0)
  }

  @Test func entanglementIsTheLargestCorrelation() {
    var state = VectorModel(latents: 3, factors: 1, seed: 1).state
    state.E = [[4, 1, -3], [1, 9, 0], [-3, 0, 4]]
    #expect(state.entanglement == 0.75)
    state.E = [[0, 0, 0], [0, 9, 1.5], [0, 1.5, 1]]
    #expect(state.entanglement == 0.5)
    state = VectorModel(latents: 1, factors: 1, seed: 1).state
    #expect(state.entanglement == 0)
  }
}
