import NumericKit

/// `y' = −k y`, with as many equal components as wanted.
struct Decay: GenericSystem {
  let rate: Double
  var dimension = 1

  func rates<S: FieldScalar>(_ y: UnsafePointer<S>, at t: S, into f: UnsafeMutablePointer<S>) {
    for i in 0..<dimension { f[i] = -rate * y[i] }
  }
}

/// An integrator that gives up before a test takes long.
func integrator(
  _ relative: Double = 1e-8, _ method: IntegrationMethod = .explicit,
  limits: IntegrationLimits = IntegrationLimits(maximumSteps: 20_000)
) -> Integrator {
  Integrator(tolerance: Tolerance(relative: relative), method: method, limits: limits)
}
