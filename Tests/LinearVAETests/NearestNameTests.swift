import LinearVAE
import Testing

@Test(arguments: [
  ("nosie", "noise"), ("SIGNALS", "signals"), ("overlaps", "overlap"), ("x", "noise"),
  ("lap", "overlap"),
])
func nearestNameIsTheOneMeant(written: String, meant: String) {
  #expect(nearestName(to: written, among: ["noise", "signals", "overlap"]) == meant)
}

@Test func nothingIsNearestAmongNothing() {
  #expect(nearestName(to: "noise", among: []) == nil)
}

@Test func whatIsFarAwayIsNotMeant() {
  let names = ["noise", "signals", "overlap"]
  #expect(nearestName(to: "nosie", among: names, within: 1) == "noise")
  #expect(nearestName(to: "nosier", among: names, within: 1) == nil)
  // A whole file given as a name takes no longer than a long name.
  #expect(nearestName(to: String(repeating: "x", count: 10_000_000), among: names) != nil)
}
