import Foundation
import Testing

@Suite("betaflow on samples that are used again")
struct FiniteDataCommandTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  private static let file = """
    data: {signals: [1.0], noise: 1.0, samples_per_dimension: 2}
    model: {latents: 1}
    training: {rates: limit, beta: 0.6, batch: full}
    initial: {overlap: 0.4, decoder_norm: 0.5, encoder_norm: 0.5}
    time: {at: [0, 2, 30]}
    simulation: {dimension: 60, replicas: 3, seed: 2, method: vector}

    """

  init() throws {
    workspace = try Workspace()
    try workspace.write("samples.yaml", Self.file)
  }

  @Test("finite-data: the JSON of the contract, for the file's samples and a range")
  func finiteData() throws {
    let one = try program.run("finite-data", "samples.yaml", "--format", "json")
    #expect(one.code == 0 && one.errors.isEmpty)
    func numbers(_ name: String) -> [Double]? { one.json[name] as? [Double] }
    for (name, expected) in [
      ("alpha", 2.0), ("sample_eigenvalue", 3), ("cosine2", 1.0 / 3), ("error", 1.6111456180001682),
      ("best_beta", 8.0 / 3), ("best_error", 2.0 / 3),
    ] {
      let found = try #require(numbers(name))
      #expect(found.count == 1 && abs(found[0] - expected) < 1e-9, "\(name)")
    }
    #expect(one.json["collapsed"] as? [Bool] == [false])
    let range = try program.run(
      "finite-data", "samples.yaml", "--alpha", "0.5:8:3log", "--beta", "5", "--format", "json",
      "--plot", "data.svg")
    let alphas = try #require(range.json["alpha"] as? [Double])
    #expect(zip(alphas, [0.5, 2, 8]).allSatisfy { abs($0 / $1 - 1) < 1e-12 } && alphas.count == 3)
    let best = try #require(range.json["best_beta"] as? [Any])
    #expect(best[0] is NSNull && best[2] is Double)
    #expect(range.json["collapsed"] as? [Bool] == [false, true, true])
    #expect(try workspace.files.contains("data.svg"))
    let table = try program.run("finite-data", "samples.yaml")
    #expect(
      table.text.hasPrefix(
        "With 2 samples per dimension take β = 2.667: the error is 0.6667 there, and 1.611 at "
          + "β = 0.6.\nTwice as many samples would buy an error of"))
  }

  @Test("finite-data refuses what it cannot know, by flag and key")
  func refusals() throws {
    try workspace.write(
      "fresh.yaml",
      Self.file.replacing(", samples_per_dimension: 2", with: "").replacing(
        ", batch: full", with: ""))
    let unknown = try program.run("finite-data", "fresh.yaml")
    #expect(unknown.code == 64 && unknown.errors.contains("--alpha"))
    #expect(try program.run("finite-data", "fresh.yaml", "--alpha", "1:2:2").code == 0)
    for range in ["0:2:2", "1e-9:1:3", "2:1:3", "1:2"] {
      let refused = try program.run("finite-data", "samples.yaml", "--alpha", range)
      #expect(refused.code == 64 && refused.errors.contains("--alpha"))
    }
    #expect(try program.run("finite-data", "samples.yaml", "--beta", "0").code == 64)
    for (old, new, key) in [
      ("rates: limit", "rates: 0.1", "training.rates"),
      ("batch: full", "batch: 4", "training.batch"),
      ("dimension: 2", "dimension: 0", "data.samples_per_dimension"),
      ("dimension: 2", "dimension: many", "data.samples_per_dimension"),
    ] {
      try workspace.write(
        "other.yaml",
        Self.file.replacing("_per_\(old)", with: "_per_\(new)")
          .replacing(old == "dimension: 2" ? "never" : old, with: new))
      let refused = try program.run("flow", "other.yaml")
      #expect(refused.code == 64 && refused.errors.contains(key), "\(refused.errors)")
    }
    try workspace.write("full.yaml", Self.file.replacing(", samples_per_dimension: 2", with: ""))
    let full = try program.run("flow", "full.yaml")
    #expect(full.code == 64 && full.errors.contains("training.batch"))
  }

  @Test("flow says when to stop, and what samples and new data say of each state")
  func flow() throws {
    let outcome = try program.run("flow", "samples.yaml", "--format", "json")
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    let stop = try #require(outcome.json["best_stop"] as? [String: Any])
    #expect(stop["is_early"] as? Bool == true)
    let time = try #require(stop["time"] as? Double)
    #expect(time > 0.1 && time < 10)
    let loss = try #require(outcome.json["loss_change"] as? [String: [Double]])
    let (training, test) = (try #require(loss["training"]), try #require(loss["test"]))
    #expect(training[2] < training[1] && test[2] > test[1] && abs(training[0] - test[0]) < 1e-6)
    #expect((outcome.json["states"] as? [[String: Any]])?.count == 3)
    let table = try program.run("flow", "samples.yaml", "--plot", "flow.svg")
    #expect(table.text.hasPrefix("Stop at τt = "))
    #expect(try program.run("check", "samples.yaml").text.contains("batch: full"))
  }

  @Test("simulate and compare run vectors, other commands name the key")
  func runs() throws {
    let runs = try program.run(
      "simulate", "samples.yaml", "--keep-replicas", "--format", "json", "--quiet")
    #expect(runs.code == 0 && (runs.json["runs"] as? [Any])?.count == 3)
    #expect(try program.run("compare", "samples.yaml", "--format", "json", "--quiet").code == 0)
    for arguments in [
      ["simulate", "samples.yaml", "--method", "exact"],
      ["simulate", "samples.yaml", "--checkpoint", "state"], ["fixed-points", "samples.yaml"],
      ["escape", "samples.yaml"], ["anneal", "samples.yaml"],
    ] {
      let refused = try program.run(arguments)
      #expect(refused.code == 64, "\(arguments)")
      #expect(
        refused.errors.contains("samples_per_dimension") || refused.errors.contains("vector"),
        "\(refused.errors)")
    }
  }
}
