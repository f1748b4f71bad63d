import Fitting
import Foundation
import LinearVAE
import Requests
import Spectra
import Storage
import Studies
import Testing

@Suite("The request plan")
struct PlanRequestTests {
  private func plan(_ json: String, weights: [Double]? = nil) throws -> Plan {
    var arrays = ["data": try squareTable()]
    if let weights { arrays["weights"] = try BorrowedArray(weights, columns: 1, named: "weights") }
    let reply = try ask("plan", json, arrays: arrays)
    return try #require(reply.outcome as? Plan)
  }

  @Test("every key is read")
  func keys() throws {
    let json = """
      {"latents": 3, "start_overlap": 0.5, "seed": 18446744073709551615,
       "data": ["a.csv", "b.csv"], "key": "x", "window": 3, "stride": 2, "transpose": true,
       "columns": "1:4", "drop": "2", "rows": "1:9", "delimiter": "tab", "decimal": ",",
       "missing": "mean", "scale": 2.5,
       "standardize": true, "weights": "w.csv", "covariance": true, "samples": 9, "top": 4,
       "beta": 2, "loss": "sse + kl", "set": {"a": 1}, "decoder": "negative-binomial",
       "decoder_variance": 3, "dispersion": 4, "draws": 5,
       "optimizer": "adam", "learning_rate": 0.1, "batch": 6, "steps": 7, "epochs": 8,
       "schedule": {"schedule": "tanh", "rate": 0.2},
       "network": "mlp", "activation": "relu"}
      """
    let all = try JSONDecoder().decode([String: ValueTree].self, from: Data(json.utf8))
    #expect(Set(all.keys) == Set(PlanRequest.keys))
    let request = try PlanRequest(json: Data(json.utf8))
    #expect(request.latents == 3 && request.startOverlap == 0.5 && request.seed == .max)
    let reading = request.reading
    #expect(reading.data == .files(["a.csv", "b.csv"]) && reading.key == "x")
    #expect(reading.window == 3 && reading.stride == 2 && reading.transpose)
    #expect(reading.columns == "1:4" && reading.drop == "2" && reading.rows == "1:9")
    #expect(reading.delimiter == "tab" && reading.decimal == .comma && reading.missing == .mean)
    #expect(reading.scale == 2.5)
    let spectrum = request.spectrum
    #expect(spectrum.standardize && spectrum.covariance && spectrum.weights == .files(["w.csv"]))
    #expect(spectrum.samples == 9 && spectrum.top == 4)
    let model = request.model
    #expect(model.beta == 2 && model.loss == "sse + kl" && model.set == ["a": 1])
    #expect(model.decoder == .negativeBinomial && model.decoderVariance == 3)
    #expect(model.dispersion == 4 && model.draws == 5)
    let training = request.training
    #expect(training.optimizer == .adam && training.learningRate == 0.1 && training.batch == 6)
    #expect(training.steps == 7 && training.epochs == 8)
    let schedule = Data(try #require(training.schedule).utf8)
    #expect(
      try JSONDecoder().decode(ValueTree.self, from: schedule)
        == .mapping(["schedule": .text("tanh"), "rate": .number(0.2)]))
    #expect(request.network.network == .mlp && request.network.activation == .relu)
  }

  @Test("data and weights in memory: a weight counts a row as often as it says")
  func memory() throws {
    let plain = try plan(#"{"latents": 2, "beta": 2}"#)
    #expect(zip(plain.spectrum.eigenvalues, [4.0, 1]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(plain.forecast.active == 1)
    // Twice the rows with ±2, 1 in the first column and none of the others: its second column is constant.
    let weighted = try plan(#"{"latents": 1, "beta": 2}"#, weights: [1, 1, 0, 0])
    #expect(abs(weighted.spectrum.eigenvalues[0] - 4) < 1e-12)
    #expect(weighted.spectrum.constantColumns == [1])
  }

  @Test("what is not shown in words is remarked, and the options of reading have their names")
  func remarks() throws {
    let remarks = Remarks()
    let arrays = ["data": try squareTable()]
    let reply = try ask("plan", #"{"latents": 2, "beta": 10}"#, arrays: arrays, hearing: remarks)
    #expect(remarks.all.contains { $0.text.hasSuffix("[all-collapse]") })
    #expect(reply.words[0].hasPrefix("All 2 latents collapse"))
    #expect(reply.figure != nil)
  }

  @Test(
    "what is not allowed is said by its key",
    arguments: [
      (#"{}"#, "latents", "found nothing"),
      (#"{"latents": 0}"#, "latents", "a whole number ≥ 1"),
      (#"{"latents": 2, "top": 1}"#, "top", "every one of the 2 latents"),
      (#"{"latents": 2, "data": "x.csv"}"#, "data", "in memory"),
      (#"{"latents": 2, "window": 0}"#, "window", "at least 1"),
      (#"{"latents": 2, "beta": -1}"#, "beta", "a number > 0"),
      (#"{"latents": 2, "decoder": "poison"}"#, "decoder", "\"poisson\", the nearest"),
      (#"{"latents": 2, "decoder": "negative-binomial"}"#, "dispersion", "θ"),
      (#"{"latents": 2, "loss": "sse + kl", "beta": 2}"#, "loss", "\"decoder\", \"beta\""),
      (#"{"latents": 2, "epochs": 2}"#, "batch", "\"epochs\" needs it"),
      (#"{"latents": 2, "schedule": 0.5}"#, "schedule", "\"steps\" or \"epochs\""),
      (#"{"latents": 2, "activation": "relu"}"#, "activation", "give \"network\""),
      (#"{"latents": 2, "samples": 9}"#, "samples", "give \"covariance\""),
      (#"{"latents": 2, "seed": -1}"#, "seed", "from 0 to"),
      (#"{"latents": 2, "learning_rate": "0.1"}"#, "learning_rate", "found text \"0.1\""),
    ])
  func mistakes(json: String, key: String, words: String) throws {
    let error = try #require(throws: InvalidProblem.self) { _ = try plan(json) }
    #expect(error.keyPath == key && "\(error)".contains(words), "\(error)")
  }

  @Test("an array that no key has is refused, and data that are nowhere")
  func arrays() throws {
    let table = try squareTable()
    let unknown = try #require(throws: InvalidProblem.self) {
      _ = try ask("plan", #"{"latents": 2}"#, arrays: ["date": table])
    }
    #expect("\(unknown)".contains("\"data\", the nearest"), "\(unknown)")
    // A key that takes no array.
    let other = try #require(throws: InvalidProblem.self) {
      _ = try ask("plan", #"{"latents": 2}"#, arrays: ["data": table, "top": table])
    }
    #expect(other.keyPath == "top" && "\(other)".contains("data, weights"), "\(other)")
    let none = try #require(throws: InvalidProblem.self) {
      _ = try ask("plan", #"{"latents": 2}"#)
    }
    #expect(none.keyPath == "data" && none.found == "nothing")
  }
}
