import Fitting
import Foundation
import LinearVAE
import Requests
import Storage
import Studies
import Testing

@Suite("The request diagnose")
struct DiagnoseRequestTests {
  /// Means and log-variances of two latents: one that is dead, one of KL ½(σ² + μ² − 1 − ln σ²).
  private static let means = [1, 0, -1, 0, 1, 0, -1, 0.0]
  private static let logVariances = [-2, 0, -2, 0, -2, 0, -2, 0.0]

  private func arrays() throws -> [String: BorrowedArray] {
    [
      "mu": try BorrowedArray(Self.means, columns: 2, named: "mu"),
      "logvar": try BorrowedArray(Self.logVariances, columns: 2, named: "logvar"),
    ]
  }

  @Test("a code in memory")
  func code() throws {
    let reply = try ask("diagnose", "{}", arrays: try arrays())
    let diagnosis = try #require(reply.outcome as? Diagnosis)
    let kl = 0.5 * (exp(-2) + 1 - 1 + 2)
    #expect(abs(diagnosis.total - kl) < 1e-12)
    #expect(!reply.words.isEmpty)
  }

  @Test("beside the rows that it is of")
  func data() throws {
    var arrays = try arrays()
    arrays["data"] = try squareTable()
    let reply = try ask("diagnose", #"{"beta": 0.5}"#, arrays: arrays)
    let diagnosis = try #require(reply.outcome as? Diagnosis)
    #expect(diagnosis.evidence.plan?.specification.beta == 0.5)
    #expect(diagnosis.evidence.dependence != nil)
  }

  @Test("every key of what was measured is read")
  func keys() throws {
    let json = """
      {"mu": "m.npy", "logvar": "v.npy", "spread": "std", "active_threshold": 0.5, "log": "l.csv",
       "decoded": "d.npy", "activations": "a.npy", "kl": 3, "reduction": "batchsum", "latents": 7}
      """
    let measured = try DiagnoseRequest(json: Data(json.utf8)).measured
    #expect(measured.files == ["m.npy", "v.npy", "l.csv", "d.npy", "a.npy"])
    #expect(measured.spread == .deviation && measured.activeThreshold == 0.5)
    #expect(measured.kl == 3 && measured.reduction == .batchsum && measured.latents == 7)
  }

  @Test(
    "what is not allowed is said by its key",
    arguments: [
      (#"{}"#, "mu", "give what was measured"), (#"{"mu": "m.npy"}"#, "logvar", "beside it"),
      (#"{"kl": 3, "reduction": "mean"}"#, "latents", "averaged"),
      (#"{"kl": 3, "reduction": "batchsum"}"#, "batch", "needs it"),
      (#"{"kl": -3}"#, "kl", "in nats"), (#"{"kl": 3, "beta": 2}"#, "beta", "give \"data\""),
      (#"{"kl": 3, "spread": "std"}"#, "spread", "\"mu\" and \"logvar\""),
      (#"{"kl": 3, "mu": [1]}"#, "mu", "found a list of 1 element, expected a path"),
    ])
  func mistakes(json: String, key: String, words: String) throws {
    let error = try #require(throws: InvalidProblem.self) { _ = try ask("diagnose", json) }
    #expect(error.keyPath == key && "\(error)".contains(words), "\(error)")
  }
}
