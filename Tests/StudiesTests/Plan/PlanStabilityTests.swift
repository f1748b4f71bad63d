import Fitting
import LinearVAE
import MeanField
import NumericKit
import RealModule
import Spectra
import Storage
import Studies
import TestSupport
import Testing

/// A linear β-VAE in the eigenbasis of its data, with `ln D` trained, as vectors and nothing but them.
private struct Descent {
  let eigenvalues: [Double]
  let level: Double
  var W, V: Matrix
  var logD: [Double]

  /// Near the optimum.
  init(_ forecast: LatentForecast, eigenvalues: [Double], level: Double, shift: Double) {
    (self.eigenvalues, self.level) = (eigenvalues, level)
    let (N, M) = (eigenvalues.count, forecast.latents.count)
    var random = SplitMix64(state: 11)
    func noise() -> Double { shift * Double.random(in: -1...1, using: &random) }
    (W, V) = (Matrix(rows: N, columns: M), Matrix(rows: N, columns: M))
    logD = forecast.latents.map { Double.log($0.encoderVariance) + noise() }
    for i in 0..<N {
      for k in 0..<M {
        W[i, k] = noise()
        V[i, k] = noise()
      }
    }
    for (k, latent) in forecast.latents.enumerated() where latent.isActive {
      W[k, k] += latent.decoderNorm
      V[k, k] += latent.decoderNorm / latent.eigenvalue
    }
  }

  /// `½ E‖x − x̂‖² + β KL`, averaged over data and code.
  var loss: Double {
    var ΣV = V
    for i in eigenvalues.indices {
      for k in logD.indices { ΣV[i, k] *= eigenvalues[i] }
    }
    let (A, Q, C) = (V.transposed * ΣV, W.transposed * W, W.transposed * ΣV)
    func sum(_ matrix: Matrix) -> Double { matrix.diagonal.reduce(0, +) }
    var loss = 0.5 * eigenvalues.reduce(0, +)
    loss -= sum(C)
    loss += 0.5 * sum(A * Q)
    for k in logD.indices {
      let D = Double.exp(logD[k])
      let divergence: Double = A[k, k] + D - 1 - logD[k]
      loss += 0.5 * Q[k, k] * D
      loss += 0.5 * level * divergence
    }
    return loss
  }

  /// One step on the averages over samples, or over the data if there are none.
  mutating func step(_ rate: Double, samples: [[Double]]?) {
    let (N, M) = (W.rows, W.columns)
    // The data themselves are N samples √(N λ_i) e_i.
    var rows = samples ?? []
    if samples == nil {
      for i in 0..<N {
        var row = [Double](repeating: 0, count: N)
        row[i] = (Double(N) * eigenvalues[i]).squareRoot()
        rows.append(row)
      }
    }
    let weight: Double = 1 / Double(rows.count)
    let Q = W.transposed * W
    var (dW, dV) = (Matrix(rows: N, columns: M), Matrix(rows: N, columns: M))
    for x in rows {
      let (a, b) = (V.transposed * x, W.transposed * x)
      let decoded = W * a
      let Qa = Q * a
      for i in 0..<N {
        for k in 0..<M {
          let residual: Double = decoded[i] - x[i]
          let g: Double = Qa[k] + level * a[k] - b[k]
          dW[i, k] += weight * residual * a[k]
          dV[i, k] += weight * x[i] * g
        }
      }
    }
    for k in 0..<M {
      let D = Double.exp(logD[k])
      for i in 0..<N { dW[i, k] += W[i, k] * D }
      let slope: Double = 0.5 * (D * (Q[k, k] + level) - level)
      logD[k] -= rate * slope
    }
    W = W - rate * dW
    V = V - rate * dV
  }
}

@Suite("Which learning rates a plan allows")
struct PlanStabilityTests {
  private static let cases: [(eigenvalues: [Double], latents: Int, beta: Double)] = [
    ([4, 3, 1.1, 0.8], 2, 0.9), ([4, 3, 1.1, 0.8], 1, 2.5), ([1.2, 1.1, 1, 0.2], 2, 0.4),
    ([2, 1, 0.5], 3, 1.5), ([0.5, 0.4, 0.3], 2, 1), ([1, 1, 1], 3, 0.1),
  ]

  @Test("full-batch descent settles below the largest stable rate, not above", arguments: 0..<6)
  func fullBatch(index: Int) throws {
    let (eigenvalues, latents, beta) = Self.cases[index]
    let plan = try PlanSpecification(latents: latents, beta: beta).run(
      on: DataSpectrum(rows: 500, eigenvalues: eigenvalues))
    let bound = try #require(plan.largestStableRate)
    func final(_ factor: Double) -> (loss: Double, start: Double) {
      var descent = Descent(
        plan.forecast, eigenvalues: eigenvalues, level: plan.level, shift: 1e-6)
      let start = descent.loss
      for _ in 0..<2500 { descent.step(factor * bound, samples: nil) }
      return (descent.loss, start)
    }
    let below = final(0.97)
    #expect(below.loss <= below.start + 1e-12)
    let above = final(1.03)
    #expect(!(above.loss <= above.start + 1e-6))
  }

