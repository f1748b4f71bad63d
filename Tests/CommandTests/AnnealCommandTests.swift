import Foundation
import Testing

@Suite("betaflow anneal")
struct AnnealCommandTests {
  /// The start of the theory page's times, in the small-rate limit.
  private let limit = problem(
    ("rates: 0.01", "rates: limit"), ("m: [[0.01]], d: [[0.01]]", "m: [[0.1]], d: [[0.1]]"),
    ("R: [[0.0001]]", "R: [[0]]"))

  @Test("times over rates, the best rate, and the rate below which annealing slows")
  func rates() throws {
    let workspace = try Workspace()
    try workspace.write("problem.yaml", limit)
    let outcome = try workspace.program.run(
      "anneal", "problem.yaml", "--rates", "0.1:0.4:4", "--format", "json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(abs((outcome.json["constant"] as? Double ?? 0) - 13.40) < 0.02)
    #expect((outcome.json["rates"] as? [Double])?.count == 4)
    #expect((outcome.json["times"] as? [Double])?.count == 4)
    let best = try #require(outcome.json["best"] as? [String: Any])
    #expect((best["time"] as? Double ?? 99) < 12.12)
    #expect(abs((outcome.json["slow_below"] as? Double ?? 0) - 0.19098) < 1e-4)
    #expect(outcome.json["optimal"] == nil)
    // Without rates they are chosen around the gap.
    let chosen = try workspace.program.run("anneal", "problem.yaml", "--format", "json")
    let found = try #require(chosen.json["best"] as? [String: Any])
    // 11.948 at γ = 0.225 and at 0.235, so a little less between.
    #expect(abs((found["time"] as? Double ?? 0) - 11.945) < 0.005)
  }

  @Test("the runs at finite N write a checkpoint, and go on from it to the same output")
  func checkpoint() throws {
    let workspace = try Workspace()
    try workspace.write(
      "problem.yaml",
      problem(
        ("rates: 0.01", "rates: 0.05"), ("m: [[0.01]], d: [[0.01]]", "m: [[0.1]], d: [[0.1]]"),
        ("R: [[0.0001]]", "R: [[0]]"))
        + "\nsimulation: {dimension: 500, replicas: 2, seed: 7}\n")
    let call = [
      "anneal", "problem.yaml", "--rates", "0.01:0.01:1", "--optimal", "--knots", "4", "--format",
      "json",
    ]
    let plain = try workspace.program.run(call)
    #expect(plain.code == 0 && plain.errors.contains(" at N = "), "\(plain.errors)")
    let optimal = try #require(plain.json["optimal"] as? [String: Any])
    #expect(optimal["finite_size"] is [String: Any])
    let first = try workspace.program.run(call + ["--checkpoint", "run.checkpoint"])
    #expect(first.output == plain.output)
    #expect(try workspace.files.contains("run.checkpoint"))
    let again = try workspace.program.run(call + ["--checkpoint", "run.checkpoint", "--quiet"])
    #expect(again.output == plain.output && again.errors.isEmpty)
    // Another schedule is another simulation.
    let other = try workspace.program.run(
      call + ["--monotone", "--checkpoint", "run.checkpoint"])
    #expect(other.code == 65, "\(other.errors)")
    try workspace.write("limit.yaml", limit)
    let useless = try workspace.program.run(
      "anneal", "limit.yaml", "--optimal", "--checkpoint", "other.checkpoint")
    #expect(useless.code == 64 && useless.errors.contains("--checkpoint: found a value"))
    let withoutSearch = try workspace.program.run(
      "anneal", "problem.yaml", "--checkpoint", "other.checkpoint")
    #expect(withoutSearch.code == 64 && withoutSearch.errors.contains("--optimal"))
    #expect(try !workspace.files.contains("other.checkpoint"))
  }

  @Test("--optimal adds the best schedule, what it gains and how much it depends on the data")
  func optimal() throws {
    let workspace = try Workspace()
    try workspace.write("problem.yaml", limit)
    let outcome = try workspace.program.run(
      "anneal", "problem.yaml", "--optimal", "--knots", "16", "--format", "json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let optimal = try #require(outcome.json["optimal"] as? [String: Any])
    let time = try #require(optimal["time"] as? Double)
    #expect(time > 9 && time < 11.5)
    let points = try #require(optimal["points"] as? [[Double]])
    #expect(points.first?[0] == 0 && points.last?[1] == 1)
    #expect(points.allSatisfy { $0.count == 2 && $0[1] >= 0 && $0[1] <= 1 })
    #expect((optimal["families"] as? [[String: Any]])?.count == 6)
    #expect((optimal["sensitivity"] as? [[String: Any]])?.count == 4)
    #expect(abs((optimal["gain"] as? Double ?? 0) - 13.395 / time) < 1e-3)
    // The points are a schedule that problem files take, and it converges when they say.
    let text = points.map { "[\($0[0]), \($0[1])]" }.joined(separator: ", ")
    let scheduled = limit.replacingOccurrences(
      of: "beta: 1.0", with: "beta: {schedule: points, points: [\(text)]}")
    let watched = scheduled.replacingOccurrences(
      of: "time: {end: 100, samples: 3}", with: "time: {at: [\(0.999 * time), \(1.001 * time), 30]}"
    )
    try workspace.write("best.yaml", watched)
    let flow = try workspace.program.run("flow", "best.yaml", "--format", "json")
    let errors = try #require(
      (flow.json["generalization_error"] as? [String: [Double]])?["aligned"])
    #expect(errors[0] > 1e-3 && errors[1] <= 1e-3 && errors[2] < 1e-3)
  }

  @Test("the error at a horizon, with a monotone β, and at finite N")
  func horizon() throws {
    let workspace = try Workspace()
    try workspace.write(
      "problem.yaml", problem() + "simulation: {dimension: 1000, replicas: 4, seed: 3}\n")
    let outcome = try workspace.program.run(
      "anneal", "problem.yaml", "--rates", "0.002:0.004:2", "--optimal", "--objective", "error",
      "--horizon", "700", "--monotone", "--knots", "8", "--format", "json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let optimal = try #require(outcome.json["optimal"] as? [String: Any])
    let betas = try #require(optimal["points"] as? [[Double]]).map { $0[1] }
    #expect(zip(betas, betas.dropFirst()).allSatisfy { $0 <= $1 + 1e-9 })
    let constant = try #require(optimal["constant"] as? Double)
    #expect((optimal["error"] as? Double ?? 9) < constant)
    let finite = try #require(optimal["finite_size"] as? [String: Any])
    #expect(finite["dimension"] as? Int == 1000)
  }

  @Test(
    "flags that contradict each other are named",
    arguments: [
      (["--knots", "9"], "no effect without --optimal"),
      (["--optimal", "--knots", "1"], "--knots: found 1, expected a whole number from 4 to 400"),
      (["--optimal", "--objective", "error"], "--horizon: found nothing"),
      (["--optimal", "--horizon", "5"], "no effect without --objective error"),
      (["--optimal", "--objective", "error", "--horizon", "-1"], "--horizon"),
      (["--rates", "0:1:3"], "expected rates > 0"),
    ])
  func flags(arguments: [String], message: String) throws {
    let workspace = try Workspace()
    try workspace.write("problem.yaml", limit)
    let outcome = try workspace.program.run(["anneal", "problem.yaml"] + arguments)
    #expect(outcome.code == 64)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }
}
