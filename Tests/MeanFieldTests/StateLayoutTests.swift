import LinearVAE
import MeanField
import NumericKit
import Testing

@Suite("Coordinates of the state")
struct StateLayoutTests {
  @Test("count the independent numbers", arguments: [(1, 1, 6), (2, 1, 16), (3, 2, 36)])
  func count(latents: Int, factors: Int, expected: Int) {
    #expect(StateLayout(latents: latents, factors: factors).count == expected)
  }

  @Test("round trip", arguments: [(1, 1), (2, 1), (3, 2), (4, 5)])
  func roundTrip(latents: Int, factors: Int) {
    var random = SplitMix64(state: 11)
    let data = SpikedData(signals: Array(repeating: 1, count: factors), noise: 1)
    let state = OrderParameters.random(latents: latents, data: data, using: &random)
    let layout = StateLayout(latents: latents, factors: factors)
    let coordinates = layout.coordinates(of: state)
    #expect(coordinates.count == layout.count)
    #expect(layout.state(of: coordinates) == state)
  }
}
