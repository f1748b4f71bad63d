import Testing

@testable import Plotting

@Suite struct LabelTests {
  @Test func literalsArePlainText() {
    let label: Label = #"a_b{1}@^x & ~ \n"#
    #expect(label.markup == #"a\_b\{1\}\@\^x \046 \~ \\n"#)
  }

  @Test func interpolatedLabelsKeepTheirMarkup() {
    let label: Label = "error \(.symbol("ε", sub: "g")) at \(Label.beta) = \(0.5)"
    #expect(
      label.markup == "error\u{A0}{/:Italic ε}_{g}\u{A0}at\u{A0}{/:Italic β}\u{A0}=\u{A0}0.5")
  }

  @Test func scriptsStandAboveEachOther() {
    #expect(Label.symbol("Q", sub: "1_2", sup: "*").markup == #"{/:Italic Q}@_{1\_2}^{*}"#)
    #expect(Label.powerOfTen(-3).markup == "10^{−3}")
  }

  @Test func quotesAndLineFeedsCannotEndTheCommand() {
    #expect(Label.plain("it's \"x\" `date`").quoted == "'it''s \"x\" `date`'")
    #expect(Label.plain("one\ntwo").quoted == #"'one'."\n".'two'"#)
    #expect(Label.plain("a\tb\u{0}c\rd").markup == "a b c d")
  }

  @Test func percentSignsAreNotNumberFormatsInTicks() {
    #expect(Label.plain("100%").quotedForTicks == "'100%%'")
    #expect(Label.plain("100%").quoted == "'100%'")
  }

  @Test func widthsAreThoseOfTheTypeface() {
    #expect(abs(Label.plain("00").width - 1.272) < 1e-12)
    #expect(Label.symbol("x", sub: "i").width < Label.plain("xi").width)
    #expect(Label.plain("a\nlonger").width == Label.plain("longer").width)
    #expect(Label.plain("a\nb").lineCount == 2)
  }
}
