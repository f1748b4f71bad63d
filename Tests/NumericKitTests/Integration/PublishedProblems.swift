import NumericKit

// Classics of the literature, with solutions published or computed to 12 digits.

/// `y'' = −y/|y|³`: an orbit of eccentricity `e` and period 2π.
struct Kepler: GenericSystem {
  let dimension = 4

  static func start(eccentricity e: Double) -> [Double] {
    [1 - e, 0, 0, ((1 + e) / (1 - e)).squareRoot()]
  }

  static func energy(_ y: [Double]) -> Double {
    0.5 * (y[2] * y[2] + y[3] * y[3]) - 1 / (y[0] * y[0] + y[1] * y[1]).squareRoot()
  }

  func rates<S: FieldScalar>(_ y: UnsafePointer<S>, at t: S, into f: UnsafeMutablePointer<S>) {
    let squared = y[0] * y[0] + y[1] * y[1]
    let inverseCube = inverseCubeOfRoot(squared)
    f[0] = y[2]
    f[1] = y[3]
    f[2] = -(y[0] * inverseCube)
    f[3] = -(y[1] * inverseCube)
  }

  /// `r⁻³` from `r²` by Newton's iteration, which needs no square root of a generic scalar.
  private func inverseCubeOfRoot<S: FieldScalar>(_ squared: S) -> S {
    var root = S(constant: 1)
    for _ in 0..<40 { root = 0.5 * (root + squared / root) }
    return S(constant: 1) / (squared * root)
  }
}

/// The Brusselator with A = 1, B = 3: a limit cycle (Hairer, Nørsett and Wanner I, section II.4).
struct Brusselator: GenericSystem {
  let dimension = 2
  static let start = [1.5, 3.0]
  /// At t = 20.
  static let end = [0.4986370712683478, 4.596780349452011]

  func rates<S: FieldScalar>(_ y: UnsafePointer<S>, at t: S, into f: UnsafeMutablePointer<S>) {
    let cubic = y[0] * y[0] * y[1]
    f[0] = S(constant: 1) + cubic - 4 * y[0]
    f[1] = 3 * y[0] - cubic
  }
}

/// Robertson's chemical kinetics, rates from 0.04 to 3e7.
struct Robertson: GenericSystem {
  let dimension = 3
  static let start = [1.0, 0, 0]
  /// At t = 0.4, 40, 4e3, 4e5.
  static let times = [0.4, 40, 4e3, 4e5]
  static let solution = [
    [0.9851721138609905, 3.3863953789749476e-05, 0.014794022185218796],
    [0.7158270687194064, 9.18553476455797e-06, 0.28416374574583003],
    [0.18320225777670557, 8.942371252775341e-07, 0.816796847986174],
    [0.004938274521001388, 1.984994087963075e-08, 0.9950617056290639],
  ]

  func rates<S: FieldScalar>(_ y: UnsafePointer<S>, at t: S, into f: UnsafeMutablePointer<S>) {
    let slow = 0.04 * y[0]
    let middle = 1e4 * (y[1] * y[2])
    let fast = 3e7 * (y[1] * y[1])
    f[0] = middle - slow
    f[1] = slow - middle - fast
    f[2] = fast
  }
}

/// Van der Pol's oscillator at μ = 1000 (Test Set for IVP Solvers, problem VDPOL, unscaled).
struct VanDerPol: GenericSystem {
  let dimension = 2
  let μ = 1000.0
  static let start = [2.0, 0]
  /// At t = 2000.
  static let end = [1.706167732170483, -0.8928097010247975e-3]

  func rates<S: FieldScalar>(_ y: UnsafePointer<S>, at t: S, into f: UnsafeMutablePointer<S>) {
    f[0] = y[1]
    f[1] = μ * ((S(constant: 1) - y[0] * y[0]) * y[1]) - y[0]
  }
}

/// `y' = −2t y²`, so `y = 1/(1 + t²)` from `y(0) = 1`: smooth, nonlinear and non-autonomous.
struct Witch: GenericSystem {
  let dimension = 1

  func rates<S: FieldScalar>(_ y: UnsafePointer<S>, at t: S, into f: UnsafeMutablePointer<S>) {
    f[0] = -2 * (t * (y[0] * y[0]))
  }
}

/// `y' = y²` from `y(0) = 1` blows up at t = 1.
struct BlowUp: GenericSystem {
  let dimension = 1

  func rates<S: FieldScalar>(_ y: UnsafePointer<S>, at t: S, into f: UnsafeMutablePointer<S>) {
    f[0] = y[0] * y[0]
  }
}

/// `y' = −k (y − target)` with a target that jumps from 0 to 1 at t = 1 and back at t = 2.
struct SwitchedRelaxation: DifferentiableSystem {
  let rate: Double
  let dimension = 1
  private var target = 0.0

  init(rate: Double) { self.rate = rate }

  func nextBreakPoint(after time: Double) -> Double? { time < 1 ? 1 : time < 2 ? 2 : nil }

  mutating func enterStretch(around time: Double) { target = (1...2).contains(time) ? 1 : 0 }

  func evaluate(
    _ y: UnsafePointer<Double>, at t: Double, into f: UnsafeMutablePointer<Double>,
    scratch: UnsafeMutablePointer<Double>
  ) {
    f[0] = -rate * (y[0] - target)
  }

  func evaluateJacobian(
    _ y: UnsafePointer<Double>, at t: Double, into jacobian: UnsafeMutablePointer<Double>
  ) {
    jacobian[0] = -rate
  }

  func evaluateTimeDerivative(
    _ y: UnsafePointer<Double>, at t: Double, into derivative: UnsafeMutablePointer<Double>
  ) {
    derivative[0] = 0
  }
}

/// A system that an integrator follows in steps of one length, unless accuracy asks for shorter ones.
struct EqualSteps<System: DifferentiableSystem>: DifferentiableSystem {
  let system: System
  let length: Double

  var dimension: Int { system.dimension }

  func nextBreakPoint(after time: Double) -> Double? { ((time / length).rounded() + 1) * length }

  func evaluate(
    _ y: UnsafePointer<Double>, at t: Double, into f: UnsafeMutablePointer<Double>,
    scratch: UnsafeMutablePointer<Double>
  ) {
    system.evaluate(y, at: t, into: f, scratch: scratch)
  }

  func evaluateJacobian(
    _ y: UnsafePointer<Double>, at t: Double, into jacobian: UnsafeMutablePointer<Double>
  ) {
    system.evaluateJacobian(y, at: t, into: jacobian)
  }

  func evaluateTimeDerivative(
    _ y: UnsafePointer<Double>, at t: Double, into derivative: UnsafeMutablePointer<Double>
  ) {
    system.evaluateTimeDerivative(y, at: t, into: derivative)
  }
}
