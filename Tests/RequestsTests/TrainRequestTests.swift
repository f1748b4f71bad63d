import Fitting
import Foundation
import LinearVAE
import Requests
import Storage
import Studies
import Testing

@Suite("The request train")
struct TrainRequestTests {
  @Test("a model is fitted to rows in memory, as the theory says")
  func fit() throws {
    let reply = try ask(
      "train", #"{"latents": 2, "beta": 2, "seed": 3}"#, arrays: ["data": try squareTable()])
    let result = try #require(reply.outcome as? TrainingResult)
    #expect(result.fit.active.count { $0 } == 1 && result.predictedCount == 1)
    // ½ ln(λ/β) nats for the one latent that lives, up to the tolerance of the fit.
    #expect(abs(result.fit.kl.reduce(0, +) - 0.5 * log(2)) < 1e-4)
    #expect(!reply.words.isEmpty && reply.figure != nil)
  }

  @Test("its own keys are read")
  func keys() throws {
    let json = """
      {"latents": 2, "seed": 4, "data": "x.csv", "full_batch": true, "weight_decay": 0.5,
       "variance": "direct", "start": "aligned", "start_overlap": 0.25, "checkpoint": "c"}
      """.replacing("direct", with: "\(FitPart().variance.rawValue)")
    let request = try TrainRequest(json: Data(json.utf8))
    #expect(request.latents == 2 && request.seed == 4 && request.reading.data == .files(["x.csv"]))
    #expect(
      request.fit.fullBatch && request.fit.weightDecay == 0.5 && request.fit.start == .aligned)
    #expect(request.fit.startOverlap == 0.25 && request.fit.checkpoint == "c")
  }

  @Test(
    "what is not allowed is said by its key",
    arguments: [
      (#"{"latents": 2, "steps": 9}"#, "learning_rate", "\"steps\" and \"epochs\""),
      (#"{"latents": 2, "learning_rate": 1}"#, "learning_rate", "belongs to \"steps\""),
      (#"{"latents": 2, "full_batch": true, "batch": 3}"#, "full_batch", "leave out \"batch\""),
      (#"{"latents": 2, "weight_decay": -1}"#, "weight_decay", "a number ≥ 0"),
      (#"{"latents": 2, "decoder": "poisson", "standardize": true}"#, "standardize", "counts"),
      (#"{"latents": 2, "start": "random_"}"#, "start", "\"random\", the nearest"),
    ])
  func mistakes(json: String, key: String, words: String) throws {
    let error = try #require(throws: InvalidProblem.self) {
      _ = try ask("train", json, arrays: ["data": try squareTable()])
    }
    #expect(error.keyPath == key && "\(error)".contains(words), "\(error)")
  }
}