  /// (noise-floor), with a mean over 60 000 steps of which a slow mode takes some hundred.
  @Test("SGD stays above the minimum by the noise floor", arguments: [1, 3])
  func floor(batch: Int) throws {
    let eigenvalues = [4.0, 2, 0.4, 0.2]
    var specification = PlanSpecification(latents: 3, beta: 1, learningRate: 0.004)
    specification.batch = batch
    let plan = try specification.run(on: DataSpectrum(rows: 500, eigenvalues: eigenvalues))
    let floor = try #require(plan.noiseFloor)
    var descent = Descent(plan.forecast, eigenvalues: eigenvalues, level: plan.level, shift: 0)
    let minimum = descent.loss
    var stream = RandomStream(seed: 5, stream: 0)
    var (sum, count) = (0.0, 0)
    for step in 0..<60_000 {
      let samples = (0..<batch).map { _ in
        zip(stream.normals(4), eigenvalues).map { $0 * $1.squareRoot() }
      }
      descent.step(0.004, samples: samples)
      guard step > 6000, step % 10 == 0 else { continue }
      sum += descent.loss - minimum
      count += 1
    }
    #expect(abs(sum / Double(count) / floor - 1) < 0.15)
    specification.batch = nil
    #expect(
      try specification.run(on: DataSpectrum(rows: 500, eigenvalues: eigenvalues)).noiseFloor
        == nil)
  }

  private static let noisy =
    [4.0, 3, 2] + Array(repeating: 0.8, count: 80)
    + Array(repeating: 0.3, count: 117)

  private func noisyPlan(rate: Double, latents: Int = 3, beta: Double = 0.9) throws -> Plan {
    var specification = PlanSpecification(latents: latents, beta: beta, learningRate: rate)
    specification.batch = 1
    return try specification.run(on: DataSpectrum(rows: 5000, eigenvalues: Self.noisy))
  }

  /// Far below where descent on all rows does, since 197 directions add to the noise of single samples.
  @Test("single samples diverge above the largest stable rate, not well below")
  func singleSamples() throws {
    let plan = try noisyPlan(rate: 0.001)
    let bound = try #require(plan.largestStableRate)
    #expect(bound < 0.2 * (2 / 16))
    func final(_ factor: Double, steps: Int) -> Double {
      var descent = Descent(plan.forecast, eigenvalues: Self.noisy, level: plan.level, shift: 1e-3)
      var stream = RandomStream(seed: 6, stream: 0)
      for _ in 0..<steps {
        let sample = zip(stream.normals(Self.noisy.count), Self.noisy).map { $0 * $1.squareRoot() }
        descent.step(factor * bound, samples: [sample])
      }
      return descent.loss
    }
    #expect(final(0.7, steps: 1500) < 1000)
    let above = final(1.3, steps: 600)
    #expect(!(above < 1e6))
  }

  /// All latents at once, with the directions of each in one problem, where the plan looks at two.
  @Test("the rate above which latents mix is that of all of them")
  func unmixed() throws {
    let plan = try noisyPlan(rate: 0.001)
    let found = try #require(plan.largestUnmixedRate)
    #expect(found < 0.8 * (try #require(plan.largestStableRate)))
    let (N, rate) = (200.0, 0.001)
    let data = SpectralData(
      [4.0, 3, 2].map { .init(variance: $0, share: 0) } + [
        .init(variance: 0.8, share: 80 / N), .init(variance: 0.3, share: 120 / N),
      ])
    let problem = SpectralProblem(
      data: data, latents: 3,
      training: Training(rates: .uniform(rate * N), beta: .constant(0.9), variance: .log))
    let expected = try #require(try SpectralRest(of: problem).largestUnmixedFactor) * rate
    // Of the smallest group three directions more.
    #expect(abs(found / expected - 1) < 0.01)
    #expect(
      try #require(try noisyPlan(rate: 0.001, latents: 1).largestUnmixedRate)
        == noisyPlan(rate: 0.001, latents: 1).largestStableRate)
    for (factor, codes) in [(0.99, []), (1.01, [Advice.Code.rateTooLarge])] {
      let advice = try noisyPlan(rate: factor * found).advice.filter { $0.code == .rateTooLarge }
      #expect(advice.map(\.code) == codes)
      if let value = advice.first?.value.value { #expect(abs(value / found - 1) < 1e-4) }
    }
  }
}
