import Foundation
import Testing

@Suite("betaflow train")
struct TrainCommandTests {
  let workspace: Workspace
  var program: Program { workspace.program }

  init() throws {
    workspace = try Workspace()
    // Four columns of variances 4, 2.25, 1 and 0.01, in pairs of rows of which each has one value.
    let rows = [4.0, 3, 2, 0.2].enumerated().flatMap { j, size in
      [size, -size].map { value in
        (0..<4).map { $0 == j ? "\(value + 1)" : "1" }.joined(separator: ",")
      }
    }
    try workspace.write("data.csv", rows.joined(separator: "\n") + "\n")
  }

  @Test("the JSON of the contract: predicted beside measured")
  func contract() throws {
    let outcome = try program.run(
      "train", "data.csv", "--latents", "3", "--beta", "0.5", "--format", "json", "--save",
      "model.npz", "--plot", "train.svg")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let json = outcome.json
    let latents = try #require(json["latents"] as? [[String: Any]])
    #expect(latents.count == 3)
    for (latent, eigenvalue) in zip(latents, [4.0, 2.25, 1]) {
      let found = try #require(latent["eigenvalue"] as? Double)
      let predicted = try #require(latent["predicted_kl"] as? Double)
      let measured = try #require(latent["measured_kl"] as? Double)
      #expect(abs(found - eigenvalue) < 1e-9)
      #expect(abs(predicted - 0.5 * log(eigenvalue / 0.5)) < 1e-9)
      #expect(abs(measured - predicted) < 1e-4)
      #expect(latent["active"] as? Bool == true)
    }
    let active = try #require(json["active"] as? [String: Int])
    #expect(active == ["predicted": 3, "measured": 3])
    let distortion = try #require(json["distortion"] as? [String: Double])
    #expect(abs(try #require(distortion["predicted"]) - 1.51) < 1e-9)
    #expect(abs(try #require(distortion["measured"]) - 1.51) < 1e-4)
    #expect((json["nll"] as? [String: Double])?.count == 2)
    let history = try #require(json["history"] as? [String: Any])
    for key in ["step", "kl", "distortion", "beta"] { #expect(history[key] != nil, "\(key)") }
    #expect(json["stopped"] as? String == "converged")
    let archive = try Data(contentsOf: program.directory.appendingPathComponent("model.npz"))
    let text = String(decoding: archive, as: Unicode.ASCII.self)
    for name in ["W", "V", "bias", "offset", "D"] {
      #expect(text.contains("\(name).npy"), "\(name)")
    }
    #expect(try workspace.files.contains("train.svg"))
  }

  @Test("the answer in words comes first, whatever takes the steps")
  func words() throws {
    let search = try program.run("train", "data.csv", "--latents", "3", "--beta", "0.5")
    #expect(search.text.hasPrefix("All 3 predicted latents live.\n"), "\(search.text)")
    let adam = try program.run(
      "train", "data.csv", "--latents", "3", "--beta", "0.5", "--epochs", "300", "--batch", "4",
      "--optimizer", "adam", "--learning-rate", "0.02")
    #expect(adam.code == 0, "\(adam.errors)")
    #expect(adam.text.hasPrefix("All 3 predicted latents live.\n"), "\(adam.text)")
    let short = try program.run(
      "train", "data.csv", "--latents", "3", "--beta", "0.5", "--full-batch", "--steps", "3",
      "--learning-rate", "0.001", "--start-overlap", "0.001")
    #expect(short.text.hasPrefix("Predicted alive, measured dead: latents 1, 2, 3 of 3"))
    let all = try program.run("train", "data.csv", "--latents", "2", "--beta", "5")
    #expect(all.text.hasPrefix("All 2 latents are collapsed, as predicted"), "\(all.text)")
  }

  /// Long enough to be killed.
  private var long: [String] {
    [
      "train", "data.csv", "--latents", "3", "--beta", "0.5", "--batch", "3", "--optimizer", "adam",
      "--learning-rate", "0.0003", "--schedule", "control(set=1.5, ki=0.001)", "--format", "csv",
      "--steps",
    ]
  }

  @Test("killed with SIGKILL and started again, training ends with the same bytes")
  func kill9() throws {
    let call = long + ["15000"]
    let whole = try program.run(call)
    #expect(whole.code == 0, "\(whole.errors)")
    let saved = call + ["--checkpoint", "run.checkpoint"]
    let killed = try program.stopped(by: SIGKILL, saved) { _ in
      try workspace.files.contains("run.checkpoint")
    }
    #expect(killed.code == SIGKILL)
    let resumed = try program.run(saved + ["--threads", "1"])
    #expect(resumed.code == 0 && resumed.output == whole.output, "\(resumed.errors)")
  }

  @Test("SIGTERM ends with 75, a checkpoint and the command to go on, which goes on")
  func interrupted() throws {
    let call = long + ["100000000", "--checkpoint", "run.checkpoint"]
    let path = program.directory.appendingPathComponent("run.checkpoint")
    let outcome = try program.stopped(by: SIGTERM, call) { _ in
      try workspace.files.contains("run.checkpoint")
    }
    #expect(outcome.code == 75, "\(outcome.errors)")
    #expect(outcome.errors.contains("--checkpoint run.checkpoint"), "\(outcome.errors)")
    let before = try Data(contentsOf: path)
    // It goes on, and writes again before long.
    let again = try program.stopped(by: SIGTERM, call) { _ in
      try Data(contentsOf: path) != before
    }
    #expect(again.code == 75, "\(again.errors)")
  }

  @Test(
    "without --checkpoint SIGTERM saves the training all the same, and it goes on with the same bytes"
  )
  func rescued() throws {
    let call = long + ["300000"]
    let whole = try program.run(call)
    #expect(whole.code == 0, "\(whole.errors)")
    let before = Set(try workspace.files)
    // Before the first step there is nothing to save: on a busy machine that takes a while.
    var (errors, added) = ("", Set<String>())
    for seconds in [0.3, 1, 3, 9] where added.isEmpty {
      let start = ContinuousClock.now
      let outcome = try program.stopped(by: SIGTERM, call) { process in
        try process.handles(SIGTERM) && ContinuousClock.now - start > .seconds(seconds)
      }
      #expect(outcome.code == 75, "\(outcome.errors)")
      (errors, added) = (outcome.errors, Set(try workspace.files).subtracting(before))
    }
    let rescue = try #require(added.first { $0.hasPrefix("data-") && $0.hasSuffix(".checkpoint") })
    #expect(added == [rescue])
    #expect(errors.contains("--checkpoint \(rescue)"), "\(errors)")
    let resumed = try program.run(call + ["--checkpoint", rescue])
    #expect(resumed.code == 0 && resumed.output == whole.output, "\(resumed.errors)")
  }

  @Test("what cannot be trained is refused with the flag and the remedy")
  func refusals() throws {
    let cases: [([String], Int32, String)] = [
      (["--latents", "5"], 64, "--latents"),
      (["--latents", "2", "--steps", "10"], 64, "--learning-rate"),
      (["--latents", "2", "--batch", "10"], 64, "--steps"),
      (["--latents", "2", "--full-batch", "--epochs", "2", "--batch", "3"], 64, "--full-batch"),
      (["--latents", "2", "--weight-decay", "-1"], 64, "--weight-decay"),
      (["--latents", "2", "--save", "model.txt"], 64, ".npz"),
      (["--latents", "2", "--decoder", "poisson", "--standardize"], 64, "--standardize"),
      (["--latents", "2", "--decoder", "poisson"], 65, "row"),
      (
        [
          "--latents", "2", "--steps", "100", "--learning-rate", "1", "--full-batch",
        ], 1, "smaller learning rate"
      ),
      (
        [
          "--latents", "2", "--steps", "9", "--learning-rate", "50", "--full-batch", "--variance",
          "direct",
        ], 1, "learning rate"
      ),
    ]
    for (flags, code, word) in cases {
      let outcome = try program.run(["train", "data.csv", "--beta", "0.5"] + flags)
      #expect(outcome.code == code, "\(flags): \(outcome.errors)")
      #expect(outcome.errors.contains(word), "\(flags): \(outcome.errors)")
    }
  }

  @Test("the course of a plan for Adam is that of a pilot run, and says so")
  func pilot() throws {
    let call = ["data.csv", "--latents", "2", "--beta", "0.5", "--optimizer", "adam"]
    let steps = ["--steps", "300", "--batch", "4", "--learning-rate", "0.02"]
    let plan = try program.run(["plan"] + call + steps)
    #expect(plan.code == 0, "\(plan.errors)")
    #expect(plan.text.contains("a pilot run of 300 steps of Adam"), "\(plan.text)")
    let json = try program.run(["plan"] + call + steps + ["--format", "json"]).json
    let curve = try #require(json["curve"] as? [String: Any])
    #expect(curve["pilot"] as? Bool == true)
    let trained = try program.run(["train"] + call + steps + ["--format", "json"]).json
    let history = try #require(trained["history"] as? [String: Any])
    let (course, kl) = (curve["kl"] as? [[Double]], history["kl"] as? [[Double]])
    #expect(try #require(course?.map(\.last)) == #require(kl?.map(\.last)))
    let without = try program.run(["plan"] + call + ["--format", "json"]).json
    #expect((without["curve"] as? [String: Any])?["pilot"] as? Bool == false)
  }
}
