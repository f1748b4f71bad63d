import Plotting
import Testing

@testable import Paper

@Suite("Texts with formulas")
struct MarkedTextTests {
  private func html(_ text: MarkedText) -> String { text.label.html }

  @Test("letters of formulas are slanted, what follows _ is lowered, all else stays")
  func formulas() {
    #expect(
      html("the error `ε_g` at `|m| = 1`") == "the error <i>ε</i><sub>g</sub> at |<i>m</i>| = 1")
    #expect(html("`M = M* = 1` < 2") == "<i>M</i> = <i>M*</i> = 1 &lt; 2")
    #expect(html("`−J_max/2`, `E_12`") == "−<i>J</i><sub>max</sub>/2, <i>E</i><sub>12</sub>")
    #expect(html("snake_case") == "snake_case" && html("") == "")
  }

  @Test("a formula goes on after a number in it; numbers have powers of ten")
  func interpolation() {
    let (beta, count) = (1e-7, 3)
    #expect(
      html("`β = \(beta)`, \(count) of `\("ρ")`")
        == "<i>β</i> = 10<sup>−7</sup>, 3 of <i>ρ</i>")
    let inner: MarkedText = "at `τ`"
    #expect(html("\(inner) = \(.list([0.5, 2]))") == "at <i>τ</i> = 0.5, 2")
  }
}
