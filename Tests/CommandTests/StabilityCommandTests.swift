import Foundation
import Testing

@Suite("betaflow fixed-points, threshold, phase and escape")
struct StabilityCommandTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws {
    workspace = try Workspace()
    try workspace.write("problem.yaml", problem(("latents: 1", "latents: 2"), initial))
    try workspace.write(
      "limit.yaml", problem(("latents: 1", "latents: 2"), ("rates: 0.01", "rates: limit"), initial))
  }

  private var initial: (String, String) {
    (
      "{m: [[0.01]], d: [[0.01]], Q: [[1]], E: [[1]], R: [[0.0001]], D: [1]}",
      "{overlap: 0.001, decoder_norm: 0.1, encoder_norm: 0.1}"
    )
  }

  @Test("fixed-points: the JSON of the contract")
  func fixedPoints() throws {
    let outcome = try program.run(
      "fixed-points", "limit.yaml", "--beta", "0.5", "--format", "json", "--search", "0")
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    let points = try #require(outcome.json["fixed_points"] as? [[String: Any]])
    #expect(points.count >= 5)
    let first = points[0]
    #expect(first["kind"] as? String == "overfit" && first["stability"] as? String == "stable")
    #expect(first["active"] as? [Int] == [0, -1])
    #expect((first["eigenvalues"] as? [[Double]])?.count == 16)
    let errors = try #require(first["generalization_error"] as? [String: Double])
    #expect(Set(errors.keys) == ["aligned", "paired", "subspace", "pooled"])
    #expect(abs((first["growth_rate"] as? Double ?? 0) + 0.0453435444) < 1e-9)
    #expect(first["multiplicity"] as? Double == 4)
    #expect((first["residual"] as? Double ?? 1) < 1e-14)
    #expect((first["state"] as? [String: Any])?["Q"] is [[Double]])
    let collapsed = try #require(points.first { $0["kind"] as? String == "collapsed" })
    #expect((collapsed["active"] as? [Any])?.allSatisfy { $0 is NSNull } == true)
  }

  @Test("fixed-points: --beta, --search and the other formats")
  func fixedPointOptions() throws {
    let above = try program.run("fixed-points", "limit.yaml", "--beta", "2.5", "--format", "csv")
    #expect(above.text.split(separator: "\n").count == 2)
    #expect(above.text.contains("\ncollapsed,,,–,–,stable,"))
    let mixed = try program.run("fixed-points", "limit.yaml", "--beta", "1.5")
    #expect(mixed.text.contains("mixed"))
    let npz = try program.run(
      "fixed-points", "problem.yaml", "--format", "npz", "--output", "points.npz", "--plot",
      "points.svg")
    #expect(npz.code == 0)
    #expect(try Set(workspace.files).isSuperset(of: ["points.npz", "points.svg"]))
    for (flag, value) in [("--beta", "0"), ("--beta", "-1"), ("--search", "-1")] {
      let refused = try program.run("fixed-points", "limit.yaml", flag, value)
      #expect(refused.code == 64 && refused.errors.contains("\(flag): found \(value)"))
    }
    // Six latents: 81 numbers, too many to be searched without being asked.
    try workspace.write("large.yaml", problem(("latents: 1", "latents: 6"), initial))
    let large = try program.run("fixed-points", "large.yaml", "--beta", "0.5")
    #expect(large.code == 0 && large.errors.contains("--search"))
  }

  @Test("a schedule that does not settle needs --beta")
  func cyclical() throws {
    try workspace.write(
      "cyclical.yaml", problem(("beta: 1.0", "beta: {schedule: cyclical, period: 10}")))
    let outcome = try program.run("fixed-points", "cyclical.yaml")
    #expect(outcome.code == 64 && outcome.errors.contains("training.beta"))
    #expect(try program.run("fixed-points", "cyclical.yaml", "--beta", "1").code == 0)
  }

  @Test("threshold: the JSON of the contract")
  func threshold() throws {
    let outcome = try program.run("threshold", "problem.yaml", "--format", "json")
    #expect(outcome.code == 0)
    let found = try #require(outcome.json["thresholds"] as? [[String: Any]])
    #expect(found.map { $0["kind"] as? String } == ["factor", "noise"])
    #expect(found.map { $0["eigenvalue"] as? Double } == [2, 1])
    #expect(abs((found[0]["beta"] as? Double ?? 0) - 2) < 1e-9)
    #expect(found[0]["analytic"] as? Double == 2 && found[1]["analytic"] is NSNull)
    let bracket = try #require(found[1]["bracket"] as? [Double])
    let beta = try #require(found[1]["beta"] as? Double)
    #expect(bracket[0] <= beta && beta <= bracket[1] && bracket[1] - bracket[0] < 1e-12)
    #expect(found.allSatisfy { $0["status"] as? String == "converged" })
    // η³τ/(2(1 + η²)) = 0.0025 to first order.
    #expect(found[1]["leading_shift"] as? Double == 0.0025)
    #expect(abs((found[1]["shift"] as? Double ?? 0) - 0.0025) < 1e-5)
    let wide = try program.run("threshold", "problem.yaml", "--beta", "0:1000")
    #expect(wide.text.contains("1.002503078"))
    #expect(try program.run("threshold", "problem.yaml", "--beta", "100:1000").code == 1)
    #expect(
      try program.run("threshold", "problem.yaml", "--plot", "thresholds.svg").code == 0)
  }

  @Test("threshold: a range without one is an error that names it")
  func emptyRange() throws {
    let outcome = try program.run("threshold", "problem.yaml", "--beta", "3:4")
    #expect(outcome.code == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("3.0:4.0") && outcome.errors.contains("2.0, 1.0"))
    for range in ["4:3", "a:b", "1", "-1:2", "1:2:3"] {
      #expect(try program.run("threshold", "problem.yaml", "--beta", range).code == 64)
    }
  }

  @Test("phase: the JSON of the contract, CSV and the picture")
  func phase() throws {
    let outcome = try program.run(
      "phase", "limit.yaml", "--x", "beta=0.25:2.25:5", "--y", "data.noise=0.5:1.5:3",
      "--format", "json", "--plot", "phase.svg")
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    let json = outcome.json
    #expect((json["x"] as? [String: Any])?["key"] as? String == "training.beta")
    let kinds = try #require(json["kind"] as? [[String]])
    #expect(kinds[0] == ["overfit", "learned", "learned", "collapsed", "collapsed"])
    #expect(kinds[2] == ["overfit", "overfit", "overfit", "learned", "learned"])
    #expect((json["generalization_error"] as? [[Double]])?.count == 3)
    #expect((json["slowest_rate"] as? [[Double]])?[0].allSatisfy { $0 > 0 } == true)
    #expect((json["active"] as? [[Int]])?[0] == [2, 1, 1, 0, 0])
    #expect(try workspace.files.contains("phase.svg"))
  }

  @Test(
    "phase: axes that cannot be are refused with the flag",
    arguments: [
      ["--x", "bta=1:2:3", "--y", "eta=1:2:3"], ["--x", "beta=2:1:3", "--y", "eta=1:2:3"],
      ["--x", "beta=1:2:20000", "--y", "eta=1:2:20000"], ["--x", "beta=1:2:3", "--y", "eta"],
      ["--x", "beta=1:2:3", "--y", "beta=1:2:3"], ["--x", "beta=0:2:3", "--y", "eta=1:2:3"],
      ["--x", "beta=1:2:3", "--y", "rho.3=1:2:3"], ["--x", "beta=1:2:3", "--y", "eta=-1:2:3"],
    ])
  func phaseErrors(arguments: [String]) throws {
    let outcome = try program.run(["phase", "limit.yaml"] + arguments)
    #expect(outcome.code == 64 && outcome.output.isEmpty, "\(outcome.errors)")
    // The usage names both flags: what counts is how the error begins.
    #expect(
      outcome.errors.contains("Error: --x:") || outcome.errors.contains("Error: --y:"),
      "\(outcome.errors)")
  }

  @Test("escape: growth rate, plateau in t, steps and epochs, verdict")
  func escape() throws {
    let outcome = try program.run(
      "escape", "problem.yaml", "--dimension", "500", "--rows", "10000", "--format", "json")
    #expect(outcome.code == 0)
    let json = outcome.json
    #expect(
      abs((json["growth_rate"] as? Double ?? 0) - 0.01 * 0.5 * (17.0.squareRoot() - 3)) < 1e-9)
    let plateau = try #require(json["plateau"] as? [String: Any])
    let time = try #require(plateau["time"] as? Double)
    #expect(time > 100)
    #expect(abs((plateau["steps"] as? Double ?? 0) - 500 * time) < 1e-9 * time)
    #expect(abs((plateau["epochs"] as? Double ?? 0) - 0.05 * time) < 1e-9 * time)
    // The file's training ends at 100.
    #expect(json["verdict"] as? String == "slow")
    let table = try program.run(
      "escape", "problem.yaml", "--dimension", "500", "--rows", "10000")
    let lines = table.text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(Array(lines[0].suffix(3)) == ["steps", "epochs", "verdict"])
    let epochs = try #require(Double(lines[2][lines[2].count - 2]))
    #expect(abs(epochs / (0.05 * time) - 1) < 1e-4)
    let without = try program.run("escape", "problem.yaml", "--rows", "10000")
    #expect(without.errors.contains("--rows has no effect"))
    try workspace.write(
      "long.yaml", problem(("latents: 1", "latents: 2"), initial, ("end: 100", "end: 5000")))
    let long = try program.run("escape", "long.yaml", "--format", "json", "--plot", "escape.svg")
    #expect(long.json["verdict"] as? String == "learns")
    try workspace.write("never.yaml", problem(("beta: 1.0", "beta: 2.5")))
    let never = try program.run("escape", "never.yaml", "--format", "json", "--plot", "never.svg")
    #expect(never.code == 0 && never.json["verdict"] as? String == "never")
    #expect((never.json["plateau"] as? [String: Any])?["time"] is NSNull)
  }

  @Test("escape: a random start needs a dimension, and has a spread")
  func randomEscape() throws {
    try workspace.write(
      "random.yaml",
      """
      data: {signals: [1.0], noise: 0.5}
      model: {latents: 2}
      training: {rates: 0.01, beta: 1.0}
      initial: random
      time: {end: 100}

      """)
    let missing = try program.run("escape", "random.yaml")
    #expect(missing.code == 64 && missing.errors.contains("--dimension"))
    let found = try program.run(
      "escape", "random.yaml", "--dimension", "1000", "--format", "json", "--plot", "r.svg")
    #expect(found.code == 0, "\(found.errors)")
    let plateau = try #require(found.json["plateau"] as? [String: Any])
    #expect((plateau["spread"] as? Double ?? 0) > 0)
    #expect(found.json["start"] as? String == "random")
  }
}
