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
    #expect(
      csv.text.hasPrefix(
        "latent,eigenvalue,threshold,threshold_kl_weight,active,kl,variance_share,escape_time"))
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

  /// The advice of a JSON answer: codes and values.
  private func advice(_ json: [String: Any]) -> [String: Double] {
    let advice = json["advice"] as? [[String: Any]] ?? []
    return Dictionary(
      uniqueKeysWithValues: advice.compactMap { entry in
        guard let code = entry["code"] as? String, let value = entry["value"] as? Double,
          entry["text"] is String
        else { return nil }
        return (code, value)
      })
  }

  @Test("flow time is stated with its number, and thresholds in the words of the loss")
  func unitsOfTheLoss() throws {
    try workspace.write("data.csv", Self.table)
    let loss = ["plan", "data.csv", "--latents", "2", "--loss", "mse:mean + 0.5*kl"]
    let text = try program.run(loss).text
    #expect(text.contains("lr × 0.66667 of flow time"))
    #expect(text.contains("at KL weight") && text.contains("KL weight 0.5, which is β = 0.75"))
    let json = try program.run(loss + ["--format", "json"]).json
    let latents = try #require(json["latents"] as? [[String: Any]])
    #expect(abs((latents[0]["threshold_kl_weight"] as? Double ?? 0) - 8.0 / 3) < 1e-12)
    #expect(json["kl_weight"] as? Double == 0.5)
    #expect(abs((json["learning_rate_factor"] as? Double ?? 0) - 2.0 / 3) < 1e-15)
    let variance = try program.run(
      "plan", "data.csv", "--latents", "2", "--decoder-variance", "4")
    #expect(variance.text.contains("lr × 0.25 of flow time"))
    let plain = try program.run("plan", "data.csv", "--latents", "2")
    #expect(plain.text.contains("1 step of learning rate lr is lr of flow time"))
  }

  @Test("a learning rate at which training diverges is named, with the largest one that may do")
  func learningRate() throws {
    try workspace.write("data.csv", Self.table)
    let call = ["plan", "data.csv", "--latents", "2", "--beta", "2", "--format", "json"]
    let large = try program.run(call + ["--learning-rate", "0.13"])
    #expect(large.errors.contains("diverges") && large.errors.contains("[rate-too-large]"))
    #expect(abs((advice(large.json)["rate-too-large"] ?? 0) - 2.0 / 16) < 1e-12)
    let small = try program.run(call + ["--learning-rate", "0.12", "--quiet"])
    #expect(small.errors.isEmpty && small.json["advice"] as? [String] == [])
  }

  @Test("a numbered header and an index are never read without a word")
  func oddTables() throws {
    let rows = (0..<9).map { "\($0),0.\($0 * 7 % 10),\($0 % 2)\n" }.joined()
    try workspace.write("data.csv", ",2019,2020\n" + rows)
    let outcome = try program.run("plan", "data.csv", "--latents", "1", "--format", "json")
    #expect(outcome.errors.contains("Note: the first line, 2019 … 2020, numbers the columns"))
    #expect(outcome.errors.contains("Warning: column 1 numbers the rows from 0"))
    let found = advice(outcome.json)
    #expect(found["numeric-header"] == 1 && found["index-column"] == 1)
    #expect((outcome.json["data"] as? [String: Any])?["rows"] as? Int == 9)
  }

  @Test("columns that depend on each other: zeros, and a note with the rank")
  func rank() throws {
    let numbers = (0..<40).map { (($0 * 37) % 41, ($0 * 17) % 23) }
    let rows = numbers.map { "\($0.0),\($0.1),\($0.0 + $0.1),\($0.0 - 3 * $0.1)\n" }.joined()
    try workspace.write("data.csv", "a,b,c,d\n" + rows)
    let outcome = try program.run("plan", "data.csv", "--latents", "4", "--format", "json")
    #expect(outcome.errors.contains("2 of 4 eigenvalues are not 0"))
    let eigenvalues = try #require(outcome.json["eigenvalues"] as? [Double])
    #expect(eigenvalues.count == 4 && eigenvalues[1] > 1 && eigenvalues[2...] == [0, 0])
    #expect((outcome.json["data"] as? [String: Any])?["rank"] as? Int == 2)
    #expect(outcome.json["active"] as? Int == 2 && outcome.json["noise"] is Double)
  }

  @Test("no latent lives although some columns are constant; and variances that underflow")
  func nothingToFollow() throws {
    try workspace.write("data.csv", Self.table)
    let dead = try program.run("plan", "data.csv", "--latents", "3", "--beta", "10")
    #expect(dead.code == 0 && dead.text.contains("0 of 3 latents live"))
    for scale in ["e-155", "e-160", "e-170", "e-310"] {
      try workspace.write(
        "tiny.csv", "1\(scale),2\(scale)\n3\(scale),5\(scale)\n4\(scale),4\(scale)\n")
      let tiny = try program.run("plan", "tiny.csv", "--latents", "2")
      #expect(tiny.code == 65 && tiny.errors.contains("largest variance"), "\(tiny.errors)")
    }
  }

  @Test("the answer in words comes first, the remedy with it")
  func verdict() throws {
    try workspace.write("data.csv", Self.table)
    let dead = try program.run("plan", "data.csv", "--latents", "2", "--beta", "10")
    #expect(
      dead.text.hasPrefix("All 2 latents collapse at KL weight 10: an eigenvalue must exceed 10"))
    let json = try program.run(
      "plan", "data.csv", "--latents", "2", "--beta", "10", "--format", "json")
    #expect(advice(json.json)["all-collapse"].map { abs($0 - 4) < 1e-12 } == true)
    #expect(json.errors.contains("[all-collapse]"))
    let sentences = try #require(json.json["verdict"] as? [String])
    #expect((2...5).contains(sentences.count))
  }

  @Test(
    "every decoder has its threshold; values that it cannot have made are refused with their place")
  func decoders() throws {
    try workspace.write("counts.csv", "a,b\n2,1\n0,1\n3,0\n1,4\n")
    for decoder in [
      ["gaussian-learned"], ["gaussian-learned-per-column"], ["poisson"], ["multinomial"],
      ["laplace"], ["negative-binomial", "--dispersion", "2"],
    ] {
      let call =
        ["plan", "counts.csv", "--latents", "1", "--beta", "1.2", "--format", "json", "--decoder"]
        + decoder
      let outcome = try program.run(call)
      #expect(outcome.code == 0, "\(decoder): \(outcome.errors)")
      #expect(outcome.json["decoder"] as? String == decoder[0])
      #expect(outcome.json["threshold_exact"] as? Bool == (decoder[0] != "laplace"))
      #expect((outcome.json["collapse_beta"] as? Double ?? 0) > 0)
      let perColumn = decoder[0] == "gaussian-learned-per-column"
      #expect((outcome.json["noise"] is NSNull) == perColumn)
    }
    let outside = try program.run(
      "plan", "counts.csv", "--latents", "1", "--decoder", "bernoulli")
    #expect(outside.code == 65 && outside.errors.contains("row 1"), "\(outside.errors)")
    // In words as by flag.
    let inWords = try program.run(
      "plan", "counts.csv", "--latents", "1", "--loss", "poisson + 1.2*kl", "--format", "json")
    #expect(
      inWords.json["decoder"] as? String == "poisson" && inWords.json["beta"] as? Double == 1.2)
  }

  @Test("flags of the model and of training that do nothing are refused with what they need")
  func flags() throws {
    try workspace.write("data.csv", Self.table)
    for (flags, found) in [
      (["--decoder", "negative-binomial"], "--dispersion"),
      (["--dispersion", "2"], "--decoder negative-binomial"),
      (["--draws", "2"], "--decoder multinomial"), (["--set", "a=1"], "--loss"),
      (["--loss", "sse + kl", "--decoder", "poisson"], "--loss"), (["--epochs", "3"], "--batch"),
      (["--schedule", "0.5"], "--steps"),
      (["--covariance", "--samples", "9", "--scale", "2"], "--scale"),
      (["--schedule", "constant(0)", "--steps", "9"], "--schedule"),
    ] {
      let outcome = try program.run(["plan", "data.csv", "--latents", "1"] + flags)
      #expect(outcome.code == 64 && outcome.errors.contains(found), "\(flags): \(outcome.errors)")
    }
  }

  @Test("a schedule ends at its weight, and changes the curve")
  func schedule() throws {
    try workspace.write("data.csv", Self.table)
    let call = [
      "plan", "data.csv", "--latents", "2", "--beta", "4", "--learning-rate", "0.01", "--steps",
      "4000", "--format", "json",
    ]
    let constant = try program.run(call).json
    let ramped = try program.run(call + ["--schedule", "linear(duration=1000, max=0.5)"]).json
    #expect(constant["active"] as? Int == 0 && ramped["active"] as? Int == 1)
    #expect(ramped["beta"] as? Double == 2)
    #expect(ramped["curve"] is [String: Any])
  }

  @Test(
    "the plan as a problem file starts the theory's commands; the report is a page and its numbers")
  func files() throws {
    try workspace.write("data.csv", Self.table)
    let outcome = try program.run(
      "plan", "data.csv", "--latents", "2", "--beta", "2", "--problem", "plan.yaml", "--report",
      "report", "--quiet")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let flow = try program.run("flow", "plan.yaml", "--format", "json")
    #expect(flow.code == 0, "\(flow.errors)")
    let page = try String(
      contentsOf: program.directory.appendingPathComponent("report/index.html"), encoding: .utf8)
    #expect(page.contains("<h1>Which latents live on data.csv</h1>"))
    #expect(page.contains("data:image/svg+xml;base64,") && !page.contains("src=\"http"))
    #expect(try workspace.files.count == 3)
    let numbers = program.directory.appendingPathComponent("report/plan.json")
    #expect(try String(contentsOf: numbers, encoding: .utf8).contains("\"verdict\""))
    let refused = try program.run(
      "plan", "data.csv", "--latents", "1", "--decoder", "laplace", "--problem", "other.yaml")
    #expect(refused.code == 64 && refused.errors.contains("--problem"))
    #expect(try !workspace.files.contains("other.yaml"))
  }

  @Test("a declared network: its interval, and how many got stuck")
  func network() throws {
    try workspace.write("data.csv", Self.table)
    let call = ["plan", "data.csv", "--latents", "2", "--beta", "2", "--format", "json"]
    let plain = try program.run(call).json
    #expect(plain["network"] == nil)
    let json = try program.run(call + ["--network", "mlp", "--activation", "relu"]).json
    let network = try #require(json["network"] as? [String: Any])
    #expect(network["kind"] as? String == "mlp" && network["activation"] as? String == "relu")
    #expect(network["ratio"] as? Double == 0.5 && network["studied"] as? Bool == true)
    let interval = try #require(network["kl_interval"] as? [Double])
    #expect(interval.count == 2 && interval[0] < interval[1])
    #expect((network["stuck_runs"] as? Int ?? 0) > 0 && network["confidence"] as? Double == 0.9)
    let alone = try program.run("plan", "data.csv", "--latents", "2", "--activation", "tanh")
    #expect(alone.code == 64 && alone.errors.contains("give --network"))
  }
}
