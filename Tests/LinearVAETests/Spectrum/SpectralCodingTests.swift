import Foundation
import LinearVAE
import NumericKit
import Testing

@Suite("Problems of data with a spectrum")
struct SpectralCodingTests {
  private func decoded(_ json: String) throws -> SpectralSpecification {
    try JSONDecoder().decode(SpectralSpecification.self, from: Data(json.utf8))
  }

  private func file(_ data: String, _ initial: String = "\"random\"", latents: Int = 1) -> String {
    """
    {"data": \(data), "model": {"latents": \(latents)}, "training": {"rates": 0.1, "beta": 0.5},
     "initial": \(initial), "time": {"at": [0, 1]}, "simulation": {"dimension": 10, "seed": 3}}
    """
  }

  private static let spectrum = "{\"spectrum\": [[2, 0], [1, 0.5], [0.5, 0.5]]}"

  @Test(
    "what is written reads back equal",
    arguments: [
      "\"random\"", "{\"decoder_norm\": 2, \"encoder_norm\": 3, \"variance\": 0.5}",
      """
      {"groups": [{"Q": [[1]], "E": [[4]], "R": [[2]]}, {"Q": [[1]], "E": [[1]], "R": [[0]]},
        {"Q": [[1]], "E": [[1]], "R": [[0.5]]}], "D": [1]}
      """,
    ])
  func roundTrip(initial: String) throws {
    let specification = try decoded(file(Self.spectrum, initial))
    try specification.validate()
    let again = try JSONEncoder().encode(specification)
    #expect(try JSONDecoder().decode(SpectralSpecification.self, from: again) == specification)
    let state = try specification.initialState()
    #expect(state.groups.count == 3 && state.latents == 1)
  }

  @Test("a spread start has norms in proportion to the shares")
  func spread() throws {
    let state = try decoded(
      file(Self.spectrum, "{\"decoder_norm\": 2, \"encoder_norm\": 3}", latents: 2)
    ).initialState()
    #expect(state.groups.map { $0.Q[1, 1] } == [0, 1, 1])
    #expect(state.groups.map { $0.E[0, 0] } == [0, 1.5, 1.5])
    #expect(state.Q.elements == [2, 0, 0, 2] && state.R.elements.allSatisfy { $0 == 0 })
  }

  @Test("a random start is a draw of so many directions: one where the share is 0")
  func random() throws {
    let specification = try decoded(file(Self.spectrum, latents: 2))
    let state = try specification.initialState()
    // The Gram matrix of one direction has rank one.
    let single = state.groups[0]
    #expect(abs(single.Q[0, 0] * single.E[1, 1] - single.R[0, 1] * single.R[0, 1]) < 1e-15)
    #expect(try specification.initialState() == state)
    var large = specification
    large.simulation?.dimension = 100_000
    for group in try large.initialState().groups.dropFirst() {
      #expect(abs(group.Q[0, 0] - 0.5) < 0.02 && abs(group.R[0, 0]) < 0.02)
    }
  }

  @Test(
    "what is wrong is named",
    arguments: [
      ("{\"spectrum\": [[2, 0], [1, 0.9]]}", "data.spectrum"),
      ("{\"spectrum\": [[2, 0], [-1, 1]]}", "data.spectrum.1.0"),
      ("{\"spectrum\": [[2, -0.5], [1, 1.5]]}", "data.spectrum.0.1"),
      ("{\"spectrum\": []}", "data.spectrum"),
      ("{\"spectrum\": [[2, 0, 1]]}", "data.spectrum.0"),
      ("{\"spectrum\": [[1, 1]], \"noise\": 1}", "data.noise"),
    ])
  func faults(data: String, keyPath: String) throws {
    #expect {
      try decoded(file(data)).validate()
    } throws: { error in
      (error as? InvalidProblem)?.keyPath == keyPath
    }
  }

  @Test("a state that no vectors have is named with its group")
  func unrealizable() throws {
    let state = """
      {"groups": [{"Q": [[1]], "E": [[4]], "R": [[2]]}, {"Q": [[1]], "E": [[1]], "R": [[1.1]]},
        {"Q": [[1]], "E": [[1]], "R": [[0.5]]}], "D": [1]}
      """
    #expect {
      try decoded(file(Self.spectrum, state)).validate()
    } throws: { error in
      (error as? InvalidProblem)?.keyPath == "initial.groups.1"
    }
  }

  @Test("problems of factors refuse a spectrum by name")
  func refusal() {
    #expect {
      try JSONDecoder().decode(ProblemSpecification.self, from: Data(file(Self.spectrum).utf8))
    } throws: { error in
      (error as? InvalidProblem)?.keyPath == "data.spectrum"
    }
  }
}
