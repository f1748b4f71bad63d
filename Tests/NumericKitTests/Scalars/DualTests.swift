import NumericKit
import Testing

@Suite("Dual numbers")
struct DualTests {
  @Test("derivatives of a rational function are exact")
  func rationalFunction() {
    let x = Dual.variable(1.7, direction: 0)
    let y = Dual.variable(-0.6, direction: 5)
    let f = (x * x * y - 3 * x) / (y - Dual(constant: 2)) + x
    let (a, b) = (1.7, -0.6)
    #expect(abs(f.value - ((a * a * b - 3 * a) / (b - 2) + a)) < 4 * .ulpOfOne)
    #expect(abs(f.tangent[0] - ((2 * a * b - 3) / (b - 2) + 1)) < 8 * .ulpOfOne)
    let slope = (a * a * (b - 2) - (a * a * b - 3 * a)) / ((b - 2) * (b - 2))
    #expect(abs(f.tangent[5] - slope) < 8 * .ulpOfOne)
    #expect(f.tangent[1] == 0)
  }

  @Test("the Jacobian of more variables than directions is complete")
  func wideJacobian() {
    let n = 11
    let point = (0..<n).map { 0.3 + Double($0) }
    var jacobian = [Double](repeating: .nan, count: n * n)
    ForwardDifferentiation.jacobian(dimension: n, at: point, into: &jacobian) { x, f, _ in
      for i in 0..<n { f[i] = x[i] * x[(i + 3) % n] - x[i] }
    }
    for i in 0..<n {
      for j in 0..<n {
        let partner = (i + 3) % n
        let exact = (j == i ? point[partner] - 1 : 0) + (j == partner ? point[i] : 0)
        #expect(jacobian[i * n + j] == exact)
      }
    }
  }
}
