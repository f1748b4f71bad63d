import Foundation
import Testing

/// SIGINT and SIGTERM end whatever the program does, with a word, and nothing is left behind.
@Suite("betaflow: interruptions")
struct InterruptionTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws {
    workspace = try Workspace()
    // Signals so strong that steps get nowhere.
    try workspace.write(
      "stiff.yaml",
      """
      data: {signals: [4294967296], noise: 1.0}
      model: {latents: 5}
      training: {rates: 0.01, beta: 1.0, variance: log}
      initial: {overlap: 0.01, decoder_norm: 1, encoder_norm: 1, variance: 1}
      time: {end: 100, samples: 3}
      simulation: {dimension: 500, replicas: 2}

      """)
    // Latents that start alike would not converge, and anneal says so at once.
    let overlaps = (0..<8).map { k in (0..<4).map { Self.overlap(of: k, with: $0) } }
    try workspace.write(
      "large.yaml",
      """
      data: {signals: [3, 2.5, 2, 1.5], noise: 0.5}
      model: {latents: 8}
      training: {rates: 0.3, beta: 0.3}
      initial: {overlap: \(overlaps), decoder_norm: 1, encoder_norm: 1, variance: 1}
      time: {end: 1000, samples: 3}

      """)
  }

  private static func overlap(of latent: Int, with factor: Int) -> Double {
    Double(1 + (3 * latent + 5 * factor) % 11) / 1000
  }

  /// Calls that take from ten seconds to years.
  private static let calls: [[String]] = [
    ["compare", "stiff.yaml"], ["flow", "stiff.yaml"],
    ["fixed-points", "large.yaml", "--search", "100000"],
    ["phase", "large.yaml", "--x", "beta=0.1:3:1000", "--y", "eta=0.1:2:1000"],
    ["branches", "large.yaml", "--x", "beta=0.1:3", "--starts", "10000"],
    ["anneal", "large.yaml", "--rates", "0.001:1:100000"],
    ["anneal", "large.yaml", "--optimal", "--knots", "400"],
    ["plan", "pipe", "--latents", "1"],
  ]

  @Test(
    "end within two seconds with 75 and a word, and leave nothing",
    arguments: calls, [SIGINT, SIGTERM])
  func ends(call: [String], signal: Int32) throws {
    try #require(mkfifo(program.directory.appendingPathComponent("pipe").path, 0o600) == 0)
    let before = try Set(workspace.files)
    var ready = ContinuousClock.now
    let (code, text) = try program.stopped(
      by: signal, call + ["--output", "result", "--format", "csv"]
    ) { process in
      ready = .now
      return try process.handles(signal)
    }
    // Two seconds are promised; a busy machine gets more.
    #expect(ContinuousClock.now - ready < .seconds(20))
    #expect(code == 75 && text.contains("\(call[0]) was interrupted"), "\(text)")
    #expect(text.contains("the same call starts anew"))
    #expect(try Set(workspace.files) == before)
  }

  @Test("runs say how many steps they did of how many, and save them")
  func runs() throws {
    try workspace.write(
      "endless.yaml", problem() + "simulation: {dimension: 10000000000, replicas: 2}\n")
    let call = ["compare", "endless.yaml", "--format", "csv", "--checkpoint", "run.checkpoint"]
    let (code, text) = try program.stopped(by: SIGINT, call) { _ in
      try workspace.files.contains("run.checkpoint")
    }
    #expect(code == 75)
    let words = /interrupted after [0-9.]+( million)? steps? of 2 trillion \(2 runs of 1 trillion\)/
    #expect(text.contains(words), "\(text)")
    #expect(text.hasSuffix(" compare endless.yaml --format csv --checkpoint run.checkpoint\n"))
    // Before there are runs, what was saved earlier is named.
    let again = try program.stopped(
      by: SIGTERM, ["compare", "stiff.yaml", "--checkpoint", "run.checkpoint"])
    #expect(again.code == 75 && again.errors.contains("goes on from run.checkpoint"))
  }

  @Test("a picture that is being drawn goes with its folder, and gnuplot with it")
  func drawing() throws {
    try workspace.write("problem.yaml", problem())
    let folder = program.directory
    let files = FileManager.default
    for name in ["bin", "scratch"] {
      try files.createDirectory(
        at: folder.appendingPathComponent(name), withIntermediateDirectories: false)
    }
    let gnuplot = folder.appendingPathComponent("bin/gnuplot").path
    try workspace.write(
      "bin/gnuplot", "#!/bin/sh\necho $$ >'\(folder.path)/process'\nexec sleep 600\n")
    try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: gnuplot)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let started = folder.appendingPathComponent("process")
    func number() -> Int32? {
      (try? String(contentsOf: started, encoding: .utf8)).flatMap {
        Int32($0.trimmingCharacters(in: .whitespacesAndNewlines))
      }
    }
    let (code, text) = try program.stopped(
      by: SIGTERM, ["flow", "problem.yaml", "--plot", "flow.svg"],
      environment: [
        "PATH": "\(folder.path)/bin:\(path)", "TMPDIR": "\(folder.path)/scratch",
      ]
    ) { _ in number() != nil }
    #expect(code == 75 && text.contains("flow was interrupted"), "\(text)")
    let process = try #require(number())
    #expect(kill(process, 0) != 0 && errno == ESRCH, "gnuplot still runs")
    #expect(try files.contentsOfDirectory(atPath: "\(folder.path)/scratch").isEmpty)
    #expect(try !workspace.files.contains("flow.svg"))
  }
}
