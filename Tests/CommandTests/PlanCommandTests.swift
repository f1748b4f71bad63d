import Foundation
import Testing

@Suite("betaflow plan")
struct PlanCommandTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws { workspace = try Workspace() }

  /// Two columns with variances 4 and 1 and no correlation, and a constant one.
  private static let table = "a;b;c\n2;1;7\n-2;1;7\n2;-1;7\n-2;-1;7\n"

  @Test("the JSON of the contract")
  func json() throws {
    try workspace.write("data.csv", Self.table)
    let outcome = try program.run(
      "plan", "data.csv", "--latents", "2", "--beta", "2", "--learning-rate", "0.1", "--format",
      "json")
    #expect(outcome.code == 0)
    #expect(outcome.errors.contains("1 of 3 columns are constant (3)"))
    let json = outcome.json
    let data = try #require(json["data"] as? [String: Any])
    #expect(data["rows"] as? Int == 4 && data["columns"] as? Int == 3)
    let eigenvalues = try #require(json["eigenvalues"] as? [Double])
    for (value, expected) in zip(eigenvalues, [4, 1, 0.0]) {
      #expect(abs(value - expected) < 1e-12)
    }
    #expect(json["beta"] as? Double == 2 && json["active"] as? Int == 1)
    let latents = try #require(json["latents"] as? [[String: Any]])
    #expect(latents.map { $0["active"] as? Bool } == [true, false])
    #expect(abs((latents[0]["kl"] as? Double ?? 0) - 0.5 * log(2)) < 1e-12)
    #expect(abs((latents[0]["threshold"] as? Double ?? 0) - 4) < 1e-12)
    #expect(latents[1]["escape_time"] is NSNull)
    let time = try #require(latents[0]["escape_time"] as? Double)
    let steps = try #require(latents[0]["escape_steps"] as? Double)
    #expect(abs(steps - 10 * time) < 1e-9 * steps)
    #expect(abs((json["distortion"] as? Double ?? 0) - 3) < 1e-12)
    #expect(json["noise"] is Double)
  }

  @Test("a loss in words gives the same plan as its β")
  func loss() throws {
    try workspace.write("data.csv", Self.table)
    let inWords = try program.run(
      "plan", "data.csv", "--latents", "2", "--loss", "mse:mean + kl", "--format", "json"
    ).json
    let inNumbers = try program.run(
      "plan", "data.csv", "--latents", "2", "--beta", "1.5", "--format", "json"
    ).json
    #expect(inWords["beta"] as? Double == 1.5)
    #expect(inWords["active"] as? Int == inNumbers["active"] as? Int)
    #expect(inWords["rate"] as? Double == inNumbers["rate"] as? Double)
  }

  @Test("every format, and the picture")
  func formats() throws {
    try workspace.write("data.csv", Self.table)
    let table = try program.run("plan", "data.csv", "--latents", "2", "--quiet")
    #expect(table.errors.isEmpty)
    #expect(table.text.contains("lives"))
    let csv = try program.run("plan", "data.csv", "--latents", "2", "--format", "csv")
    #expect(csv.text.hasPrefix("latent,eigenvalue,threshold,active,kl,variance_share,escape_time"))
    let npz = try program.run(
      "plan", "data.csv", "--latents", "2", "--format", "npz", "--output", "plan.npz", "--plot",
      "plan.png")
    #expect(npz.code == 0)
    #expect(try Set(workspace.files) == ["data.csv", "plan.npz", "plan.png"])
  }

  @Test("no latent lives: a plan like any other, with a picture")
  func allDie() throws {
    try workspace.write("data.csv", Self.table)
    let outcome = try program.run(
      "plan", "data.csv", "--latents", "2", "--beta", "10", "--plot", "plan.svg")
    #expect(outcome.code == 0)
    #expect(outcome.text.contains("0 of 2 latents live"))
  }
}
