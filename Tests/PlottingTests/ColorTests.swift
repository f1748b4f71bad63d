import Testing

@testable import Plotting

@Suite struct ColorTests {
  @Test func scriptsHaveSixDigits() {
    #expect(Color(hex: 0x0072B2).script == "rgb '#0072b2'")
    #expect(Color.black.script == "rgb '#000000'")
  }

  @Test func paletteRepeats() {
    #expect(Color.palette(8) == Color.palette(0))
    #expect(Color.palette(-1) == Color.palette(7))
    #expect(Set(Color.palette).count == 8)
  }

  @Test func sequentialColoursGrowLighter() {
    let lightness = (0...50).map { step -> Double in
      let hex = Color.sequential(Double(step) / 50).hex
      return 0.2126 * Double(hex >> 16) + 0.7152 * Double(hex >> 8 & 0xFF)
        + 0.0722 * Double(hex & 0xFF)
    }
    #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $0 < $1 })
    #expect(Color.sequential(-1) == Color.sequential(0))
    #expect(Color.sequential(2).hex == 0xFDE725)
    #expect(Color.sequential(.nan) == Color.sequential(0))
  }
}
