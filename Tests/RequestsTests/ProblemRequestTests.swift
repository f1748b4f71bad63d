import FiniteSize
import Foundation
import LinearVAE
import MeanField
import NumericKit
import ProblemFiles
import Requests
import Storage
import Studies
import Testing

/// A problem of one factor and one latent, small rates, as a mapping in JSON.
private let problem = """
  {"data": {"signals": [1.0], "noise": 1.0}, "model": {"latents": 1},
   "training": {"rates": 0.01, "beta": 1.0},
   "initial": {"overlap": 0.1, "decoder_norm": 1, "encoder_norm": 1, "variance": 1},
   "time": {"end": 50, "samples": 3}, "simulation": {"dimension": 50, "replicas": 3, "seed": 7}}
  """

@Suite("Requests about problems")
struct ProblemRequestTests {
  private func outcome<Outcome>(
    _ command: String, _ keys: String = "", as _: Outcome.Type = Outcome.self,
    hearing remarks: Remarks = Remarks()
  ) throws -> Outcome {
    let json = #"{"problem": \#(problem)\#(keys.isEmpty ? "" : ", " + keys)}"#
    let reply = try ask(command, json, hearing: remarks)
    #expect(!reply.dataset.fields.isEmpty)
    return try #require(reply.outcome as? Outcome)
  }

