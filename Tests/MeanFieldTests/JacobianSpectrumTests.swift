import ComplexModule
import LinearVAE
import MeanField
import NumericKit
import RealModule
import Testing

@Suite("Stability from the Jacobian of the flow itself")
struct JacobianSpectrumTests {
  /// What a latent has locked on to: an eigenvalue of the covariance, with its factor if any.
  private struct Latent {
    let eigenvalue: Double
    let factor: Int?
  }

  /// The fixed point of the small-rate limit in which the given latents are active, the others
  /// collapsed.
  private func fixedPoint(
    _ latents: [Latent?], factors: Int, beta: Double
  ) -> OrderParameters {
    let M = latents.count
    var m = Matrix(rows: M, columns: factors)
    var d = m
    var norms: [(Q: Double, E: Double, R: Double, D: Double)] = []
    for (k, latent) in latents.enumerated() {
      guard let latent else {
        norms.append((0, 0, 0, 1))
        continue
      }
      let (Λ, excess) = (latent.eigenvalue, latent.eigenvalue - beta)
      norms.append((excess, excess / (Λ * Λ), excess / Λ, beta / Λ))
      if let s = latent.factor {
        m[k, s] = excess.squareRoot()
        d[k, s] = excess.squareRoot() / Λ
      }
    }
    return OrderParameters(
      m: m, d: d, Q: .diagonal(norms.map(\.Q)), E: .diagonal(norms.map(\.E)),
      R: .diagonal(norms.map(\.R)), D: norms.map(\.D))
  }

  private func growthRate(
    ρ: Double, η: Double, β: Double, latents: [Latent?]
  ) throws -> Double {
    let flow = try OrderParameterFlow(
      LearningProblem(
        data: SpikedData(signals: [ρ], noise: η), latents: latents.count,
        training: Training(rates: .limit, beta: .constant(β))))
    let state = fixedPoint(latents, factors: 1, beta: β)
    let residual = flow.layout.coordinates(of: flow.velocity(at: state)).map(\.magnitude).max()
    #expect((residual ?? 1) < 1e-13)
    return try flow.jacobian(at: state).eigenvalues().map(\.real).max() ?? .nan
  }

  @Test(
    "measured maxima of the theory, one latent",
    arguments: [
      (1.0, 1.0, 1.5, false, 0.2361), (1, 1, 2.5, false, -0.1716), (1, 1, 0.5, true, -0.3206),
      (1, 1, 1.5, true, -0.2645), (0.5, 1.5, 1, true, -0.3820),
    ])
  func oneLatent(ρ: Double, η: Double, β: Double, isLearned: Bool, expected: Double) throws {
    let latent = isLearned ? Latent(eigenvalue: ρ + η, factor: 0) : nil
    #expect(abs(try growthRate(ρ: ρ, η: η, β: β, latents: [latent]) - expected) < 5e-5)
  }

  @Test("measured maxima of the theory, two latents")
  func twoLatents() throws {
    let learned = Latent(eigenvalue: 2, factor: 0)
    let noise = Latent(eigenvalue: 1, factor: nil)
    func rate(_ β: Double, _ second: Latent?) throws -> Double {
      try growthRate(ρ: 1, η: 1, β: β, latents: [learned, second])
    }
    #expect(abs(try rate(0.5, noise) + 0.0453) < 5e-5)
    #expect(abs(try rate(0.5, nil) - 0.5616) < 5e-5)
    #expect(abs(try rate(1.5, nil) + 0.1972) < 5e-5)
  }

  /// Theorem *collapse*: the collapsed state attracts iff β > ρ + η.
  @Test("the collapsed state attracts exactly above ρ + η", arguments: [0.5, 1.9, 1.999, 2.001, 3])
  func collapse(beta: Double) throws {
    #expect((try growthRate(ρ: 1.3, η: 0.7, β: beta, latents: [nil]) < 0) == (beta > 2))
  }

  @Test("one latent, collapsed: the closed form of all six eigenvalues")
  func closedForm() throws {
    let (ρ, η, β) = (0.8, 0.4, 0.9)
    let P = ρ + η
    func pair(_ x: Double) -> [Double] {
      let root = ((1 + β * x) * (1 + β * x) + 4 * x * (x - β)).squareRoot()
      return [-(1 + β * x) + root, -(1 + β * x) - root]
    }
    let expected = ([-β / 2, -(1 + β * η)] + pair(η) + pair(P).map { $0 / 2 }).sorted()
    let flow = try OrderParameterFlow(
      LearningProblem(
        data: SpikedData(signals: [ρ], noise: η), latents: 1,
        training: Training(rates: .limit, beta: .constant(β))))
    let measured = try flow.jacobian(at: fixedPoint([nil], factors: 1, beta: β)).eigenvalues()
    #expect(measured.allSatisfy { abs($0.imaginary) < 1e-12 })
    for (a, b) in zip(measured.map(\.real).sorted(), expected) { #expect(abs(a - b) < 1e-12) }
  }
}
