import Foundation
import Testing

/// What anneal finds is a schedule to paste.
@Suite("betaflow anneal: schedules to paste")
struct AnnealScheduleTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }
  /// `β_max` is not 1, so that slopes of `β` and of `β/β_max` differ.
  private let limit = problem(
    ("rates: 0.01", "rates: limit"), ("beta: 1.0", "beta: 0.5"),
    ("m: [[0.01]], d: [[0.01]]", "m: [[0.1]], d: [[0.1]]"), ("R: [[0.0001]]", "R: [[0]]"))

  init() throws {
    workspace = try Workspace()
    try workspace.write("problem.yaml", limit)
  }

  /// The last time at which the flow under a pasted schedule is above the target.
  private func expectConvergence(of schedule: String, at time: Double, target: Double) throws {
    try workspace.write(
      "pasted.yaml",
      limit.replacingOccurrences(of: "beta: 0.5", with: "beta: \(schedule)")
        .replacingOccurrences(
          of: "time: {end: 100, samples: 3}",
          with: "time: {at: [\((1 - 1e-5) * time), \((1 + 1e-5) * time), \(1.5 * time)]}"))
    let flow = try program.run("flow", "pasted.yaml", "--format", "json")
    #expect(flow.code == 0, "\(flow.errors)")
    let errors = try #require(
      (flow.json["generalization_error"] as? [String: [Double]])?["aligned"])
    #expect(errors[0] > target + 1e-3, "\(schedule)")
    #expect(errors[1] < target + 1e-3 && errors[2] < target + 1e-3, "\(schedule)")
  }

  @Test(
    "the best schedule converges in a problem file when anneal says, and schedule takes it",
    arguments: ["tanh", "linear", "cyclical", "sigmoid", "cosine", "exponential"])
  func best(family: String) throws {
    let outcome = try program.run(
      "anneal", "problem.yaml", "--schedule", family, "--rates", "0.1:0.6:4", "--format", "json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let best = try #require(outcome.json["best"] as? [String: Any])
    let text = try #require(best["schedule"] as? String)
    let time = try #require(best["time"] as? Double)
    let target = try #require(outcome.json["target"] as? Double)
    try expectConvergence(of: text, at: time, target: target)
    if family == "linear" {
      let rate = try #require(best["rate"] as? Double)
      #expect(text == "{schedule: linear, rate: \(0.5 * rate), min: 0.0, max: 0.5}")
    }
    let table = try program.run(
      "anneal", "problem.yaml", "--schedule", family, "--rates", "0.1:0.6:4")
    #expect(table.text.contains("\nBest schedule: \(text)\n"))
    let schedule = try program.run(
      "schedule", text, "--unit", "flow", "--learning-rate", "0.1", "--steps", "500", "--quiet")
    #expect(schedule.code == 0, "\(schedule.errors)")
  }

  @Test("CSV has the schedule of each row, and the best, constant and optimal ones")
  func csv() throws {
    let call = ["anneal", "problem.yaml", "--rates", "0.2:0.4:3", "--optimal", "--knots", "8"]
    let csv = try program.run(call + ["--format", "csv"])
    let json = try program.run(call + ["--format", "json"]).json
    let rows = csv.text.split(separator: "\n").map(String.init)
    #expect(rows[0] == "rate,time,reason,row,schedule" && rows.count == 7)
    #expect(rows[1].hasSuffix(",rate,\"{schedule: tanh, rate: 0.2, max: 0.5}\""))
    #expect(rows[4].hasSuffix(",constant,0.5"))
    let best = try #require((json["best"] as? [String: Any])?["schedule"] as? String)
    #expect(rows[5].hasSuffix(",best,\"\(best)\""))
    let optimal = try #require(json["optimal"] as? [String: Any])
    let text = try #require(optimal["schedule"] as? String)
    #expect(rows[6].hasSuffix(",optimal,\"\(text)\""))
    #expect(text.hasPrefix("{schedule: points, points: [["))
    try expectConvergence(
      of: text, at: try #require(optimal["time"] as? Double),
      target: try #require(json["target"] as? Double))
  }

  @Test("of a schedule in the file the maximum counts, with a note")
  func maximum() throws {
    let arguments = ["--schedule", "linear", "--rates", "0.1:0.4:4", "--format", "json"]
    let number = try program.run(["anneal", "problem.yaml"] + arguments)
    try workspace.write(
      "annealed.yaml",
      limit.replacingOccurrences(
        of: "beta: 0.5", with: "beta: {schedule: tanh, rate: 0.2, max: 0.5}"))
    let schedule = try program.run(["anneal", "annealed.yaml"] + arguments)
    #expect(schedule.code == 0 && schedule.output == number.output, "\(schedule.errors)")
    #expect(
      schedule.errors.hasPrefix(
        "Note: annealed.yaml: training.beta: β_max is 0.5, the maximum of tanh(rate=0.2, max=0.5)"))
    let quiet = try program.run(["anneal", "annealed.yaml", "--quiet"] + arguments)
    #expect(quiet.errors.isEmpty)
  }
}