  @Test("a problem in a mapping is that of the same file")
  func mappingOrFile() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(
      "problem-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: path) }
    try Data(problem.utf8).write(to: path)
    typealias Flow = Described<FlowResult, SpectralFlowResult>
    let inPlace: Flow = try outcome("flow")
    let ofFile = try #require(
      try ask("flow", #"{"problem": "\#(path.path)"}"#).outcome as? Flow)
    guard case .factors(let mapping) = inPlace, case .factors(let file) = ofFile else {
      Issue.record("a spectrum")
      return
    }
    #expect(mapping.times == [0, 25, 50] && mapping.times == file.times)
    #expect(mapping.states == file.states)
  }

  @Test("what is wrong with a problem is said by its key path, and without a line")
  func faults() throws {
    let faulty = problem.replacing(#""noise": 1.0"#, with: #""noise": -1.0"#)
    let error = try #require(throws: ProblemFileError.self) {
      _ = try ask("flow", #"{"problem": \#(faulty)}"#)
    }
    #expect(error.keyPath == "data.noise" && error.line == nil && error.file == "problem")
    let other = try #require(throws: InvalidProblem.self) {
      _ = try ask("flow", #"{"problem": [1]}"#)
    }
    #expect(other.keyPath == "problem" && other.found == "a list of 1 element")
    let none = try #require(throws: InvalidProblem.self) { _ = try ask("flow", "{}") }
    #expect(none.keyPath == "problem" && none.found == "nothing")
  }

  @Test("runs: the seed and the sizes of the request come first")
  func runs() throws {
    typealias Runs = Described<SimulationResult, SpectralSimulationResult>
    func runs(_ keys: String) throws -> SimulationResult {
      guard case .factors(let result) = try outcome("simulate", keys, as: Runs.self) else {
        throw CancellationError()
      }
      return result
    }
    let asked = try runs(#""dimension": 40, "replicas": 2, "seed": 3, "method": "vector""#)
    #expect(
      asked.settings == SimulationSettings(dimension: 40, replicas: 2, seed: 3, method: .vector))
    #expect(try runs("").settings == SimulationSettings(dimension: 50, replicas: 3, seed: 7))
    let comparison: Described<Comparison, SpectralComparison> = try outcome(
      "compare", #""tolerance": 1e-6"#)
    guard case .factors = comparison else {
      Issue.record("a spectrum")
      return
    }
  }

  @Test("states of rest, thresholds and the plateau")
  func stability() throws {
    let points: FixedPointResult = try outcome("fixed-points", #""beta": 0.5, "search": 0"#)
    #expect(!points.points.isEmpty)
    let thresholds: ThresholdResult = try outcome("threshold", #""beta": "0.1:3""#)
    // The eigenvalues of the data are 1 + 1 and 1; at small rates a latent dies at about the one it is for.
    #expect(thresholds.thresholds.contains { abs(($0.beta ?? 0) - 2) < 0.05 })
    let escape: EscapeResult = try outcome("escape", #""dimension": 100, "rows": 10"#)
    #expect(escape.end == 50)
    let branches: BranchResult = try outcome("branches", #""x": "beta=0.5:3", "y": "variance""#)
    #expect(!branches.diagram.branches.isEmpty)
    let phase: PhaseDiagram = try outcome("phase", #""x": "beta=0.5:3:2", "y": "eta=0.5:1:2""#)
    #expect(phase.phases.count == 4)
  }

  @Test("rates and samples one by one, or in a range")
  func values() throws {
    let range: AnnealingResult = try outcome(
      "anneal", #""rates": "0.01:0.02:2", "schedule": "linear""#)
    let list: AnnealingResult = try outcome(
      "anneal", #""rates": [0.01, 0.02], "schedule": "linear""#)
    #expect(range.study.rates == [0.01, 0.02] && list.study.rates == [0.01, 0.02])
    #expect(list.study.family == .linear)
    let finite: FiniteDataResult = try outcome("finite-data", #""alpha": [1, 2], "beta": 1.5"#)
    #expect(finite.samplesPerDimension == [1, 2])
  }

  @Test("a schedule as a call, a number or a mapping")
  func schedules() throws {
    for spec in [#""tanh(0.5)""#, #"{"schedule": "tanh", "rate": 0.5}"#] {
      let reply = try ask("schedule", #"{"spec": \#(spec), "steps": 4, "every": 2}"#)
      #expect(try numbers("steps", of: reply.dataset) == [0, 2])
      let beta = try numbers("beta", of: reply.dataset)
      #expect(beta[0] == 0 && abs(beta[1] - tanh(1)) < 1e-15)
    }
    let constant = try ask("schedule", #"{"spec": 0.25, "steps": 2}"#)
    #expect(try numbers("beta", of: constant.dataset) == [0.25, 0.25])
  }

  private func numbers(_ field: String, of dataset: Dataset) throws -> [Double] {
    let json = try JSONSerialization.jsonObject(with: JSONDocument.data(of: dataset))
    return try #require((json as? [String: Any])?[field] as? [Double])
  }

  @Test("a seed that nothing draws from is remarked")
  func seed() throws {
    let remarks = Remarks()
    let bare = problem.replacing(
      #", "simulation": {"dimension": 50, "replicas": 3, "seed": 7}"#, with: "")
    _ = try ask("fixed-points", #"{"problem": \#(bare), "seed": 2}"#, hearing: remarks)
    #expect(remarks.all.contains { $0.isWarning && $0.text.contains("\"seed\" has no effect") })
  }

  @Test(
    "what is not allowed is said by its key",
    arguments: [
      ("flow", #""tolerance": 1"#, "tolerance", "from 1e-14 to 0.1"),
      ("flow", #""own_starts": true"#, "own_starts", "\"fluctuations\""),
      ("flow", #""own_start": true"#, "own_start", "\"own_starts\", the nearest"),
      ("simulate", #""replicas": 0"#, "replicas", "≥ 1"),
      ("compare", #""dimension": 0"#, "dimension", "≥ 1"),
      ("fixed-points", #""search": -1"#, "search", "from 0 to 100000"),
      ("threshold", #""beta": "3:1""#, "beta", "LO:HI"),
      ("escape", #""rows": 0"#, "rows", "≥ 1"),
      ("phase", #""x": "beta=1:2:2", "y": "beta=1:2:2""#, "y", "two parameters"),
      ("phase", #""x": "beta=1:2:2""#, "y", "found nothing"),
      ("phase", #""x": "beta=-1:2:2", "y": "eta=1:2:2""#, "x", "≥ 0"),
      ("branches", #""x": "beta=3""#, "x", "LO:HI"),
      ("finite-data", #""alpha": [2, 1]"#, "alpha", "ascending"),
      ("finite-data", "", "alpha", "how many samples"),
      ("anneal", #""rates": [0, 1]"#, "rates", "rates > 0"),
      ("anneal", #""knots": 3"#, "knots", "\"optimal\""),
      ("anneal", #""optimal": true, "objective": "error""#, "horizon", "\"objective\" error"),
    ])
  func mistakes(command: String, keys: String, key: String, words: String) throws {
    let error = try #require(throws: InvalidProblem.self) {
      let json = #"{"problem": \#(problem)\#(keys.isEmpty ? "" : ", " + keys)}"#
      _ = try ask(command, json)
    }
    #expect(error.keyPath == key && "\(error)".contains(words), "\(error)")
  }
}
