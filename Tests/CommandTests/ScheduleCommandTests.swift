import Foundation
import Testing

@Suite("betaflow schedule")
struct ScheduleCommandTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws { workspace = try Workspace() }

  @Test("the table as CSV and JSON")
  func table() throws {
    let csv = try program.run("schedule", "linear(0.25)", "--steps", "5", "--format", "csv")
    #expect(csv.code == 0 && csv.errors.isEmpty, "\(csv.errors)")
    #expect(csv.text == "steps,beta\n0,0\n1,0.25\n2,0.5\n3,0.75\n4,1\n")
    let json = try program.run(
      "schedule", "linear(0.25)", "--steps", "4", "--epochs", "2", "--format", "json"
    ).json
    #expect(json["steps"] as? [Int] == [0, 1, 2, 3])
    #expect(json["epochs"] as? [Int] == [0, 0, 1, 1])
    #expect(json["beta"] as? [Double] == [0, 0.25, 0.5, 0.75])
    #expect(json["unit"] as? String == "steps" && json["steps_per_epoch"] as? Int == 2)
    let schedule = try #require(json["schedule"] as? [String: Any])
    #expect(schedule["schedule"] as? String == "linear" && schedule["rate"] as? Double == 0.25)
    let ramp = try #require(json["ramp"] as? [String: Any])
    #expect(ramp["fits"] as? Bool == true && ramp["settled_step"] as? Double == 3.96)
  }

  @Test("a row for each epoch; the last batch of an epoch may be smaller, or left out")
  func epochs() throws {
    let run = ["schedule", "linear(0.01)", "--epochs", "3", "--rows", "1000", "--batch", "128"]
    let options = ["--every", "epoch", "--format", "csv", "--quiet"]
    let all = try program.run(run + options)
    #expect(all.text == "steps,epochs,beta\n0,0,0\n8,1,0.08\n16,2,0.16\n")
    let full = try program.run(run + options + ["--drop-last"])
    #expect(full.text == "steps,epochs,beta\n0,0,0\n7,1,0.07\n14,2,0.14\n")
  }

  @Test("a ramp that does not fit is warned about, in JSON too")
  func warning() throws {
    let outcome = try program.run("schedule", "tanh(0.001)", "--steps", "1000", "--format", "json")
    #expect(outcome.code == 0)
    #expect(outcome.errors.hasPrefix("Warning: the ramp does not fit into 1000 steps"))
    let ramp = try #require(outcome.json["ramp"] as? [String: Any])
    #expect(ramp["fits"] as? Bool == false && ramp["target"] as? Double == 1)
    #expect(abs((ramp["reached"] as? Double ?? 0) - tanh(1)) < 1e-12)
    #expect(abs((ramp["settled_step"] as? Double ?? 0) - 1000 * atanh(0.99)) < 1e-9)
    #expect(outcome.errors.contains(ramp["warning"] as? String ?? "none"))
    let quiet = try program.run("schedule", "tanh(0.001)", "--steps", "1000", "--quiet")
    #expect(quiet.code == 0 && quiet.errors.isEmpty)
  }

  @Test("notes say what names of other libraries were read as")
  func notes() throws {
    let outcome = try program.run("schedule", "{n_steps_kl_warmup: 4}", "--steps", "5")
    #expect(
      outcome.errors.contains("Note: {n_steps_kl_warmup: 4}: n_steps_kl_warmup: read as rate"))
  }

  @Test("files, Python, arrays and pictures")
  func files() throws {
    try workspace.write(
      "problem.yaml",
      problem(("beta: 1.0", "beta: {schedule: tanh, rate: 0.2}"))
        + "simulation: {dimension: 50}\n")
    let outcome = try program.run(
      "schedule", "problem.yaml", "--steps", "1000", "--format", "python", "--output", "beta.py",
      "--plot", "beta.svg", "--plot", "beta.png")
    #expect(outcome.code == 0 && outcome.output.isEmpty, "\(outcome.errors)")
    let npz = try program.run(
      "schedule", "problem.yaml", "--steps", "1000", "--format", "npz", "--output", "beta.npz")
    #expect(npz.code == 0)
    #expect(
      try Set(workspace.files) == ["problem.yaml", "beta.py", "beta.svg", "beta.png", "beta.npz"])
    let python = try String(
      contentsOf: program.directory.appendingPathComponent("beta.py"), encoding: .utf8)
    #expect(python.contains("t = step / 50"))
  }

  @Test(
    "mistakes end with their code, a message and nothing else",
    arguments: [
      (64, ["tahn(0.2)", "--steps", "5"], ["tahn", "tanh"]),
      (64, ["tanh(0.2)"], ["--steps"]),
      (64, ["tanh(0.2)", "--steps", "0"], ["--steps", "0"]),
      (64, ["tanh(0.2)", "--steps", "-3"], ["--steps", "-3"]),
      (64, ["tanh(0.2)", "--steps", "1e3"], ["--steps", "1e3"]),
      (64, ["tanh(0.2)", "--steps", "5", "--every", "0"], ["--every", "0"]),
      (64, ["tanh(0.2)", "--steps", "5", "--every", "epoch"], ["--every: found epoch", "--rows"]),
      (64, ["tanh(0.2)", "--steps", "5", "--unit", "t"], ["--dimension"]),
      (64, ["tanh(0.2)", "--steps", "5", "--unit", "flow"], ["--learning-rate"]),
      (64, ["tanh(0.2)", "--steps", "5", "--unit", "epochs"], ["--unit", "epochs with steps"]),
      (64, ["tanh(0.2)", "--steps", "5", "--unit", "weeks"], ["weeks", "epochs"]),
      (64, ["tanh(0.2)", "--steps", "5", "--dimension", "9"], ["--dimension", "unit t"]),
      (64, ["tanh(0.2)", "--steps", "5", "--learning-rate", "1"], ["--learning-rate"]),
      (
        64, ["tanh(0.2)", "--steps", "5", "--unit", "flow", "--learning-rate", "0"],
        ["--learning-rate", "> 0"]
      ),
      (64, ["tanh(0.2)", "--steps", "5", "--format", "npz"], ["--output"]),
      (64, ["tanh(0.2)", "--steps", "5", "--format", "yaml"], ["yaml", "python"]),
      (64, ["1", "--steps", "1000000000000000"], ["--every", "500000000"]),
      (66, ["nowhere.yaml", "--steps", "5"], ["nowhere.yaml", "no such file"]),
      (66, ["/dev/zero", "--steps", "5"], ["/dev/zero", "cannot be opened"]),
      (73, ["1", "--steps", "5", "--output", "no/where"], ["no/where"]),
    ] as [(Int32, [String], [String])])
  func mistakes(code: Int32, arguments: [String], words: [String]) throws {
    let outcome = try program.run(["schedule"] + arguments)
    #expect(outcome.code == code, "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(try workspace.files.isEmpty)
    for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
  }
}
