import LinearVAE
import MeanField
import NumericKit
import RealModule
import Testing

@Suite("The optimum on few samples")
struct FiniteOptimumTests {
  @Test("agrees with independent values", arguments: FiniteDataFixture.values.optimum)
  func reference(expected: FiniteDataFixture.Optimum) throws {
    let data = SpikedData(signals: [expected.rho], noise: expected.eta)
    let optimum = try FiniteOptimum(
      of: data, samplesPerDimension: expected.alpha, latents: 1, beta: expected.beta)
    let (factor, state) = (optimum.factors[0], optimum.state)
    #expect(abs(factor.sample - expected.sample_eigenvalue) <= 1e-9)
    #expect(abs(factor.cosine2 - expected.cosine2) <= 1e-9)
    #expect(abs(state.Q[0, 0] - expected.Q) <= 1e-9 && abs(state.m[0, 0] - expected.m) <= 1e-9)
    #expect(abs(optimum.error - expected.error) <= 1e-9)
    #expect((optimum.living == 0) == (expected.beta > expected.sample_eigenvalue))
    #expect((optimum.best == nil) == (expected.best_beta == nil))
    if let best = expected.best_beta {
      #expect(abs((optimum.best?.level ?? .nan) - best) <= 1e-9)
      #expect(optimum.bestError < optimum.error)
    } else {
      #expect(optimum.bestError == expected.rho)
    }
  }

  /// Several factors on both sides of the edge, more and fewer latents than factors, and factors that
  /// overlap: the state has the error of the formula, and no other `β` a smaller one than the best.
  @Test("of several latents has the error of its state", arguments: [1, 2, 3, 6])
  func totals(latents: Int) throws {
    let overlap = Matrix(rows: 3, columns: 3, elements: [1, 0.4, 0, 0.4, 1, -0.3, 0, -0.3, 1])
    for mixing in [nil, overlap] {
      let data = SpikedData(signals: [0.3, 2.5, 1.1], noise: 0.9, overlap: mixing)
      for α in [0.2, 1, 3, 40] {
        var lowest = Double.infinity
        for step in 1...400 {
          let optimum = try FiniteOptimum(
            of: data, samplesPerDimension: α, latents: latents, beta: Double(step) * 0.03)
          let state = optimum.state
          let measured = state.generalizationError(mixing == nil ? .aligned : .subspace, data: data)
          #expect(abs(optimum.error - measured) <= 1e-12 * max(1, measured))
          #expect(optimum.living == state.Q.diagonal.count { $0 > 0 })
          try state.checkRealizable(data: data)
          #expect(optimum.error >= optimum.bestError - 1e-12)
          lowest = min(lowest, optimum.error)
        }
        let optimum = try FiniteOptimum(
          of: data, samplesPerDimension: α, latents: latents, beta: 0.5)
        #expect(lowest - optimum.bestError <= 0.03 * Double(latents))
        let edge = 0.9 * (1 + 1 / α.squareRoot()) * (1 + 1 / α.squareRoot())
        let visible = optimum.factors.count { $0.isVisible }
        #expect(optimum.eigenvalues.count { $0 <= edge } == max(0, latents - visible))
      }
    }
  }

  /// As samples grow the optimum is that of the population, and the best `β` the noise.
  @Test("tends to that of endless data")
  func endless() throws {
    let data = SpikedData(signals: [1.3], noise: 0.7)
    for α in [1e3, 1e5, 1e7] {
      let optimum = try FiniteOptimum(of: data, samplesPerDimension: α, latents: 1, beta: 0.7)
      #expect(optimum.error * α < 2 && optimum.bestError <= optimum.error)
      let slope = ((optimum.best?.level ?? 0) - 0.7) * α
      #expect(abs(slope - 2 * 0.7 * 2.0 / 1.3) < 10 / α + 1e-6)
      #expect(1 - optimum.factors[0].cosine2 < 2 / α)
    }
  }

  /// Alternating minimisation of the loss on drawn samples, which knows no eigenvectors: encoder, variance
  /// and decoder in turn, each at its minimum given the others.
  private func minimised(
    _ data: SpikedData, beta: Double, rows P: Int, columns N: Int, seed: UInt64
  ) -> (error: Double, Q: Double) {
    var stream = RandomStream(seed: seed, stream: 0)
    let ρ = data.signals[0]
    let (factor, noise) = ((ρ + data.noise).squareRoot(), data.noise.squareRoot())
    let samples = Matrix(
      rows: P, columns: N,
      elements: stream.normals(P * N).enumerated().map { $1 * ($0 % N == 0 ? factor : noise) })
    let mirrored = samples.transposed
    // w and v are per root of N, so that Q = w·w.
    var w = stream.normals(N).map { $0 / Double(N).squareRoot() }
    for _ in 0..<300 {
      let Q = w.reduce(0) { $0 + $1 * $1 }
      guard Q > 1e-12 else { return (ρ, 0) }
      let v = w.map { $0 / (Q + beta) }
      let D = beta / (Q + beta)
      let codes = samples * v
      let A = codes.reduce(0) { $0 + $1 * $1 } / Double(P)
      w = (mirrored * codes).map { $0 / Double(P) / (A + D) }
    }
    let Q = w.reduce(0) { $0 + $1 * $1 }
    return (ρ - 2 * (ρ * w[0] * w[0]).squareRoot() + Q, Q)
  }

  /// On both sides of the edge: the mean over draws, up to four standard errors and what finite samples are
  /// off by: the edge by some `N^{-2/3}` of it, and the noise by chance has some `N^{-1/2}` of a factor
  /// that does not show.
  @Test(
    "is where an independent minimisation on samples ends",
    arguments: [(0.3, 1.0), (0.3, 3), (0.8, 0.5), (2, 1.2), (8, 1), (50, 0.4)])
  func samples(α: Double, strength: Double) throws {
    let data = SpikedData(signals: [strength], noise: 1)
    let N = min(400, Int((60_000 / α).squareRoot()))
    let draws = 6
    let optimum = try FiniteOptimum(of: data, samplesPerDimension: α, latents: 1, beta: 0.6)
    let runs = (0..<draws).map {
      minimised(data, beta: 0.6, rows: Int(α * Double(N)), columns: N, seed: UInt64($0))
    }
    for (values, expected) in [
      (runs.map(\.error), optimum.error), (runs.map(\.Q), optimum.state.Q[0, 0]),
    ] {
      let mean = values.reduce(0, +) / Double(draws)
      let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let standardError = (spread / Double(draws * (draws - 1))).squareRoot()
      let chance = optimum.factors[0].isVisible ? 0 : 6 / Double(N)
      let bias =
        optimum.edge * Double.pow(Double(N), -2.0 / 3)
        + 2 * (strength * optimum.state.Q[0, 0] * chance).squareRoot()
      #expect(
        abs(mean - expected) <= 4 * standardError + bias,
        "\(mean) \(expected) ± \(standardError)")
    }
  }

  @Test("refuses what is impossible")
  func refusals() {
    let data = SpikedData(signals: [1], noise: 1)
    for (α, latents, beta, key) in [
      (0.0, 1, 1.0, "data.samples_per_dimension"), (.infinity, 1, 1, "data.samples_per_dimension"),
      (1, 0, 1, "model.latents"), (1, 1, -1, "training.beta"),
    ] {
      let error = #expect(throws: InvalidProblem.self) {
        try FiniteOptimum(of: data, samplesPerDimension: α, latents: latents, beta: beta)
      }
      #expect(error?.keyPath == key)
    }
  }
}
