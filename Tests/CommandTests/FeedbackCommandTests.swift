import Foundation
import Testing

@Suite("betaflow under feedback")
struct FeedbackCommandTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws {
    workspace = try Workspace()
    try workspace.write(
      "steered.yaml",
      problem(("beta: 1.0", "beta: {schedule: free_bits, nats: 0.2, width: 0.05}"))
        + "simulation: {dimension: 60, replicas: 4, seed: 3}\n")
  }

  @Test("flow, simulate and compare report β, and check writes the law back")
  func followed() throws {
    for command in ["flow", "simulate", "compare"] {
      let outcome = try program.run(command, "steered.yaml", "--format", "json", "--quiet")
      #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      let record = (outcome.json["simulation"] as? [String: Any]) ?? outcome.json
      #expect((record["beta"] as? [[Double]])?.map(\.count) == [1, 1, 1])
      #expect((record["beta_standard_error"] != nil) == (command != "flow"))
    }
    let text = try program.run("flow", "steered.yaml").text
    #expect(text.contains("β_1"))
    let full = try program.run("check", "steered.yaml")
    try workspace.write("full.yaml", full.output)
    #expect(try program.run("check", "full.yaml").output == full.output)
    #expect(full.text.contains("schedule: free_bits"))
  }

  @Test(
    "what needs to know β in advance ends with 64 and names the key",
    arguments: [
      ["fixed-points"], ["fixed-points", "--beta", "0.5"], ["threshold"], ["escape"],
      ["phase", "--x", "beta=0.5:1:2", "--y", "eta=0.5:1:2"],
      ["phase", "--x", "rho=0.5:1:2", "--y", "eta=0.5:1:2"], ["branches", "--x", "beta=0.1:2"],
      ["anneal", "--rates", "0.1:1:3"],
    ])
  func refused(call: [String]) throws {
    let outcome = try program.run([call[0], "steered.yaml"] + call.dropFirst())
    #expect(outcome.code == 64 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("steered.yaml: training.beta: found a feedback law"))
  }
}
