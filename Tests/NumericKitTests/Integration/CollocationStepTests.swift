import NumericKit
import RealModule
import Testing

@Suite("Steps of Radau's collocation")
struct CollocationStepTests {
  /// `y' = u y (1 − y)`, `z' = −y z`, with `y = 1/(1 + (1/y₀ − 1) e^{−ut})`, `z = z₀ ((1 − y)/(1 − y₀))^{1/u}`.
  private struct Logistic: ControlledSystem {
    let dimension = 2
    func staysPositive(_ component: Int) -> Bool { false }
    func linearize(
      _ s: UnsafePointer<Double>, control u: Double, rates f: UnsafeMutablePointer<Double>,
      jacobian J: UnsafeMutablePointer<Double>, influence g: UnsafeMutablePointer<Double>
    ) {
      let (y, z) = (s[0], s[1])
      (f[0], f[1]) = (u * y * (1 - y), -y * z)
      (J[0], J[1], J[2], J[3]) = (u * (1 - 2 * y), 0, -z, -y)
      (g[0], g[1]) = (y * (1 - y), 0)
    }

    static func exact(_ start: [Double], _ t: Double, _ u: Double) -> [Double] {
      let y = 1 / (1 + (1 / start[0] - 1) * Double.exp(-u * t))
      return [y, start[1] * Double.pow((1 - y) / (1 - start[0]), 1 / u)]
    }
  }

  /// `y' = −rate (y − u)`.
  private struct Relaxation: ControlledSystem {
    let rate: Double
    let dimension = 1
    func staysPositive(_ component: Int) -> Bool { false }
    func linearize(
      _ s: UnsafePointer<Double>, control u: Double, rates f: UnsafeMutablePointer<Double>,
      jacobian J: UnsafeMutablePointer<Double>, influence g: UnsafeMutablePointer<Double>
    ) {
      (f[0], J[0], g[0]) = (-rate * (s[0] - u), -rate, rate)
    }
  }

  /// `y' = (u/y − 1)/2`: what `D` does at a small `β`.
  private struct Variance: ControlledSystem {
    let dimension = 1
    func staysPositive(_ component: Int) -> Bool { true }
    func linearize(
      _ s: UnsafePointer<Double>, control u: Double, rates f: UnsafeMutablePointer<Double>,
      jacobian J: UnsafeMutablePointer<Double>, influence g: UnsafeMutablePointer<Double>
    ) {
      (f[0], J[0], g[0]) = (0.5 * (u / s[0] - 1), -0.5 * u / (s[0] * s[0]), 0.5 / s[0])
    }
  }

  @Test("the error falls with the fifth power of the step")
  func order() {
    let exact = Logistic.exact([0.2, 1], 2, 1.5)
    let errors = [4, 8, 16].map { count in
      let step = CollocationStep(Logistic())
      var state = [0.2, 1]
      for _ in 0..<count {
        #expect(step.advance(&state, duration: 2 / Double(count), control: 1.5))
      }
      return max(abs(state[0] - exact[0]), abs(state[1] - exact[1]))
    }
    for pair in zip(errors, errors.dropFirst()) {
      #expect(abs(Double.log2(pair.0 / pair.1) - 5) < 0.35, "\(errors)")
    }
  }

  @Test("derivatives are those of the step, not of the solution")
  func derivatives() {
    let base = [0.2, 0.7]
    func result(_ state: [Double], _ h: Double, _ u: Double) -> [Double] {
      var state = state
      #expect(CollocationStep(Logistic()).advance(&state, duration: h, control: u))
      return state
    }
    let step = CollocationStep(Logistic())
    var state = base
    // A step so large that its error is visible.
    #expect(step.advance(&state, duration: 3, control: 1.5))
    #expect(abs(state[0] - Logistic.exact(base, 3, 1.5)[0]) > 1e-5)
    let ε = 1e-5
    func difference(_ probe: (Double) -> [Double]) -> [Double] {
      zip(probe(ε), probe(-ε)).map { ($0 - $1) / (2 * ε) }
    }
    for k in 0..<2 {
      let column = difference { shift in
        var moved = base
        moved[k] += shift
        return result(moved, 3, 1.5)
      }
      for i in 0..<2 { #expect(abs(step.propagator[2 * i + k] - column[i]) < 1e-8) }
    }
    let (byControl, byDuration) = (
      difference { result(base, 3, 1.5 + $0) }, difference { result(base, 3 + $0, 1.5) }
    )
    for i in 0..<2 {
      #expect(abs(step.controlDerivative[i] - byControl[i]) < 1e-8)
      #expect(abs(step.durationDerivative[i] - byDuration[i]) < 1e-8)
    }
  }

  @Test("a stiff deviation is gone after one large step")
  func stiffDecay() {
    var state = [1.0]
    #expect(CollocationStep(Relaxation(rate: 1e8)).advance(&state, duration: 1, control: 0.25))
    #expect(abs(state[0] - 0.25) < 1e-7)
  }

  @Test("a positive component stays positive where it falls to almost nothing within a step")
  func positivity() {
    for control in [1e-2, 1e-4, 1e-8] {
      let step = CollocationStep(Variance())
      var state = [1.0]
      for _ in 0..<6 {
        #expect(step.advance(&state, duration: 0.7, control: control))
        #expect(state[0] > 0)
      }
      #expect(abs(state[0] / control - 1) < 0.2, "\(state[0]) at \(control)")
    }
  }
}
