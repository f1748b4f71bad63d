import Foundation
import LinearVAE
import NumericKit
import Requests
import Spectra
import Testing

@Suite("The request loss")
struct LossRequestTests {
  private func answer(_ json: String) throws -> Reply<any Sendable> {
    try RequestCatalog.answer("loss", json: Data(json.utf8), RunContext())
  }

  @Test("every key is read, and what is null is not given")
  func keys() throws {
    let json = """
      {"terms": "a*mse:mean + kl:mean", "dimension": 12, "latents": 3, "batch": 4,
       "set": {"a": 0.5}, "preset": null}
      """
    let request = try LossRequest(json: Data(json.utf8))
    #expect(request.terms == "a*mse:mean + kl:mean" && request.preset == nil)
    #expect(request.sizes == LossSizes(dimension: 12, latents: 3, batch: 4))
    #expect(request.set == ["a": 0.5])
    // β = w_KL / (2 a / N) with a = ½ / N and w_KL = 1/M.
    let reply = try answer(json)
    let loss = try #require(reply.outcome as? LossConvention)
    #expect(abs(loss.level - 12.0 / 3) < 1e-14 * 4)
    #expect(reply.words[0].hasPrefix("This is an effective β of 4: a latent lives if"))
    let preset = try LossRequest(json: Data(#"{"preset": "keras"}"#.utf8))
    #expect(preset.preset == "keras" && preset.terms == nil)
  }

  @Test("remarks are heard")
  func remarks() throws {
    let heard = Remarks()
    let json = Data(#"{"terms": "sse + kl + 3*other(style)"}"#.utf8)
    _ = try RequestCatalog.answer(
      "loss", json: json, inputs: RequestInputs { heard.add($0) }, RunContext())
    #expect(heard.all == [RequestInputs.Remark("other(style) is left out")])
  }

  @Test(
    "what is not allowed is said by its key, with what was found",
    arguments: [
      (#"{"terms": "sse + kl", "dimensoin": 3}"#, "dimensoin", "\"dimension\", the nearest"),
      (
        #"{"terms": "sse + kl", "dimension": "3"}"#, "dimension",
        "found text \"3\", expected a whole"
      ),
      (
        #"{"terms": "sse + kl", "dimension": 2.5}"#, "dimension",
        "found 2.5, expected a whole number"
      ),
      (#"{"terms": "sse + kl", "batch": true}"#, "batch", "found true, expected a whole number"),
      (#"{"terms": "sse + kl", "latents": 0}"#, "latents", "found 0, expected a whole number ≥ 1"),
      (#"{"terms": 3}"#, "terms", "found 3, expected text"), (#"{}"#, "terms", "\"preset\""),
      (#"{"terms": "sse + kl", "preset": "keras"}"#, "terms", "one of the two"),
      (#"{"preset": "kers"}"#, "preset", "\"keras\", the nearest"),
      (#"{"terms": "sse + kl", "set": {"N": 3}}"#, "set", "N has a meaning already"),
      (#"{"terms": "sse + kl", "set": {"a": [1]}}"#, "set.a", "found a list of 1 element"),
      (#"{"terms": "sse + kl", "set": 3}"#, "set", "found 3, expected a mapping of names"),
      (#"[1]"#, "", "found a list of 1 element, expected a mapping with keys of terms"),
      (#"{"#, "", "no JSON"),
    ])
  func mistakes(json: String, key: String, words: String) throws {
    let error = try #require(throws: InvalidProblem.self) { _ = try answer(json) }
    #expect(error.keyPath == key, "\(error)")
    #expect("\(error)".contains(words), "\(error)")
  }

  @Test("a command that there is not")
  func unknownCommand() throws {
    let error = try #require(throws: InvalidProblem.self) {
      _ = try RequestCatalog.answer("los", json: Data("{}".utf8), RunContext())
    }
    #expect(error.keyPath == "command" && "\(error)".contains("\"loss\", the nearest"))
  }
}
