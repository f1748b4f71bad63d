import NumericKit
import Testing

/// `y' = −k y`, with as many equal components as wanted.
private struct Decay: GenericSystem {
  let rate: Double
  var dimension = 1

  func rates<S: FieldScalar>(_ y: UnsafePointer<S>, at t: S, into f: UnsafeMutablePointer<S>) {
    for i in 0..<dimension { f[i] = -rate * y[i] }
  }
}

@Suite("Whether the stiff method pays")
struct StiffPaysTests {
  private func integrator(
    _ relative: Double = 1e-8, _ method: IntegrationMethod = .explicit,
    limits: IntegrationLimits = IntegrationLimits(maximumSteps: 20_000)
  ) -> Integrator {
    Integrator(tolerance: Tolerance(relative: relative), method: method, limits: limits)
  }

  /// Three hundred components at rate 1000: stable explicit steps are short, a stiff one costs a
  /// factorisation of order 300.
  @Test("the stiff method is chosen only where it pays: a long way to go, not a short one")
  func stiffPays() throws {
    let system = Decay(rate: 1000, dimension: 300)
    let start = [Double](repeating: 1, count: 300)
    let short = try integrator(1e-6, .automatic).solve(system, from: start, at: [1])
    #expect(short.statistics.factorizations == 0)
    #expect(short.statistics.steps > 200)
    let long = try integrator(1e-6, .automatic).solve(system, from: start, at: [1000])
    #expect(long.statistics.stiffSteps > 0)
    #expect(long.statistics.steps < 1000)
  }
}
