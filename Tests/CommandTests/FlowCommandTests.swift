import Foundation
import Testing

@Suite("betaflow flow, check and loss")
struct FlowCommandTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws {
    workspace = try Workspace()
    try workspace.write("problem.yaml", problem())
  }

  @Test("the JSON of the contract")
  func json() throws {
    let outcome = try program.run("flow", "problem.yaml", "--format", "json")
    #expect(outcome.code == 0)
    #expect(outcome.errors.isEmpty)
    let json = outcome.json
    #expect(json["times"] as? [Double] == [0, 50, 100])
    #expect(json["beta"] as? [Double] == [1, 1, 1])
    let states = try #require(json["states"] as? [[String: Any]])
    #expect(states.count == 3)
    for key in ["m", "d", "Q", "E", "R"] { #expect(states[0][key] is [[Double]]) }
    #expect(states[0]["D"] as? [Double] == [1])
    let errors = try #require(json["generalization_error"] as? [String: [Double]])
    #expect(Set(errors.keys) == ["aligned", "paired", "subspace", "pooled"])
    let solver = try #require(json["solver"] as? [String: Any])
    #expect(solver["method"] as? String == "tsitouras5")
    #expect((solver["steps"] as? Int ?? 0) > 0 && (solver["evaluations"] as? Int ?? 0) > 0)
    #expect((json["problem"] as? [String: Any])?["training"] is [String: Any])
  }

  @Test("JSON has null where a number overflows")
  func overflow() throws {
    try workspace.write(
      "huge.yaml",
      problem(
        ("[1.0]", "[1e308, 1e308]"), ("end: 100, samples: 3", "at: [0]"),
        ("m: [[0.01]], d: [[0.01]]", "m: [[0.01, 0]], d: [[0.01, 0]]")))
    let outcome = try program.run("flow", "huge.yaml", "--format", "json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let errors = try #require(outcome.json["generalization_error"] as? [String: [Any]])
    #expect(errors["paired"]?.first is NSNull)
  }

  @Test("the tolerance is used")
  func tolerance() throws {
    func steps(_ tolerance: String) throws -> Int {
      let outcome = try program.run(
        "flow", "problem.yaml", "--tolerance", tolerance, "--format", "json")
      return try #require((outcome.json["solver"] as? [String: Any])?["steps"] as? Int)
    }
    #expect(try steps("1e-11") > 2 * steps("1e-6"))
    #expect(try program.run("flow", "problem.yaml", "--tolerance", "1").code == 64)
  }

  /// The same fixed point on another way: while `ln D` is trained `Ḋ` has the factor `D²`.
  @Test("the parametrization of the variance is used")
  func logarithmicVariance() throws {
    func variances(_ change: (String, String)) throws -> [Double] {
      try workspace.write(
        "variance.yaml", problem(change, ("end: 100, samples: 3", "at: [0, 500, 20000]")))
      let outcome = try program.run("flow", "variance.yaml", "--format", "json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let states = try #require(outcome.json["states"] as? [[String: Any]])
      return states.compactMap { ($0["D"] as? [Double])?.first }
    }
    let direct = try variances(("beta: 1.0", "beta: 0.5, variance: direct"))
    let log = try variances(("beta: 1.0", "beta: 0.5, variance: log"))
    #expect(direct.count == 3 && log.count == 3)
    #expect(abs(direct[2] - log[2]) < 1e-6 && abs(log[2] - 0.25) < 0.01)
    #expect(abs(direct[1] - log[1]) > 1e-6)

    // Without any KL term only ln D can be trained: D falls, but stays positive.
    let falling = try variances(("beta: 1.0", "beta: 0, variance: log"))
    #expect(falling[2] > 0 && falling[2] < falling[1] && falling[1] < 1)
  }

  /// Three dimensions are too few for the exact chain, which only simulate and compare follow, and
  /// check judges for them.
  @Test("a section that a command does not use is not held against the file")
  func unusedSections() throws {
    try workspace.write("small.yaml", problem() + "simulation: {dimension: 3, replicas: 2}\n")
    let calls = [
      ["flow"], ["fixed-points"], ["threshold"], ["escape"],
      ["anneal", "--rates", "0.002:0.002:1"],
      ["phase", "--x", "beta=0.5:1:2", "--y", "eta=0.5:1:2"], ["branches", "--x", "beta=0.5:1"],
      ["schedule", "--steps", "3"],
    ]
    for call in calls {
      let outcome = try program.run([call[0], "small.yaml"] + call.dropFirst())
      #expect(outcome.code == 0, "\(call[0]): \(outcome.errors)")
    }
    for call in ["simulate", "compare", "check"] {
      let outcome = try program.run(call, "small.yaml")
      #expect(outcome.code == 64 && outcome.errors.contains("simulation.dimension: found 3"))
    }
    try workspace.write("wrong.yaml", problem() + "simulation: {dimensions: 3}\n")
    let unknown = try program.run("flow", "wrong.yaml")
    #expect(unknown.code == 64 && unknown.errors.contains("an unknown key"))
  }

  @Test("what check prints is a problem file that means the same")
  func checkRoundTrip() throws {
    let full = try program.run("check", "problem.yaml")
    #expect(full.code == 0)
    #expect(full.text.contains("weight_decay: 0"))
    try workspace.write("full.yaml", full.output)
    #expect(try program.run("check", "full.yaml").text == full.text)
    #expect(
      try program.run("flow", "full.yaml", "--format", "csv").text
        == program.run("flow", "problem.yaml", "--format", "csv").text)
  }

  @Test("results and pictures go to files, complete and alone")
  func files() throws {
    let outcome = try program.run(
      "flow", "problem.yaml", "--format", "npz", "--output", "flow.npz", "--plot", "flow.svg",
      "--plot", "flow.pdf")
    #expect(outcome.code == 0)
    #expect(outcome.output.isEmpty)
    #expect(try Set(workspace.files) == ["problem.yaml", "flow.npz", "flow.svg", "flow.pdf"])
  }

  @Test("aliases of other libraries are read, with a note")
  func aliases() throws {
    try workspace.write(
      "alias.yaml",
      problem(("beta: 1.0", "beta: {schedule: logistic, k: 0.1, x0: 50, max_beta: 0.8}")))
    let outcome = try program.run("flow", "alias.yaml", "--format", "json")
    #expect(outcome.code == 0)
    #expect(outcome.errors.contains("steepness"))
    #expect(abs((outcome.json["beta"] as? [Double] ?? [0, 0])[1] - 0.4) < 1e-12)
    #expect(try program.run("flow", "alias.yaml", "--quiet").errors.isEmpty)
  }

  @Test(
    "a loss is converted",
    arguments: [
      ("mse:mean + 0.00025*kl:sum", 12288, 1.536), ("sse + kl", 10, 0.5), ("0.5*sse+kl", 10, 1),
    ])
  func loss(terms: String, dimension: Int, expected: Double) throws {
    let outcome = try program.run(
      "loss", terms, "--dimension", String(dimension), "--format", "json")
    #expect(outcome.code == 0)
    let beta = try #require(outcome.json["effective_beta"] as? Double)
    #expect(abs(beta - expected) < 1e-12)
    #expect(outcome.json["learning_rate_factor"] is Double)
  }

  @Test("help ends with an example", arguments: ["plan", "flow", "check", "loss"])
  func help(subcommand: String) throws {
    for arguments in [[subcommand, "--help"], ["help", subcommand]] {
      let outcome = try program.run(arguments)
      #expect(outcome.code == 0)
      let last = outcome.text.split(separator: "\n").last.map(String.init) ?? ""
      #expect(last.trimmingCharacters(in: .whitespaces).hasPrefix("betaflow \(subcommand) "))
    }
  }
}
