import Foundation
import Testing

/// More threads than any machine has are as good as those that it has.
@Suite("Numbers of threads")
struct ThreadsTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  @Test(
    "more than 2^31 threads change nothing",
    arguments: [
      ["plan", "data.csv", "--latents", "1"],
      ["flow", "problem.yaml"],
      ["simulate", "problem.yaml", "--replicas", "2", "--dimension", "20"],
      ["phase", "problem.yaml", "--x", "beta=0.5:1:2", "--y", "eta=0.5:1:2"],
      ["branches", "problem.yaml", "--x", "beta=0.5:1"],
    ])
  func countless(arguments: [String]) throws {
    try workspace.write("data.csv", "1,2\n3,5\n4,4\n2,1\n")
    try workspace.write(
      "problem.yaml", problem(("end: 100", "end: 2")) + "simulation: {dimension: 20}\n")
    let one = try workspace.program.run(arguments + ["--threads", "1"])
    let many = try workspace.program.run(arguments + ["--threads", "9223372036854775807"])
    #expect(one.code == 0, "\(one.errors)")
    #expect(many.code == 0, "\(many.errors)")
    #expect(many.output == one.output)
  }
}
