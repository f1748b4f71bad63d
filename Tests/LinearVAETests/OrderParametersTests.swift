import Foundation
import LinearVAE
import NumericKit
import Testing

@Suite("Order parameters as JSON")
struct OrderParametersCodingTests {
  @Test func whatIsWrittenReadsBack() throws {
    let state = VectorModel(latents: 3, factors: 2, seed: 1).state
    let json = try JSONEncoder().encode(state)
    #expect(try JSONDecoder().decode(OrderParameters.self, from: json) == state)
  }

  @Test func shapesThatDisagreeAreRefused() {
    let json = #"{"m": [[1]], "d": [[1]], "Q": [[1]], "E": [[1]], "R": [[1, 2]], "D": [1]}"#
    let error = #expect(throws: InvalidProblem.self) {
      try JSONDecoder().decode(OrderParameters.self, from: Data(json.utf8))
    }
    #expect(error?.keyPath == "R" && error?.found == "a 1 × 2 matrix")
  }
}
