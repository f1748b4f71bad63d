import Foundation
import Testing

@Suite("betaflow simulate and compare on a spectrum")
struct SpectralSimulateTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws {
    workspace = try Workspace()
    try write("spectrum.yaml", data: "{spectrum: [[3, 0], [1.2, 0.3], [0.5, 0.7]]}")
    let rows = (0..<30).map { i in
      (0..<8).map { j in "\(Double((i * i + 3 * j * i) % 11) + 0.1 * Double(j))" }
        .joined(separator: ",")
    }
    try workspace.write("table.csv", rows.joined(separator: "\n") + "\n")
    try write(
      "rows.yaml", data: "{file: table.csv, groups: 3, distribution: rows}",
      simulation: "{dimension: 8, replicas: 4, seed: 3, method: vector}")
  }

  private func write(
    _ name: String, data: String,
    simulation: String = "{dimension: 60, replicas: 4, seed: 3}"
  ) throws {
    try workspace.write(
      name,
      """
      data: \(data)
      model: {latents: 2}
      training: {rates: 0.01, beta: 0.6, batch: 2, variance: log}
      initial: random
      time: {end: 20, samples: 3}
      simulation: \(simulation)
      """)
  }

  @Test("the JSON of the contract, whatever the number of threads")
  func json() throws {
    func run(_ arguments: String...) throws -> Program.Outcome {
      try program.run(["simulate", "spectrum.yaml", "--format", "json"] + arguments)
    }
    let outcome = try run("--quiet", "--keep-replicas")
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    let json = outcome.json
    #expect(json["replicas"] as? Int == 4 && json["method"] as? String == "exact")
    for key in ["mean", "standard_error"] {
      let states = try #require(json[key] as? [[String: Any]])
      #expect(states.count == 3)
      for name in ["Q", "E", "R"] { #expect(states[2][name] is [[Double]]) }
      #expect((states[2]["groups"] as? [[String: Any]])?.count == 3)
    }
    #expect((json["runs"] as? [[[String: Any]]])?.count == 4)
    let threads = try ["1", "2"].map { try run("--threads", $0).output }
    #expect(threads[0] == threads[1])
  }

  @Test("rows of the data file are drawn, and set beside Gaussian data")
  func rows() throws {
    let outcome = try program.run("compare", "rows.yaml", "--format", "json", "--quiet")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let gaussian = try #require(outcome.json["gaussian"] as? [String: Any])
    #expect(gaussian["verdict"] is String && gaussian["simulation"] is [String: Any])
    let text = try program.run("compare", "rows.yaml", "--quiet").text
    #expect(text.contains("Against Gaussian data of the same covariance at the same N"))
  }

  @Test(
    "what cannot be drawn is refused by name",
    arguments: [
      (["rows.yaml", "--method", "exact"], "data.distribution"),
      (["rows.yaml", "--dimension", "9"], "simulation.dimension"),
      (["spectrum.yaml", "--dimension", "2"], "simulation.dimension"),
    ])
  func refusals(arguments: [String], key: String) throws {
    let outcome = try program.run(["simulate"] + arguments)
    #expect(outcome.code == 64 && outcome.errors.contains(key), "\(outcome.errors)")
  }
}
