import NumericKit
import RealModule
import Testing

@Suite("Brent's method")
struct BrentTests {
  @Test("finds zeros to the last digits")
  func zeros() {
    let root = Brent.root(of: { Double.cos($0) - $0 }, between: 0, and: 1)
    #expect(root.status == .converged)
    #expect(abs(root.point - 0.7390851332151607) < 4e-16)
    #expect(root.bracket.contains(root.point))
    #expect(root.evaluations < 12)
    let reversed = Brent.root(of: { $0 * $0 * $0 - 2 }, between: 3, and: -1)
    #expect(abs(reversed.point - Double.root(2, 3)) < 1e-15)
  }

  @Test("a flat zero and a jump are bracketed as well as bisection would")
  func hardCases() {
    let flat = Brent.root(of: { Double.pow($0 - 1, 9) }, between: 0, and: 3, tolerance: 1e-10)
    #expect(flat.status == .converged)
    #expect(abs(flat.point - 1) < 1e-1)
    let jump = Brent.root(of: { $0 < 0.3 ? -1 : 1 }, between: 0, and: 1)
    #expect(abs(jump.point - 0.3) < 1e-15)
    #expect(jump.evaluations < 120)
  }

  @Test("the bracket is as narrow as the tolerance says", arguments: [1e-2, 1e-5, 1e-9, 0])
  func bracketWidth(tolerance: Double) {
    // A step has no slope to follow: the bracket is halved until it is narrow enough, and no further.
    let root = Brent.root(of: { $0 < 0.3 ? -1 : 1 }, between: 0, and: 1, tolerance: tolerance)
    let width = root.bracket.upperBound - root.bracket.lowerBound
    #expect(root.status == .converged)
    #expect(width <= tolerance + 4 * 0.3 * Double.ulpOfOne)
    #expect(width > 0.25 * tolerance)
  }

  @Test("no sign change and an exhausted budget are results with a status")
  func failures() {
    #expect(Brent.root(of: { $0 * $0 + 1 }, between: -1, and: 1).status == .noSignChange)
    let limited = Brent.root(
      of: { Double.cos($0) - $0 }, between: 0, and: 1, maximumEvaluations: 4)
    #expect(limited.status == .tooManyEvaluations)
    #expect(limited.bracket.contains(0.7390851332151607))
  }

  @Test("a zero at an end is found at once")
  func zeroAtEnd() {
    let root = Brent.root(of: { $0 }, between: 0, and: 1)
    #expect(root.point == 0)
    #expect(root.status == .converged)
  }
}
