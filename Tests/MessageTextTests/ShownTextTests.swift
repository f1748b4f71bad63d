import MessageText
import Testing

/// What messages quote from elsewhere.
@Suite("Text of others in messages")
struct ShownTextTests {
  @Test(
    "harmless text stays as it is",
    arguments: ["", "data.csv", "β = 1 × ½ – „x“", "日本語.npy", "a\\b 'c' \"d\"", "e\u{301}"])
  func harmless(text: String) {
    #expect(text.shown() == text)
    #expect(text.shownPath() == text)
  }

  @Test(
    "what could command a terminal is written out, on one line",
    arguments: [
      ("a\u{1B}[31mb", #"a\x1B[31mb"#), ("a\nb\r\tc", #"a\nb\r\tc"#), ("\u{7}\u{7F}", #"\x07\x7F"#),
      ("\u{9B}1m\u{85}", #"\x9B1m\x85"#), ("a\u{202E}b\u{2066}", #"a\u{202E}b\u{2066}"#),
      ("a\u{2028}b", #"a\u{2028}b"#), ("a\r\nb", #"a\r\nb"#), ("\0", #"\x00"#),
    ])
  func commands(text: String, expected: String) {
    #expect(text.shown() == expected)
    #expect(text.shownPath() == expected)
  }

  @Test func lineBreaksStayWhereTheyAreMeant() {
    #expect("a\nb\u{1B}\n".visible(keepingLines: true) == "a\nb\\x1B\n")
  }

  @Test func longTextIsCut() {
    let text = String(repeating: "ab", count: 50_000)
    #expect(text.shown() == String(text.prefix(79)) + "…")
    #expect(text.shown(upTo: 2) == "a…")
    #expect(String(text.prefix(80)).shown() == String(text.prefix(80)))
    let path = text.shownPath()
    #expect(path.count == 300)
    #expect(path.hasPrefix("abab") && path.hasSuffix("abab") && path.contains("…"))
    #expect(String(text.prefix(300)).shownPath() == String(text.prefix(300)))
  }

  /// One character of a million accents is long too.
  @Test func accentsCount() {
    let text = "a" + String(repeating: "\u{301}", count: 1_000_000)
    #expect(text.shown().unicodeScalars.count == 80)
  }
}
