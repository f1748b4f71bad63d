import Foundation
import Testing

@Suite("betaflow simulate and compare")
struct SimulateCommandTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws {
    workspace = try Workspace()
    let simulation = "simulation: {dimension: 60, replicas: 4, seed: 3}\n"
    try workspace.write("problem.yaml", problem() + simulation)
    // Some seconds of work: time to be interrupted in.
    try workspace.write(
      "long.yaml",
      problem(("end: 100", "end: 20")) + "simulation: {dimension: 1000000, replicas: 5, seed: 3}\n")
    try workspace.write(
      "steered.yaml",
      problem(
        ("end: 100", "end: 10"),
        ("beta: 1.0", "beta: {schedule: geco, explained: 0.1, rate: 0.5, average: 2}"))
        + "simulation: {dimension: 1000000, replicas: 5, seed: 3}\n")
    // Days of work.
    try workspace.write(
      "endless.yaml", problem() + "simulation: {dimension: 1000000000, replicas: 5, seed: 3}\n")
  }

  @Test("the JSON of the contract")
  func json() throws {
    let outcome = try program.run("simulate", "problem.yaml", "--format", "json", "--quiet")
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    let json = outcome.json
    #expect(json["times"] as? [Double] == [0, 50, 100])
    #expect(json["replicas"] as? Int == 4 && json["seed"] as? Int == 3)
    #expect(json["method"] as? String == "exact" && json["runs"] == nil)
    for key in ["mean", "standard_error"] {
      let states = try #require(json[key] as? [[String: Any]])
      #expect(states.count == 3)
      for name in ["m", "d", "Q", "E", "R"] { #expect(states[2][name] is [[Double]]) }
      #expect(states[2]["D"] is [Double])
    }
    let errors = try #require(json["generalization_error"] as? [String: [String: [Double]]])
    #expect(Set(errors.keys) == ["aligned", "paired", "subspace", "pooled"])
    #expect(errors["aligned"]?["mean"]?.count == 3)
    #expect(errors["aligned"]?["standard_error"]?.count == 3)
  }

  @Test("a single run has no standard error, and kept runs are there")
  func singleRun() throws {
    let outcome = try program.run(
      "simulate", "problem.yaml", "--format", "json", "--replicas", "1", "--keep-replicas")
    let errors = try #require(outcome.json["standard_error"] as? [[String: Any]])
    #expect((errors[1]["D"] as? [Any])?.first is NSNull)
    let runs = try #require(outcome.json["runs"] as? [[[String: Any]]])
    #expect(runs.count == 1 && runs[0].count == 3)
    #expect(outcome.errors.contains("1 run at N = 60"))
  }

  @Test("flags override the file, and each changes the result; threads do not")
  func overrides() throws {
    func output(_ flags: String...) throws -> Data {
      let outcome = try program.run(["simulate", "problem.yaml", "--format", "csv"] + flags)
      #expect(outcome.code == 0, "\(outcome.errors)")
      return outcome.output
    }
    let plain = try output()
    #expect(try output("--threads", "1") == plain)
    #expect(try output("--threads", "7") == plain)
    let others = try [
      output("--method", "vector"), output("--dimension", "61"), output("--replicas", "5"),
      output("--seed", "4"),
    ]
    #expect(Set(others + [plain]).count == 5)
  }

  @Test("compare has both, z scores and a picture")
  func compare() throws {
    let outcome = try program.run(
      "compare", "problem.yaml", "--format", "json", "--plot", "compare.svg")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let flow = try #require(outcome.json["flow"] as? [String: Any])
    let simulation = try #require(outcome.json["simulation"] as? [String: Any])
    let states = try #require(flow["states"] as? [[String: Any]])
    let mean = try #require(simulation["mean"] as? [[String: Any]])
    let error = try #require(simulation["standard_error"] as? [[String: Any]])
    let z = try #require(outcome.json["z"] as? [[String: Any]])
    func number(_ states: [[String: Any]], _ i: Int) throws -> Double {
      try #require((states[i]["Q"] as? [[Double]])?[0][0])
    }
    let expected = try (number(mean, 2) - number(states, 2)) / number(error, 2)
    #expect(abs(try number(z, 2) - expected) < 1e-12 * abs(expected))
    #expect((z[0]["D"] as? [Any])?.first is NSNull, "no error to measure with at the start")
    #expect(try workspace.files.contains("compare.svg"))
  }

  @Test("compare begins with a verdict, and says what else than a fault a deviation can be")
  func verdict() throws {
    let within = try program.run("compare", "problem.yaml", "--dimension", "20000")
    #expect(within.text.hasPrefix("Verdict: within chance\nLargest |z|: "), "\(within.text)")
    #expect(within.text.contains(" 12 numbers, Student's t with 3 degrees of freedom."))
    let single = try program.run("compare", "problem.yaml", "--replicas", "1")
    #expect(single.text.hasPrefix("Verdict: none, since there is no error to measure with"))
    // Two latents in a dozen dimensions, of which either may find the factor.
    try workspace.write(
      "two.yaml",
      """
      data: {signals: [1.0], noise: 0.5}
      model: {latents: 2}
      training: {rates: 0.3, beta: 0.6}
      initial: {overlap: [[0.02], [0.01]], decoder_norm: 1, encoder_norm: 1, variance: 1}
      time: {end: 60, samples: 4}
      simulation: {dimension: 12, replicas: 400, seed: 3}

      """)
    let beyond = try program.run("compare", "two.yaml")
    #expect(beyond.text.hasPrefix("Verdict: beyond chance\n"), "\(beyond.text)")
    for word in ["a term of order 1/N", "traded places", "--keep-replicas"] {
      #expect(beyond.text.contains(word))
    }
  }

  @Test("NPZ arrays of the contract")
  func archive() throws {
    let outcome = try program.run(
      "simulate", "problem.yaml", "--format", "npz", "--output", "runs.npz", "--keep-replicas")
    #expect(outcome.code == 0)
    let data = try Data(contentsOf: program.directory.appendingPathComponent("runs.npz"))
    let text = String(decoding: data, as: Unicode.ASCII.self)
    for name in ["times", "m", "d", "Q", "E", "R", "D", "D_runs", "Q_standard_error"] {
      #expect(text.contains("\(name).npy"), "\(name)")
    }
    #expect(text.contains("'shape': (3, 1, 1), ") && text.contains("'shape': (4, 3, 1, 1), "))
  }

  @Test("flow and simulation start from one random draw")
  func randomStart() throws {
    let text = try String(
      contentsOf: program.directory.appendingPathComponent("problem.yaml"), encoding: .utf8)
    let lines = text.split(separator: "\n").map {
      $0.hasPrefix("initial") ? "initial: random" : String($0)
    }
    try workspace.write("random.yaml", lines.joined(separator: "\n") + "\n")
    let flow = try program.run("flow", "random.yaml", "--format", "json").json
    let runs = try program.run("simulate", "random.yaml", "--format", "json").json
    let first = try #require((flow["states"] as? [NSDictionary])?.first)
    #expect(try #require((runs["mean"] as? [NSDictionary])?.first) == first)
  }

  @Test("what cannot be simulated ends with 64, names the key and leaves nothing behind")
  func refusals() throws {
    let cases: [(String, String, [String], String)] = [
      ("rates: 0.01", "rates: limit", [], "training.rates"),
      ("noise: 1.0", "noise: 1.0, distribution: laplace", [], "data.distribution"),
      ("latents: 1", "latents: 1", ["--dimension", "3"], "simulation.dimension"),
      ("latents: 1", "latents: 1", ["--replicas", "0"], "--replicas"),
      ("latents: 1", "latents: 1", ["--method", "magic"], "--method"),
      ("noise: 1.0", "noise: 1.0, distribution: cauchy", [], "data.distribution"),
      ("simulation:", "simulations:", [], "simulation"),
    ]
    let text = problem() + "simulation: {dimension: 60, replicas: 2}\n"
    for (old, new, flags, key) in cases {
      try workspace.write("bad.yaml", text.replacingOccurrences(of: old, with: new))
      let outcome = try program.run(["simulate", "bad.yaml", "--output", "bad.csv"] + flags)
      #expect(outcome.code == 64, "\(new): \(outcome.errors)")
      #expect(outcome.errors.contains(key), "\(outcome.errors)")
      #expect(try !workspace.files.contains("bad.csv"))
    }
  }

  @Test("a file is judged with what the flags put in its place")
  func judgedWithFlags() throws {
    // The exact chain needs 4 dimensions, vectors 3.
    try workspace.write("small.yaml", problem() + "simulation: {dimension: 3, replicas: 2}\n")
    let exact = try program.run("simulate", "small.yaml")
    #expect(exact.code == 64 && exact.errors.contains("small.yaml:6: simulation.dimension"))
    for flags in [["--method", "vector"], ["--dimension", "4"]] {
      let outcome = try program.run(["simulate", "small.yaml", "--format", "csv"] + flags)
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
    let wrong = try program.run("simulate", "problem.yaml", "--dimension", "3")
    #expect(wrong.code == 64)
    #expect(wrong.errors.contains("problem.yaml: simulation.dimension: found 3"), "\(wrong.errors)")
  }

  @Test("a variance that crosses zero ends with 1, latent, step and remedy")
  func crossing() throws {
    let text = problem(("rates: 0.01", "rates: {decoder: 0.1, encoder: 0.1, variance: 50}"))
    try workspace.write("bad.yaml", text + "simulation: {dimension: 20, replicas: 2}\n")
    let outcome = try program.run("simulate", "bad.yaml")
    #expect(outcome.code == 1)
    for word in ["latent 1", "step", "training.rates.variance", "variance: log"] {
      #expect(outcome.errors.contains(word), "\(outcome.errors)")
    }
  }

  @Test(
    "killed with SIGKILL and started again, a run ends with the same bytes",
    arguments: ["long.yaml", "steered.yaml"])
  func kill9(file: String) throws {
    let call = ["simulate", file, "--format", "csv", "--checkpoint", "run.checkpoint"]
    let whole = try program.run("simulate", file, "--format", "csv")
    let killed = try program.stopped(by: SIGKILL, call) { _ in
      try workspace.files.contains("run.checkpoint")
    }
    #expect(killed.code == SIGKILL)
    #expect(try workspace.files.contains("run.checkpoint"))
    let resumed = try program.run(call)
    #expect(resumed.code == 0 && resumed.output == whole.output, "\(resumed.errors)")
  }

  @Test("SIGINT and SIGTERM end with 75 and the command to go on", arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    let call = ["simulate", "endless.yaml", "--format", "csv"]
    let outcome = try program.stopped(by: signal, call)
    #expect(outcome.code == 75, "\(outcome.errors)")
    let checkpoint = try #require(try workspace.files.first { $0.hasSuffix(".checkpoint") })
    let resume = call + ["--checkpoint", checkpoint]
    let words = [Program.executable.path] + resume
    #expect(outcome.errors.hasSuffix("\n  \(words.joined(separator: " "))\n"), "\(outcome.errors)")
    let before = try Data(contentsOf: program.directory.appendingPathComponent(checkpoint))
    let again = try program.stopped(by: signal, resume)
    #expect(again.code == 75, "\(again.errors)")
    let after = try Data(contentsOf: program.directory.appendingPathComponent(checkpoint))
    #expect(after != before, "it went on")
  }

  /// Runs a line of shell, in which `betaflow` is the program.
  private func shell(_ line: String) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", line.replacingOccurrences(of: "betaflow", with: Program.executable.path),
    ]
    process.currentDirectoryURL = program.directory
    let output = program.directory.appendingPathComponent(".shell")
    try Data().write(to: output)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try String(contentsOf: output, encoding: .utf8))
  }

  @Test(
    "a standard error that cannot be written to does not matter", arguments: ["&-", "/dev/full"])
  func brokenStandardError(target: String) throws {
    let outcome = try shell("exec betaflow simulate problem.yaml --format csv 2>\(target)")
    #expect(outcome.code == 0)
    #expect(outcome.output.split(separator: "\n").count == 4)
  }

  @Test("SIGINT that the parent has ignored stays ignored")
  func ignoredSignal() throws {
    let outcome = try shell(
      "trap '' INT; betaflow simulate long.yaml --format csv & sleep 0.5; kill -INT $!; wait $!")
    #expect(outcome.code == 0)
    #expect(outcome.output.split(separator: "\n").count == 4)
  }

  @Test("more steps than can be counted are refused with 64 and the keys")
  func tooManySteps() throws {
    let text = problem(("end: 100", "end: 1.0e+14"))
    try workspace.write("bad.yaml", text + "simulation: {dimension: 60, replicas: 1000000}\n")
    let outcome = try program.run("simulate", "bad.yaml")
    #expect(outcome.code == 64, "\(outcome.errors)")
    for word in ["time", "simulation.replicas", "simulation.dimension"] {
      #expect(outcome.errors.contains(word), "\(outcome.errors)")
    }
  }

  @Test("a checkpoint of another run is refused with 65 and the key that differs")
  func foreignCheckpoint() throws {
    let first = try program.run("simulate", "problem.yaml", "--checkpoint", "run.checkpoint")
    #expect(first.code == 0)
    let other = try program.run(
      "simulate", "problem.yaml", "--checkpoint", "run.checkpoint", "--seed", "9")
    #expect(other.code == 65 && other.errors.contains("simulation.seed is 3 there and 9 here"))
    let kept = try program.run(
      "simulate", "problem.yaml", "--checkpoint", "run.checkpoint", "--keep-replicas", "--format",
      "json")
    #expect(kept.code == 65 && kept.errors.contains("--keep-replicas is false there and true here"))
    try workspace.write("notes.txt", "my thesis")
    let text = try program.run("simulate", "problem.yaml", "--checkpoint", "notes.txt")
    #expect(text.code == 65 && text.errors.contains("not a checkpoint"))
    #expect(text.errors.contains("give another path (--checkpoint)"), "\(text.errors)")
  }

  @Test("a checkpoint behind a symbolic link is written and read there, and the link stays")
  func linkedCheckpoint() throws {
    let files = FileManager.default
    let folder = program.directory
    try files.createDirectory(
      at: folder.appendingPathComponent("real"), withIntermediateDirectories: false)
    let link = folder.appendingPathComponent("link.checkpoint").path
    // At first it leads to a file that does not exist yet.
    try files.createSymbolicLink(atPath: link, withDestinationPath: "real/run.checkpoint")
    let call = ["simulate", "problem.yaml", "--format", "csv", "--checkpoint", "link.checkpoint"]
    var written: [Data] = []
    for _ in 0..<2 {
      let outcome = try program.run(call)
      #expect(outcome.code == 0, "\(outcome.errors)")
      written.append(outcome.output)
      #expect(try files.destinationOfSymbolicLink(atPath: link) == "real/run.checkpoint")
      let real = folder.appendingPathComponent("real")
      #expect(try files.contentsOfDirectory(atPath: real.path) == ["run.checkpoint"])
      let data = try Data(contentsOf: real.appendingPathComponent("run.checkpoint"))
      #expect(data.starts(with: Data("betaflow checkpoint".utf8)))
    }
    #expect(written[0] == written[1])
    let other = try program.run(call + ["--seed", "9"])
    #expect(other.code == 65, "it was read: \(other.errors)")
  }

  @Test("a checkpoint that is a pipe is refused with 73 before work begins, and stays one")
  func pipeAsCheckpoint() throws {
    let pipe = program.directory.appendingPathComponent("pipe")
    try #require(mkfifo(pipe.path, 0o600) == 0)
    let before = try Set(workspace.files)
    let outcome = try program.run("simulate", "endless.yaml", "--checkpoint", "pipe")
    #expect(outcome.code == 73 && outcome.errors.contains("regular file"), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(try Set(workspace.files) == before)
    var status = stat()
    #expect(lstat(pipe.path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
  }
}
