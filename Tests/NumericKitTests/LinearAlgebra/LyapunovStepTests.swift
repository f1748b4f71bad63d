import NumericKit
import Testing

@Suite struct LyapunovStepTests {
  /// A stiff drift that is not symmetric, over steps that need none or many doublings.
  @Test(arguments: [0.01, 0.3, 2, 50])
  func aStepIsAsGoodAsManySmallOnes(_ length: Double) {
    let n = 3
    let drift = [-1.0, 0.4, 0, -0.3, -0.2, 0.1, 0.05, 0, -6]
    let source = [1.0, 0.2, 0.1, 0.2, 0.5, 0, 0.1, 0, 2]
    let start = [0.3, 0.1, 0, 0.1, 2, 0.4, 0, 0.4, 1]
    let step = LyapunovStep(order: n)
    #expect(step.prepare(length, drift: drift, source: source))
    var X = start
    step.advance(&X)
    for (value, expected) in zip(X, covariance(after: length, start, drift, source, n)) {
      #expect(abs(value - expected) < 1e-5 * (1 + expected.magnitude))
    }
  }

  /// `Ẋ = JX + XJᵀ + B` by the classical Runge–Kutta method in steps of at most 10⁻³.
  private func covariance(
    after length: Double, _ start: [Double], _ J: [Double], _ B: [Double], _ n: Int
  ) -> [Double] {
    func rates(_ X: [Double]) -> [Double] {
      (0..<(n * n)).map { index in
        let (i, j) = (index / n, index % n)
        return (0..<n).reduce(B[index]) {
          $0 + J[i * n + $1] * X[$1 * n + j] + X[i * n + $1] * J[j * n + $1]
        }
      }
    }
    func add(_ X: [Double], _ h: Double, _ rates: [Double]) -> [Double] {
      zip(X, rates).map { $0 + h * $1 }
    }
    let count = max(10, Int(1000 * length))
    let h = length / Double(count)
    var X = start
    for _ in 0..<count {
      let a = rates(X)
      let b = rates(add(X, h / 2, a))
      let c = rates(add(X, h / 2, b))
      let d = rates(add(X, h, c))
      for i in X.indices { X[i] += h / 6 * (a[i] + 2 * b[i] + 2 * c[i] + d[i]) }
    }
    return X
  }

  @Test func aDriftThatIsNotFiniteIsRefused() {
    let step = LyapunovStep(order: 1)
    #expect(!step.prepare(1, drift: [.infinity], source: [1]))
    #expect(!step.prepare(1, drift: [.nan], source: [1]))
  }
}
