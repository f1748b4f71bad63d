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
