import NumericKit
import RealModule
import Testing

@Suite("Elementary functions of dual numbers")
struct AnalyticScalarTests {
  @Test("have the values of plain numbers and the slopes of central differences")
  func slopes() {
    let functions: [(name: String, plain: (Double) -> Double, dual: (Dual) -> Dual)] = [
      ("log", { Double.log($0) }, { Dual.log($0) }),
      ("exp", { Double.exp($0) }, { Dual.exp($0) }),
      ("tanh", { Double.tanh($0) }, { Dual.tanh($0) }),
      ("clamped", { $0.clamped(to: 0.5...2) }, { $0.clamped(to: 0.5...2) }),
    ]
    for function in functions {
      for x in [0.1, 0.4, 0.7, 1.3, 3] {
        // In direction 3, of a variable that moves twice as fast.
        let result = function.dual(2 * Dual.variable(x / 2, direction: 3))
        let h = 1e-5
        let slope = (function.plain(x + h) - function.plain(x - h)) / (2 * h)
        #expect(result.value == function.plain(x), "\(function.name) at \(x)")
        // The third derivative of the logarithm at 0.1 is 2000.
        #expect(abs(result.tangent[3] - 2 * slope) < 1e-7, "\(function.name) at \(x)")
        #expect(result.tangent[0] == 0)
      }
    }
  }

  @Test("a saturated tanh keeps its slope, and not-a-number stays")
  func extremes() {
    let slope = Dual.tanh(.variable(25, direction: 0)).tangent[0]
    #expect(abs(slope / (4 * Double.exp(-50)) - 1) < 1e-12)
    let isKept = [Double.nan.clamped(to: 0...1), Dual(constant: .nan).clamped(to: 0...1).value]
      .allSatisfy { $0.isNaN }
    #expect(isKept)
    #expect(1e300.clamped(to: -Double.infinity...0) == 0)
  }
}
